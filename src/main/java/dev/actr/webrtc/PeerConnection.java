package dev.actr.webrtc;

import dev.actr.sctp.DataChannelOptions;
import dev.actr.sctp.SctpConfig;
import dev.actr.webrtc.dtls.DtlsContext;
import dev.actr.webrtc.ice.IceCandidate;
import dev.actr.webrtc.ice.IceConfig;
import io.netty.channel.EventLoop;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * A connection with one peer for data channels, as JSEP has it (RFC 9429); made by {@link
 * PeerConnectionFactory}. A description that is made or taken is in force at once. Thread-safe; the
 * calls of one connection take effect in the order they are made in.
 *
 * <p>Futures complete where the listener is called, in order with its calls, so that the candidates
 * of an offer come after it. They fail with {@link IllegalStateException} if the call does not fit
 * or the connection is closed, and with {@link IllegalArgumentException} if a description is not
 * one.
 */
public final class PeerConnection {

  private final Callbacks callbacks;
  private final PeerConnectionListener listener;
  private final Consumer<PeerConnection> onClose;
  private final Transport transport;
  private final Negotiation negotiation;
  private volatile PeerConnectionState state = PeerConnectionState.NEW;

  PeerConnection(
      EventLoop loop,
      Executor blocking,
      Callbacks callbacks,
      IceConfig ice,
      SctpConfig sctp,
      DtlsContext dtls,
      SecureRandom random,
      PeerConnectionListener listener,
      Consumer<PeerConnection> onClose) {
    this.callbacks = callbacks;
    this.listener = listener;
    this.onClose = onClose;
    this.transport =
        new Transport(loop, blocking, callbacks, ice, sctp, dtls, random, new FromTransport());
    this.negotiation = new Negotiation(transport, sctp, dtls.fingerprint(), random);
  }

  /** Makes an offer; a new one replaces one that was not answered. */
  public CompletableFuture<SessionDescription> createOffer() {
    return call(negotiation::createOffer);
  }

  /** Answers the peer's offer. */
  public CompletableFuture<SessionDescription> createAnswer() {
    return call(negotiation::createAnswer);
  }

  /** Takes the peer's offer, or its answer to this side's. */
  public CompletableFuture<Void> setRemoteDescription(SessionDescription description) {
    Objects.requireNonNull(description, "description");
    return call(
        () -> {
          negotiation.setRemote(description);
          return null;
        });
  }

  /**
   * Takes an address of the peer. One that is faster than the description it belongs to, by its
   * username fragment, waits for that; one of an earlier description is dropped.
   */
  public CompletableFuture<Void> addIceCandidate(IceCandidate candidate) {
    Objects.requireNonNull(candidate, "candidate");
    return call(
        () -> {
          negotiation.addCandidate(candidate);
          return null;
        });
  }

  /**
   * Takes an address of the peer as signaling brings it.
   *
   * @param candidate the candidate line; empty for the end of candidates
   * @param usernameFragment of the description it belongs to; null if that is not told
   */
  public CompletableFuture<Void> addIceCandidate(String candidate, String usernameFragment) {
    if (candidate.isBlank()) {
      return CompletableFuture.completedFuture(null);
    }
    try {
      IceCandidate parsed = IceCandidate.parse(candidate);
      return addIceCandidate(
          usernameFragment == null || usernameFragment.isEmpty()
              ? parsed
              : parsed.withUsernameFragment(usernameFragment));
    } catch (IllegalArgumentException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Has the next offer begin ICE anew; what is connected goes on meanwhile. */
  public void restartIce() {
    transport.confinement().onLoop(negotiation::restartIce);
  }

  /**
   * Opens a channel, at once or when the connection is up. If that turns out to be impossible, it
   * is closed.
   */
  public RtcDataChannel createDataChannel(DataChannelOptions options, DataChannelHandler handler) {
    Objects.requireNonNull(options, "options");
    Objects.requireNonNull(handler, "handler");
    RtcDataChannel channel = new RtcDataChannel(transport, options, handler);
    transport
        .confinement()
        .onLoop(
            () -> {
              if (state == PeerConnectionState.CLOSED) {
                channel.onGone();
              } else {
                transport.open(channel, options);
              }
            });
    return channel;
  }

  /**
   * The name of the section of data channels, to go with candidates; that of the peer's offer in
   * place of the own one as soon as it is known. Empty if the peer gave it none.
   */
  public Optional<String> mid() {
    return negotiation.mid();
  }

  /** The index of that section among those of the descriptions. */
  public int mLineIndex() {
    return negotiation.lineIndex();
  }

  /** Where the connection is in its life. */
  public PeerConnectionState state() {
    return state;
  }

  /**
   * Why the connection has failed for good, as its DTLS or SCTP has; empty where an ICE restart may
   * help.
   */
  public Optional<String> failure() {
    return transport.failure();
  }

  /** A look at the connection. */
  public CompletableFuture<PeerConnectionStats> stats() {
    return call(transport::stats);
  }

  /** Ends the connection and tells the peer. Does nothing if it is closed. */
  public void close() {
    transport.confinement().onLoop(this::closeNow);
  }

  private void closeNow() {
    if (state != PeerConnectionState.CLOSED) {
      transport.close();
      changed(PeerConnectionState.CLOSED);
      onClose.accept(this);
    }
  }

  private void changed(PeerConnectionState next) {
    state = next;
    callbacks.run(() -> listener.onConnectionState(next));
  }

  private <T> CompletableFuture<T> call(Callable<T> action) {
    CompletableFuture<T> future = new CompletableFuture<>();
    Runnable task =
        () -> {
          try {
            if (state == PeerConnectionState.CLOSED) {
              throw new IllegalStateException("the connection is closed");
            }
            T result = action.call();
            callbacks.run(() -> future.complete(result));
          } catch (Exception e) {
            callbacks.run(() -> future.completeExceptionally(e));
          }
        };
    try {
      transport.confinement().execute(task);
    } catch (RejectedExecutionException e) {
      future.completeExceptionally(new IllegalStateException("the factory is closed", e));
    }
    return future;
  }

  private final class FromTransport implements Transport.Owner {

    @Override
    public void onCandidate(IceCandidate candidate) {
      negotiation.onLocalCandidate(candidate);
      callbacks.run(() -> listener.onIceCandidate(candidate));
    }

    @Override
    public void onGathered() {
      negotiation.onGathered();
      callbacks.run(listener::onIceGatheringComplete);
    }

    @Override
    public void onState(PeerConnectionState next) {
      if (next != PeerConnectionState.CLOSED) {
        changed(next);
      }
    }

    @Override
    public void onSelectedPair() {
      callbacks.run(listener::onSelectedPair);
    }

    @Override
    public void onChannel(RtcDataChannel channel) {
      callbacks.run(
          () -> channel.setHandler(Objects.requireNonNull(listener.onDataChannel(channel))));
    }

    @Override
    public void onEndedByPeer() {
      closeNow();
    }
  }
}
