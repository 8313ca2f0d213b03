package dev.actr.node;

import dev.actr.ActorContext;
import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.CredentialEvent;
import dev.actr.ErrorCategory;
import dev.actr.ErrorEvent;
import dev.actr.NodeEvent;
import dev.actr.PeerEvent;
import dev.actr.WebRtcPeerStatus;
import dev.actr.peer.PeerEvents;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Turns what happens to a node into hooks. Called from any thread; never blocks. */
final class HookEmitter implements PeerEvents {

  private final HookQueue queue;
  private final Supplier<NodeEvent> node;
  private final Supplier<ActorContext> context;

  HookEmitter(HookQueue queue, Supplier<NodeEvent> node, Supplier<ActorContext> context) {
    this.queue = queue;
    this.node = node;
    this.context = context;
  }

  /** A hook of the node as a whole. */
  CompletableFuture<Void> node(Hook hook) {
    return emit(hook, node.get());
  }

  /** A hook of the first signaling connection, which has no context. */
  void nodeWithoutContext(Hook hook) {
    queue.enqueue(new HookEvent(hook, node.get(), Optional.empty()));
  }

  void credentialRenewed(Instant expiry) {
    emit(Hook.CREDENTIAL_RENEWED, new CredentialEvent(expiry));
  }

  void credentialExpiring(Instant expiry) {
    emit(Hook.CREDENTIAL_EXPIRING, new CredentialEvent(expiry));
  }

  void error(ErrorCategory category, ActrException source, String doing) {
    emit(Hook.ERROR, new ErrorEvent(source, category, doing, Instant.now()));
  }

  @Override
  public void webSocketConnecting(ActrId peer) {
    emit(Hook.WEB_SOCKET_CONNECTING, PeerEvent.ofWebSocket(peer));
  }

  @Override
  public void webSocketConnected(ActrId peer) {
    emit(Hook.WEB_SOCKET_CONNECTED, PeerEvent.ofWebSocket(peer));
  }

  @Override
  public void webSocketDisconnected(ActrId peer) {
    emit(Hook.WEB_SOCKET_DISCONNECTED, PeerEvent.ofWebSocket(peer));
  }

  @Override
  public void webRtcConnecting(ActrId peer) {
    webRtc(Hook.WEB_RTC_CONNECTING, peer, Optional.empty(), WebRtcPeerStatus.CONNECTING);
  }

  @Override
  public void webRtcConnected(ActrId peer, boolean relayed) {
    webRtc(Hook.WEB_RTC_CONNECTED, peer, Optional.of(relayed), WebRtcPeerStatus.CONNECTED);
  }

  @Override
  public void webRtcDisconnected(ActrId peer, WebRtcPeerStatus status) {
    webRtc(Hook.WEB_RTC_DISCONNECTED, peer, Optional.empty(), status);
  }

  private void webRtc(Hook hook, ActrId peer, Optional<Boolean> relayed, WebRtcPeerStatus status) {
    emit(hook, new PeerEvent(peer, relayed, Optional.of(status)));
  }

  @Override
  public void transportFailed(ActrId peer, ActrException failure) {
    error(ErrorCategory.TRANSPORT_FAILURE, failure, "peer=" + peer);
  }

  @Override
  public void verificationFailed(ActrException failure) {
    error(ErrorCategory.SIGNALING_FAILURE, failure, "verifying a peer");
  }

  private CompletableFuture<Void> emit(Hook hook, Object payload) {
    return queue.enqueue(new HookEvent(hook, payload, Optional.of(context.get())));
  }
}
