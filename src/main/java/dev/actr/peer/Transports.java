package dev.actr.peer;

import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.ErrorKind;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Opens the connection with a peer over the transport that is there first. The WebSocket the peer
 * advertises has a head start; WebRTC through signaling begins when that has passed, when the
 * WebSocket fails, or at once where none is advertised. A peer that has gone would be waited for
 * there in vain: who knew of it by an earlier look-up looks again.
 */
public final class Transports implements Dialler {

  /** As RFC 8305 has it for addresses. */
  private static final Duration HEAD_START = Duration.ofMillis(250);

  private final AddressBook addresses;
  private final AddressDialler webSocket;
  private final Optional<? extends Dialler> webRtc;
  private final ScheduledExecutorService timer;

  /**
   * The choice of a node.
   *
   * @param addresses knows where peers listen
   * @param webSocket connects to where they listen
   * @param webRtc connects through signaling; empty for a node that does not
   * @param timer ends the head start; its tasks do not block
   */
  public Transports(
      AddressBook addresses,
      AddressDialler webSocket,
      Optional<? extends Dialler> webRtc,
      ScheduledExecutorService timer) {
    this.addresses = addresses;
    this.webSocket = webSocket;
    this.webRtc = webRtc;
    this.timer = timer;
  }

  @Override
  public CompletableFuture<PeerLink> dial(ActrId peer, PeerReceiver receiver) {
    return addresses
        .find(peer)
        .thenCompose(
            address -> {
              if (webRtc.isEmpty()) {
                return webSocket(peer, address.orElseThrow(() -> noAddress(peer)), receiver);
              }
              return address.isEmpty()
                  ? webRtc.get().dial(peer, receiver)
                  : new Race(peer, receiver).run(address.get(), webRtc.get());
            });
  }

  private static ActrException noAddress(ActrId peer) {
    return new ActrException(
        ErrorKind.NOT_FOUND, "peer " + peer + " accepts no WebSocket connections");
  }

  private CompletableFuture<PeerLink> webSocket(ActrId peer, URI address, PeerReceiver receiver) {
    return webSocket
        .dial(peer, address, receiver)
        .whenComplete(
            (link, failure) -> {
              if (failure != null) {
                // The peer may have moved: ask again next time.
                addresses.forget(peer);
              }
            });
  }

  /** One connection, over either transport. Thread-safe. */
  private final class Race {

    private final ActrId peer;
    private final PeerReceiver receiver;
    private final CompletableFuture<PeerLink> winner = new CompletableFuture<>();
    private boolean following;
    private ActrException firstFailure;

    Race(ActrId peer, PeerReceiver receiver) {
      this.peer = peer;
      this.receiver = receiver;
    }

    CompletableFuture<PeerLink> run(URI address, Dialler follower) {
      Future<?> headStart =
          timer.schedule(() -> follow(follower), HEAD_START.toMillis(), TimeUnit.MILLISECONDS);
      webSocket(peer, address, receiver)
          .whenComplete(
              (link, failure) -> {
                headStart.cancel(false);
                if (failure == null) {
                  arrived(link);
                } else {
                  failed(ActrException.of(failure));
                  follow(follower);
                }
              });
      return winner;
    }

    private void follow(Dialler follower) {
      synchronized (this) {
        if (following || winner.isDone()) {
          return;
        }
        following = true;
      }
      addresses
          .isLive(peer)
          .whenComplete(
              (live, failure) -> {
                // Who cannot tell does not keep a session from coming about that the peer has
                // begun.
                if (failure != null || live) {
                  dial(follower);
                } else {
                  failed(AddressBook.notConnected(peer));
                }
              });
    }

    private void dial(Dialler follower) {
      if (winner.isDone()) {
        return;
      }
      CompletableFuture<PeerLink> second = follower.dial(peer, receiver);
      second.whenComplete(
          (link, failure) -> {
            if (failure == null) {
              arrived(link);
            } else {
              failed(ActrException.of(failure));
            }
          });
      // The WebSocket may have arrived while this was begun.
      winner.whenComplete((link, failure) -> second.cancel(false));
    }

    private void arrived(PeerLink link) {
      if (!winner.complete(link)) {
        link.close();
      }
    }

    /** The one that fails last tells why; the other's reason comes with it. */
    private void failed(ActrException failure) {
      ActrException earlier;
      synchronized (this) {
        earlier = firstFailure;
        firstFailure = failure;
      }
      if (earlier != null) {
        failure.addSuppressed(earlier);
        winner.completeExceptionally(failure);
      }
    }
  }
}
