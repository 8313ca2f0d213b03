package dev.actr;

import java.util.Optional;

/**
 * The behaviour of an actor: what it answers, and what it does when something happens to its node.
 *
 * <p>Requests are handled one at a time, or, where methods have a {@link ConflictKey}, side by side
 * if their keys differ; on an executor thread with the CDI request context active.
 *
 * <p>Hooks of one node are called one at a time, in the order of what they report, on an executor
 * thread with the CDI request context active. Each is then delivered to observers of its event, see
 * {@code dev.actr.event}. The default of each hook logs one record. What a hook throws is logged
 * and stops nothing, with the exception of {@link #onStart}.
 */
public interface Workload {

  /**
   * Routes requests to this actor's handler methods; usually inherited from generated code. Asked
   * for once per node.
   *
   * @return not null; {@link MessageDispatcher#none()} for an actor that only calls others
   */
  MessageDispatcher<?> dispatcher();

  /**
   * The node starts: before it registers, so it has no identity and reaches no peer. Throwing ends
   * its start-up; no other hook follows.
   *
   * @param context not null
   * @throws Exception to end the start-up
   */
  default void onStart(ActorContext context) throws Exception {
    HookLog.LOG.onStart(context.node().actor(), HookLog.id(context));
  }

  /**
   * The node is registered, connected to signaling and admits requests. Called once.
   *
   * @param context not null
   * @throws Exception to have it logged
   */
  default void onReady(ActorContext context) throws Exception {
    HookLog.LOG.onReady(context.node().actor(), HookLog.id(context));
  }

  /**
   * The node stops: it admits no more requests and those in flight are done. Peers can still be
   * called. Called once, and only after {@link #onStart} has returned.
   *
   * @param context not null
   * @throws Exception to have it logged
   */
  default void onStop(ActorContext context) throws Exception {
    HookLog.LOG.onStop(context.node().actor(), HookLog.id(context));
  }

  /**
   * Something failed that the node has dealt with.
   *
   * @param error not null
   * @param context not null
   * @throws Exception to have it logged
   */
  default void onError(ErrorEvent error, ActorContext context) throws Exception {
    HookLog.LOG.onError(
        context.node().actor(),
        error.category(),
        error.context(),
        error.timestamp(),
        error.source());
  }

  /**
   * The node is about to connect to the signaling server; called for each attempt.
   *
   * @param context empty on the first connection, before the node has an identity of its own to act
   *     under; present on each reconnect
   */
  default void onSignalingConnecting(Optional<ActorContext> context) {
    HookLog.LOG.onSignalingConnecting(HookLog.actor(this, context), HookLog.id(context));
  }

  /**
   * The node is connected to the signaling server.
   *
   * @param context empty on the first connection, before the node has an identity of its own to act
   *     under; present on each reconnect
   */
  default void onSignalingConnected(Optional<ActorContext> context) {
    HookLog.LOG.onSignalingConnected(HookLog.actor(this, context), HookLog.id(context));
  }

  /**
   * The connection to the signaling server has gone. Requests from peers are not affected; the node
   * reconnects by itself.
   *
   * @param context not null
   */
  default void onSignalingDisconnected(ActorContext context) {
    HookLog.LOG.onSignalingDisconnected(context.node().actor(), HookLog.id(context));
  }

  /**
   * A WebSocket connection with a peer is being established, by either side. A peer that connected
   * to this node is already authenticated.
   *
   * @param peer not null
   * @param context not null
   */
  default void onWebSocketConnecting(PeerEvent peer, ActorContext context) {
    HookLog.LOG.onWebSocketConnecting(
        context.node().actor(),
        peer.peer(),
        HookLog.orDash(peer.relayed()),
        HookLog.orDash(peer.status()));
  }

  /**
   * A WebSocket connection with a peer is established.
   *
   * @param peer not null
   * @param context not null
   */
  default void onWebSocketConnected(PeerEvent peer, ActorContext context) {
    HookLog.LOG.onWebSocketConnected(
        context.node().actor(),
        peer.peer(),
        HookLog.orDash(peer.relayed()),
        HookLog.orDash(peer.status()));
  }

  /**
   * An established WebSocket connection with a peer has gone.
   *
   * @param peer not null
   * @param context not null
   */
  default void onWebSocketDisconnected(PeerEvent peer, ActorContext context) {
    HookLog.LOG.onWebSocketDisconnected(
        context.node().actor(),
        peer.peer(),
        HookLog.orDash(peer.relayed()),
        HookLog.orDash(peer.status()));
  }

  /**
   * A WebRTC connection with a peer is being established, by either side; not again when it is
   * recovered.
   *
   * @param peer not null
   * @param context not null
   */
  default void onWebRtcConnecting(PeerEvent peer, ActorContext context) {
    HookLog.LOG.onWebRtcConnecting(
        context.node().actor(),
        peer.peer(),
        HookLog.orDash(peer.relayed()),
        HookLog.orDash(peer.status()));
  }

  /**
   * Messages can be sent to a peer over WebRTC; again after each recovery.
   *
   * @param peer not null
   * @param context not null
   */
  default void onWebRtcConnected(PeerEvent peer, ActorContext context) {
    HookLog.LOG.onWebRtcConnected(
        context.node().actor(),
        peer.peer(),
        HookLog.orDash(peer.relayed()),
        HookLog.orDash(peer.status()));
  }

  /**
   * A WebRTC connection is being recovered (status RECOVERING) or has gone (status IDLE).
   *
   * @param peer not null
   * @param context not null
   */
  default void onWebRtcDisconnected(PeerEvent peer, ActorContext context) {
    HookLog.LOG.onWebRtcDisconnected(
        context.node().actor(),
        peer.peer(),
        HookLog.orDash(peer.relayed()),
        HookLog.orDash(peer.status()));
  }

  /**
   * The node has a new credential: by registration, renewal or a registration under a new identity.
   *
   * @param credential not null
   * @param context not null
   */
  default void onCredentialRenewed(CredentialEvent credential, ActorContext context) {
    HookLog.LOG.onCredentialRenewed(context.node().actor(), credential.newExpiry());
  }

  /**
   * The credential expires soon; the node renews it by itself. Once per credential.
   *
   * @param credential not null
   * @param context not null
   */
  default void onCredentialExpiring(CredentialEvent credential, ActorContext context) {
    HookLog.LOG.onCredentialExpiring(context.node().actor(), credential.newExpiry());
  }

  /**
   * The mailbox has filled up to its threshold; once until it falls below.
   *
   * @param backlog not null
   * @param context not null
   */
  default void onMailboxBackpressure(BackpressureEvent backlog, ActorContext context) {
    HookLog.LOG.onMailboxBackpressure(
        context.node().actor(), backlog.queueLength(), backlog.threshold());
  }
}
