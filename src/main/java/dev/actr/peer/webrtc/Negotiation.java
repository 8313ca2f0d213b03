package dev.actr.peer.webrtc;

import dev.actr.ActrId;
import dev.actr.webrtc.PeerConnection;
import dev.actr.webrtc.SessionDescription;
import dev.actr.webrtc.ice.IceCandidate;
import dev.actr.wire.proto.WebRtcProtos;
import dev.actr.wire.proto.WebRtcProtos.SessionDescription.Type;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The descriptions and candidates one session exchanges with its peer through signaling. Confined
 * to the loop.
 */
final class Negotiation {

  private static final Pattern FRAGMENT = Pattern.compile("(?m)^a=ice-ufrag:(\\S+)");

  private final ActrId peer;
  private final PeerConnection connection;
  private final Signals signals;
  private final EventLoop loop;
  private final RemoteCandidates remoteCandidates;
  private final BiConsumer<String, Throwable> failed;

  /** Candidates found before the description they belong to was sent; null once it was. */
  private List<IceCandidate> held = new ArrayList<>();

  /** The exchange whose answer is waited for, or null. */
  private volatile String exchange;

  /** The exchange that the peer has begun last, or null. */
  private String answering;

  /** Whether what is told now is of use to the peer: until the session is ready, or restored. */
  private volatile boolean open;

  private boolean ended;

  /**
   * Nothing exchanged yet.
   *
   * @param failed told what and why, when the session cannot go on
   */
  Negotiation(
      ActrId peer,
      PeerConnection connection,
      WebRtcEnvironment environment,
      RemoteCandidates remoteCandidates,
      BiConsumer<String, Throwable> failed) {
    this.peer = peer;
    this.connection = connection;
    this.signals = environment.signals();
    this.loop = environment.loop();
    this.remoteCandidates = remoteCandidates;
    this.failed = failed;
  }

  /** Whether an offer waits for its answer. */
  boolean isOffering() {
    return exchange != null;
  }

  /** Offers, for the first time or with ICE restarted. */
  void offer(Type type) {
    hold();
    String id = UUID.randomUUID().toString();
    exchange = id;
    send(type, connection.createOffer(), id, () -> id.equals(exchange));
  }

  /** The peer offers, for the first time or again. */
  void offered(WebRtcProtos.SessionDescription offer) {
    hold();
    answering = offer.getSdpExchangeId();
    CompletableFuture<SessionDescription> answer =
        connection
            .setRemoteDescription(SessionDescription.offer(offer.getSdp()))
            .thenCompose(done -> connection.createAnswer());
    answer.thenRunAsync(() -> described(offer.getSdp()), loop);
    send(Type.ANSWER, answer, offer.getSdpExchangeId(), () -> open);
  }

  /** Whether the peer has begun this exchange, and it is answered. */
  boolean isAnswering(String exchangeId) {
    return exchangeId.equals(answering);
  }

  /** The peer answers. An answer of another exchange is to an offer that is no more. */
  void answered(WebRtcProtos.SessionDescription answer) {
    if (!answer.getSdpExchangeId().equals(exchange)) {
      return;
    }
    exchange = null;
    if (!FRAGMENT.matcher(answer.getSdp()).find()) {
      // RFC 3264, section 6: what is rejected comes without transport.
      failed.accept("it refuses the session", null);
      return;
    }
    connection
        .setRemoteDescription(SessionDescription.answer(answer.getSdp()))
        .whenCompleteAsync(
            (done, failure) -> {
              if (failure == null) {
                described(answer.getSdp());
              } else {
                failed.accept("its answer is not acceptable", failure);
              }
            },
            loop);
  }

  private void send(
      Type type,
      CompletableFuture<SessionDescription> description,
      String exchangeId,
      BooleanSupplier wanted) {
    description
        .thenCompose(made -> signals.describe(peer, type, made.sdp(), exchangeId, wanted))
        .whenCompleteAsync(
            (sent, failure) -> {
              if (failure == null) {
                release();
              } else if (type != Type.ICE_RESTART_OFFER) {
                // A restart is tried again.
                failed.accept("the session cannot be negotiated", failure);
              }
            },
            loop);
  }

  private void described(String sdp) {
    Matcher fragment = FRAGMENT.matcher(sdp);
    if (!ended && fragment.find()) {
      remoteCandidates.described(fragment.group(1)).forEach(this::use);
    }
  }

  void remoteCandidate(WebRtcProtos.IceCandidate candidate) {
    remoteCandidates.add(candidate).ifPresent(this::use);
  }

  private void use(WebRtcProtos.IceCandidate candidate) {
    connection.addIceCandidate(candidate.getCandidate(), candidate.getUsernameFragment());
  }

  void localCandidate(IceCandidate candidate) {
    if (held != null) {
      held.add(candidate);
    } else {
      tell(candidate);
    }
  }

  /** What has been told was enough. */
  void connected() {
    open = false;
  }

  private void hold() {
    open = true;
    if (held == null) {
      held = new ArrayList<>();
    }
  }

  private void release() {
    if (held != null) {
      List<IceCandidate> found = held;
      held = null;
      found.forEach(this::tell);
    }
  }

  private void tell(IceCandidate candidate) {
    signals.candidate(
        peer, candidate.toAttribute(), candidate.usernameFragment().orElseThrow(), () -> open);
  }

  /** The session is over; candidates that come are for the next. */
  void end() {
    ended = true;
    open = false;
    exchange = null;
    remoteCandidates.sessionEnded();
  }
}
