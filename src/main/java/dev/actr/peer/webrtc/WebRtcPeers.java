package dev.actr.peer.webrtc;

import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.ErrorKind;
import dev.actr.WebRtcPeerStatus;
import dev.actr.identity.Identity;
import dev.actr.identity.PeerVerifier;
import dev.actr.net.LogBudget;
import dev.actr.net.tls.Tls;
import dev.actr.peer.Dialler;
import dev.actr.peer.PeerEvents;
import dev.actr.peer.PeerLink;
import dev.actr.peer.PeerReceiver;
import dev.actr.signaling.SignalingClient;
import dev.actr.wire.ProtoValues;
import dev.actr.wire.proto.ActrProtos.RoleAssignment;
import dev.actr.wire.proto.SignalingProtos.ActrRelay;
import dev.actr.wire.proto.WebRtcProtos.SessionDescription;
import io.netty.channel.EventLoop;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The WebRTC sessions of one node, at most one with each peer, negotiated through signaling. The
 * server says which side offers. All state is confined to one event loop.
 */
public final class WebRtcPeers implements Dialler {

  /** What a peer that takes this node's offer needs to answer it. */
  private static final long ANSWER_SECONDS = 1;

  /** Sessions that are being established, whoever began them. */
  private static final int MAX_UNREADY = 256;

  private static final int REFUSALS_PER_MINUTE = 60;

  private final WebRtcEnvironment environment;
  private final EventLoop loop;
  private final Executor executor;
  private final Supplier<Identity> identity;
  private final WantedLinks wanted;
  private final PeerVerifier verifier;
  private final BooleanSupplier admitting;

  private final Map<ActrId, WebRtcSession> sessions = new HashMap<>();

  /** The newest offers of peers that may answer this node's instead. */
  private final Map<ActrId, HeldOffer> held = new HashMap<>();

  private record HeldOffer(SessionDescription offer, Instant expiry) {}

  private final CandidatesByPeer candidates = new CandidatesByPeer(sessions::containsKey);
  private final OfferLimit offers = new OfferLimit(System::nanoTime);
  private final LogBudget refusals = new LogBudget(REFUSALS_PER_MINUTE);

  private PeerReceiver receiver;
  private boolean closed;

  /**
   * No sessions yet.
   *
   * @param config how it connects
   * @param loop confines the state
   * @param executor where names are looked up and the end is waited for, which block
   * @param signaling not yet started
   * @param identity of this node, asked for at each session
   * @param tls of connections to servers that relay
   * @param verifier of those who offer
   * @param admitting whether offers of peers are taken
   * @param events learns what happens
   * @param maxMessage bytes of one message from or to a peer
   */
  public WebRtcPeers(
      WebRtcConfig config,
      EventLoop loop,
      Executor executor,
      SignalingClient signaling,
      Supplier<Identity> identity,
      Tls tls,
      PeerVerifier verifier,
      BooleanSupplier admitting,
      PeerEvents events,
      int maxMessage) {
    this.loop = loop;
    this.executor = executor;
    this.environment =
        new WebRtcEnvironment(
            loop,
            new PeerConnections(config, identity, tls, executor),
            new Signals(signaling),
            events,
            maxMessage,
            config.idleTimeout());
    this.identity = identity;
    this.wanted = new WantedLinks(loop, environment.signals(), identity, sessions::containsKey);
    this.verifier = verifier;
    this.admitting = admitting;
    signaling.onRelay(relay -> loop.execute(() -> received(relay)));
    signaling.onRelayRefused((peer, reason) -> loop.execute(() -> notRelayed(peer, reason)));
  }

  /**
   * Takes sessions that peers begin from now on.
   *
   * @param inbound takes what arrives on them
   */
  public void accept(PeerReceiver inbound) {
    loop.execute(() -> receiver = inbound);
  }

  @Override
  public CompletableFuture<PeerLink> dial(ActrId peer, PeerReceiver inbound) {
    CompletableFuture<PeerLink> link = new CompletableFuture<>();
    loop.execute(
        () -> {
          if (!link.isDone()) {
            open(peer).whenComplete((open, failure) -> pass(open, failure, link));
          }
        });
    link.whenComplete(
        (open, failure) -> {
          if (link.isCancelled()) {
            loop.execute(() -> cancelled(peer));
          }
        });
    return link;
  }

  private static void pass(PeerLink open, Throwable failure, CompletableFuture<PeerLink> link) {
    if (failure == null) {
      link.complete(open);
    } else {
      link.completeExceptionally(failure);
    }
  }

  private CompletableFuture<PeerLink> open(ActrId peer) {
    WebRtcSession session = sessions.get(peer);
    if (closed) {
      return CompletableFuture.failedFuture(
          new ActrException(ErrorKind.UNAVAILABLE, "this node has stopped"));
    }
    return session != null && session.isReady()
        ? CompletableFuture.completedFuture(session.link())
        : wanted.link(peer);
  }

  /** Nobody here waits for the link; a session that the peer offers may come about yet. */
  private void cancelled(ActrId peer) {
    WebRtcSession session = sessions.get(peer);
    if (wanted.cancel(peer) && session != null && session.isOfferer() && !session.isReady()) {
      session.end("it is not wanted any more");
    }
  }

  private void received(ActrRelay relay) {
    if (closed || !relay.hasSource() || identity.get() == null) {
      return;
    }
    ActrId source = ProtoValues.fromProto(relay.getSource());
    ActrId self = identity.get().id();
    switch (relay.getPayloadCase()) {
      case SESSION_DESCRIPTION -> described(source, relay);
      case ICE_CANDIDATE -> {
        WebRtcSession session = sessions.get(source);
        if (session != null) {
          session.candidate(relay.getIceCandidate());
        } else {
          candidates.of(source).add(relay.getIceCandidate());
        }
      }
      case ROLE_ASSIGNMENT ->
          // Some servers name the one who asked as the source of both assignments.
          assigned(
              source.equals(self) ? ProtoValues.fromProto(relay.getTarget()) : source,
              relay.getRoleAssignment());
      case ICE_RESTART_REQUEST -> {
        WebRtcSession session = sessions.get(source);
        if (session != null && session.isOfferer()) {
          session.recover();
        }
      }
      case ROLE_NEGOTIATION, PAYLOAD_NOT_SET -> {}
    }
  }

  /** A session that is there already does without, unless it has to recover. */
  private void notRelayed(ActrId peer, ActrException reason) {
    WebRtcSession session = sessions.get(peer);
    if (session != null && !session.isReady()) {
      session.notRelayed(reason);
    }
    wanted.failed(peer, reason);
  }

  private void assigned(ActrId peer, RoleAssignment role) {
    boolean mine = wanted.assigned(peer);
    WebRtcSession session = sessions.get(peer);
    if (role.getIsOfferer()) {
      if (!mine && (!admitting.getAsBoolean() || receiver == null)) {
        return;
      }
      if (session != null && session.hasJustOffered()) {
        // Both asked at once, and the server answered each: the offer is on its way to the peer.
        return;
      }
      replace(session, "it is negotiated anew");
      begin(peer, true).offer();
    } else if (mine && session == null) {
      wanted.awaitOffer(peer);
    } else if (session == null && admitting.getAsBoolean()) {
      wanted.expect(peer);
    }
  }

  private void described(ActrId source, ActrRelay relay) {
    SessionDescription description = relay.getSessionDescription();
    if (description.getSdpExchangeId().isEmpty()) {
      return;
    }
    verifier
        .verify(relay.getCredential(), source)
        .whenCompleteAsync(
            (expiry, failure) -> {
              if (closed) {
                return;
              }
              if (failure != null) {
                refused(source, ActrException.of(failure));
              } else if (description.getType() == SessionDescription.Type.ANSWER) {
                held.remove(source);
                withSession(source, session -> session.answered(description));
              } else {
                offered(source, description, expiry);
              }
              if (failure == null) {
                withSession(source, session -> session.shown(expiry));
              }
            },
            loop);
  }

  private void withSession(ActrId peer, Consumer<WebRtcSession> action) {
    WebRtcSession session = sessions.get(peer);
    if (session != null) {
      action.accept(session);
    }
  }

  private void refused(ActrId source, ActrException failure) {
    logRefusal(source, failure.getMessage());
    if (failure.kind().isRetryable()) {
      environment.events().verificationFailed(failure);
    }
  }

  private void logRefusal(ActrId peer, String reason) {
    refusals.spend(leftOut -> WebRtcLog.LOG.refused(peer, reason, leftOut));
  }

  private void offered(ActrId peer, SessionDescription offer, Instant expiry) {
    WebRtcSession session = sessions.get(peer);
    switch (offer.getType()) {
      case OFFER -> {
        if (session != null && session.isOf(offer)) {
          // Sent again, as the peer cannot know that it got here.
          return;
        }
        if (session == null || !session.isOffering()) {
          take(peer, offer);
        } else if (!isFirst(peer)) {
          // Both offer at once. One of our kind sees it as this node does, and lets its own stand;
          // one that answers every offer gives its own up.
          hold(peer, new HeldOffer(offer, expiry));
        }
      }
      case RENEGOTIATION_OFFER -> withSession(peer, s -> s.renegotiated(offer));
      case ICE_RESTART_OFFER -> {
        if (session == null) {
          environment.events().webRtcDisconnected(peer, WebRtcPeerStatus.IDLE);
        } else if (!session.isOfferer()) {
          session.renegotiated(offer);
        }
      }
      case ANSWER -> throw new IllegalArgumentException("an answer is no offer");
    }
  }

  private void hold(ActrId peer, HeldOffer offer) {
    if (held.put(peer, offer) == null) {
      loop.schedule(() -> takeHeld(peer), ANSWER_SECONDS, TimeUnit.SECONDS);
    }
  }

  private void takeHeld(ActrId peer) {
    HeldOffer offer = held.remove(peer);
    WebRtcSession session = sessions.get(peer);
    if (offer != null && !closed && (session == null || session.isOffering())) {
      take(peer, offer.offer());
      withSession(peer, taken -> taken.shown(offer.expiry()));
    }
  }

  private void take(ActrId peer, SessionDescription offer) {
    if (!admitting.getAsBoolean() || receiver == null || !hasRoom()) {
      logRefusal(peer, "this node takes no sessions now");
      return;
    }
    if (!offers.take(peer)) {
      logRefusal(peer, "it has offered too many of late");
      return;
    }
    replace(sessions.get(peer), "the peer offers another");
    begin(peer, false).offered(offer);
  }

  /** The order servers decide by, too. */
  private boolean isFirst(ActrId peer) {
    ActrId self = identity.get().id();
    int bySerial = Long.compareUnsigned(self.serialNumber(), peer.serialNumber());
    return bySerial != 0 ? bySerial > 0 : self.toString().compareTo(peer.toString()) > 0;
  }

  private boolean hasRoom() {
    return sessions.values().stream().filter(session -> !session.isReady()).count() < MAX_UNREADY;
  }

  /** Ends a session, if there is one; who waits for a link gets that of the next. */
  private void replace(WebRtcSession session, String reason) {
    if (session != null) {
      sessions.remove(session.peer(), session);
      session.end(reason);
    }
  }

  private WebRtcSession begin(ActrId peer, boolean offerer) {
    WebRtcSession session =
        new WebRtcSession(
            peer, offerer, environment, candidates.of(peer), receiver, new SessionOwner());
    sessions.put(peer, session);
    wanted.begun(peer);
    return session;
  }

  private final class SessionOwner implements WebRtcSession.Owner {

    @Override
    public void ready(WebRtcSession session) {
      receiver.accepted(session.link(), session.expiry());
      wanted.ready(session.link());
    }

    @Override
    public void ended(WebRtcSession session, ActrException reason) {
      // Who waits for a link gets that of the next, if it was replaced.
      if (sessions.remove(session.peer(), session)) {
        wanted.failed(session.peer(), reason);
      }
    }
  }

  /** Signaling is back: what waited for it goes on. */
  public void signalingConnected() {
    loop.execute(() -> sessions.values().forEach(WebRtcSession::signalingConnected));
  }

  /**
   * Ends all sessions for good; links are closed by who has them, and before.
   *
   * @return done when they have ended, and the threads that served them
   */
  public CompletableFuture<Void> close() {
    return CompletableFuture.runAsync(
            () -> {
              closed = true;
              List.copyOf(sessions.values()).forEach(session -> session.end("this node stops"));
              wanted.failAll("this node stops");
            },
            loop)
        .thenRunAsync(environment.connections()::close, executor);
  }
}
