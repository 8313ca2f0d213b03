package dev.actr.peer.webrtc;

import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.ErrorKind;
import dev.actr.PayloadType;
import dev.actr.WebRtcPeerStatus;
import dev.actr.peer.PeerReceiver;
import dev.actr.sctp.DataChannelOptions;
import dev.actr.webrtc.DataChannelHandler;
import dev.actr.webrtc.PeerConnection;
import dev.actr.webrtc.PeerConnectionListener;
import dev.actr.webrtc.PeerConnectionState;
import dev.actr.webrtc.PeerConnectionStats;
import dev.actr.webrtc.RtcDataChannel;
import dev.actr.webrtc.ice.IceCandidate;
import dev.actr.wire.WireException;
import dev.actr.wire.proto.WebRtcProtos;
import dev.actr.wire.proto.WebRtcProtos.SessionDescription.Type;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** One connection with a peer, from its first offer to its end. Confined to the loop. */
final class WebRtcSession {

  /** Learns what becomes of a session. */
  interface Owner {

    /** Messages can be sent for the first time. */
    void ready(WebRtcSession session);

    /** It is over; the last call. */
    void ended(WebRtcSession session, ActrException reason);
  }

  private static final long READY_SECONDS = 10;

  /** Longer than it takes to get an assignment that crossed with the offer. */
  private static final long JUST_NANOS = TimeUnit.SECONDS.toNanos(2);

  private static final Duration IDLE_POLL = Duration.ofSeconds(10);
  private static final long DRAIN_POLL_MILLIS = 20;
  private static final long DRAIN_MILLIS = 5000;

  private final ActrId peer;
  private final boolean offerer;
  private final EventLoop loop;
  private final WebRtcEnvironment environment;
  private final Negotiation negotiation;
  private final Owner owner;
  private final PeerReceiver receiver;
  private final WebRtcLink link;
  private final PeerConnection connection;
  private final Recovery recovery;
  private final Future<?> readyLimit;
  private Future<?> idleCheck;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  private final long begunAt = System.nanoTime();

  private WebRtcPeerStatus status = WebRtcPeerStatus.IDLE;

  /** Of the newest credential the peer has shown. */
  private Instant expiry = Instant.EPOCH;

  private boolean connected;
  private boolean channelOpen;

  WebRtcSession(
      ActrId peer,
      boolean offerer,
      WebRtcEnvironment environment,
      RemoteCandidates remoteCandidates,
      PeerReceiver receiver,
      Owner owner) {
    this.peer = peer;
    this.offerer = offerer;
    this.loop = environment.loop();
    this.environment = environment;
    this.owner = owner;
    this.receiver = receiver;
    this.link =
        new WebRtcLink(peer, environment.maxMessage(), receiver, System::nanoTime, this::close);
    this.connection = environment.connections().create(new FromConnection());
    this.negotiation =
        new Negotiation(peer, connection, environment, remoteCandidates, this::negotiationFailed);
    this.recovery = new Recovery(offerer, loop, new RecoverySteps());
    this.readyLimit =
        loop.schedule(
            () -> fail(ErrorKind.UNAVAILABLE, "no channel was open in time", null),
            READY_SECONDS,
            TimeUnit.SECONDS);
  }

  ActrId peer() {
    return peer;
  }

  WebRtcLink link() {
    return link;
  }

  Instant expiry() {
    return expiry;
  }

  /** The peer has shown a credential, with a description. */
  void shown(Instant expires) {
    expiry = expires.isAfter(expiry) ? expires : expiry;
    if (isReady()) {
      receiver.shown(link, expiry);
    }
  }

  boolean isOfferer() {
    return offerer;
  }

  boolean isReady() {
    return link.isOpen();
  }

  /** Whether its first offer waits for an answer. */
  boolean isOffering() {
    return offerer && negotiation.isOffering() && status == WebRtcPeerStatus.CONNECTING;
  }

  /** Whether its first offer was made so recently that the peer may not have it yet. */
  boolean hasJustOffered() {
    return isOffering() && System.nanoTime() - begunAt < JUST_NANOS;
  }

  /** Whether it was begun by this offer. */
  boolean isOf(WebRtcProtos.SessionDescription offer) {
    return !offerer && negotiation.isAnswering(offer.getSdpExchangeId());
  }

  /** Opens the channels and offers them. */
  void offer() {
    report(WebRtcPeerStatus.CONNECTING, false);
    for (PayloadType lane : WebRtcLink.LANES) {
      DataChannelOptions options = DataChannelOptions.of(lane.name());
      connection.createDataChannel(
          lane == PayloadType.STREAM_LATENCY_FIRST
              ? options.unordered().withMaxRetransmits(3)
              : options,
          new LaneChannel(link, lane, new FromChannel()));
    }
    negotiation.offer(Type.OFFER);
  }

  /** The peer offers, for the first time or again. */
  void offered(WebRtcProtos.SessionDescription offer) {
    report(WebRtcPeerStatus.CONNECTING, false);
    negotiation.offered(offer);
  }

  /** The peer offers once more, with ICE restarted or for the sake of media. */
  void renegotiated(WebRtcProtos.SessionDescription offer) {
    negotiation.offered(offer);
  }

  void answered(WebRtcProtos.SessionDescription answer) {
    negotiation.answered(answer);
  }

  void candidate(WebRtcProtos.IceCandidate candidate) {
    negotiation.remoteCandidate(candidate);
  }

  /** The path was lost, as the peer has it too. */
  void recover() {
    if (isReady()) {
      report(WebRtcPeerStatus.RECOVERING, false);
      recovery.begin();
    }
  }

  /** Signaling is back. */
  void signalingConnected() {
    recovery.hasten();
  }

  private void changed(PeerConnectionState state) {
    switch (state) {
      case NEW, CONNECTING -> {}
      case CONNECTED -> {
        connected = true;
        recovered();
      }
      case DISCONNECTED, FAILED -> {
        connected = false;
        Optional<String> broken = connection.failure();
        if (broken.isPresent()) {
          // Another path would not mend it.
          if (isReady()) {
            report(WebRtcPeerStatus.RECOVERING, false);
          }
          fail(ErrorKind.UNAVAILABLE, broken.get(), null);
        } else if (isReady()) {
          recover();
        } else if (state == PeerConnectionState.FAILED) {
          fail(ErrorKind.UNAVAILABLE, "there is no way to it", null);
        }
      }
      case CLOSED -> end("the peer closed it");
    }
  }

  private void recovered() {
    recovery.end();
    checkUsable();
  }

  private void checkUsable() {
    if (connected && channelOpen) {
      connection.stats().thenAcceptAsync(this::usable, loop);
    }
  }

  private void usable(PeerConnectionStats stats) {
    if (ended.isDone() || !connected) {
      return;
    }
    readyLimit.cancel(false);
    negotiation.connected();
    boolean first = !isReady();
    if (first) {
      link.open();
    }
    stats
        .selectedPair()
        .ifPresent(
            pair ->
                WebRtcLog.LOG.connected(
                    peer, pair.localType(), pair.local(), pair.remoteType(), pair.remote()));
    report(WebRtcPeerStatus.CONNECTED, stats.relayed());
    if (first) {
      owner.ready(this);
      link.deliver();
      if (!environment.idleTimeout().isZero()) {
        checkIdle();
      }
    }
  }

  /** Releases what nobody uses, unless it could not be had again. */
  private void checkIdle() {
    Duration left = environment.idleTimeout().minus(link.idle());
    if (!left.isNegative() && !left.isZero()) {
      idleCheck = loop.schedule(this::checkIdle, left.toNanos(), TimeUnit.NANOSECONDS);
    } else if (status == WebRtcPeerStatus.CONNECTED && environment.signals().areCarried()) {
      drain("nobody used it", DRAIN_MILLIS);
    } else {
      idleCheck = loop.schedule(this::checkIdle, IDLE_POLL.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private void report(WebRtcPeerStatus next, boolean relayed) {
    if (status == next) {
      return;
    }
    status = next;
    link.setRecovering(next == WebRtcPeerStatus.RECOVERING);
    switch (next) {
      case CONNECTING -> environment.events().webRtcConnecting(peer);
      case CONNECTED -> environment.events().webRtcConnected(peer, relayed);
      case RECOVERING, IDLE -> environment.events().webRtcDisconnected(peer, next);
    }
  }

  /** Lets what was sent leave, then closes; callable from anywhere. */
  private CompletableFuture<Void> close(String reason) {
    loop.execute(() -> drain(reason, DRAIN_MILLIS));
    return ended;
  }

  private void drain(String reason, long millis) {
    if (!connected || millis <= 0 || link.isDrained()) {
      end(reason);
    } else {
      loop.schedule(
          () -> drain(reason, millis - DRAIN_POLL_MILLIS),
          DRAIN_POLL_MILLIS,
          TimeUnit.MILLISECONDS);
    }
  }

  /** Ends at once, without a fault of anyone. */
  void end(String reason) {
    end(reason, ErrorKind.UNAVAILABLE, null);
  }

  /** Signaling passes nothing on to the peer. */
  void notRelayed(ActrException reason) {
    fail(reason.kind(), reason.getMessage(), reason);
  }

  private void fail(ErrorKind kind, String reason, Throwable cause) {
    if (!ended.isDone()) {
      environment.events().transportFailed(peer, failure(kind, reason, cause));
      end(reason, kind, cause);
    }
  }

  private void negotiationFailed(String reason, Throwable cause) {
    Throwable root = ActrException.unwrap(cause);
    boolean malformed = root instanceof IllegalArgumentException;
    fail(malformed ? ErrorKind.DECODE_FAILURE : ErrorKind.UNAVAILABLE, reason, root);
  }

  private ActrException failure(ErrorKind kind, String reason, Throwable cause) {
    return new ActrException(kind, "WebRTC with " + peer + ": " + reason, cause);
  }

  private void end(String reason, ErrorKind kind, Throwable cause) {
    if (ended.isDone()) {
      return;
    }
    readyLimit.cancel(false);
    if (idleCheck != null) {
      idleCheck.cancel(false);
    }
    recovery.end();
    connection.close();
    negotiation.end();
    report(WebRtcPeerStatus.IDLE, false);
    ended.complete(null);
    link.closed(reason);
    owner.ended(this, failure(kind, reason, cause));
  }

  /** What a connection still tells while the node's threads end changes nothing any more. */
  private void onLoop(Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException e) {
      WebRtcLog.LOG.debugf("%s told something after the end", peer);
    }
  }

  /** What the connection tells, on its event loop. */
  private final class FromConnection implements PeerConnectionListener {

    @Override
    public void onIceCandidate(IceCandidate candidate) {
      onLoop(() -> negotiation.localCandidate(candidate));
    }

    @Override
    public void onConnectionState(PeerConnectionState state) {
      onLoop(() -> changed(state));
    }

    /** A restart has found a way, be it that the old one was never lost on this side. */
    @Override
    public void onSelectedPair() {
      onLoop(
          () -> {
            if (connected) {
              recovered();
            }
          });
    }

    @Override
    public DataChannelHandler onDataChannel(RtcDataChannel channel) {
      return WebRtcLink.laneOf(channel.label())
          .<DataChannelHandler>map(lane -> new LaneChannel(link, lane, new FromChannel()))
          .orElse((unknown, data, binary) -> {});
    }
  }

  /** What the channels tell, on the connection's event loop. */
  private final class FromChannel implements LaneChannel.Owner {

    @Override
    public void channelOpened() {
      onLoop(
          () -> {
            if (!channelOpen) {
              channelOpen = true;
              checkUsable();
            }
          });
    }

    /** The other implementations take it for the end of the session. */
    @Override
    public void channelClosed() {
      onLoop(
          () -> {
            if (isReady()) {
              report(WebRtcPeerStatus.RECOVERING, false);
            }
            end("a channel was closed");
          });
    }

    @Override
    public void malformed(WireException reason) {
      onLoop(() -> fail(ErrorKind.DECODE_FAILURE, "malformed bytes", reason));
    }
  }

  private final class RecoverySteps implements Recovery.Steps {

    @Override
    public boolean canSignal() {
      return environment.signals().areCarried();
    }

    @Override
    public void restart() {
      connection.restartIce();
      negotiation.offer(Type.ICE_RESTART_OFFER);
    }

    @Override
    public void askForRestart() {
      environment.signals().askForRestart(peer);
    }

    @Override
    public void giveUp() {
      fail(ErrorKind.UNAVAILABLE, "the way to it was lost and not found again", null);
    }
  }
}
