package dev.actr.cdi;

import dev.actr.ActorContext;
import dev.actr.BackpressureEvent;
import dev.actr.CredentialEvent;
import dev.actr.ErrorEvent;
import dev.actr.PeerEvent;
import dev.actr.Workload;
import dev.actr.node.Hook;
import java.util.Optional;

/** A workload that has a method for every hook. */
public abstract class AllHookMethods implements Workload {

  /**
   * A hook's method was called.
   *
   * @param payload empty where the method has none
   * @param context empty where the method was given none
   */
  protected abstract void called(
      Hook hook, Optional<Object> payload, Optional<ActorContext> context);

  private void called(Hook hook, ActorContext context) {
    called(hook, Optional.empty(), Optional.of(context));
  }

  private void called(Hook hook, Object payload, ActorContext context) {
    called(hook, Optional.of(payload), Optional.of(context));
  }

  @Override
  public void onStart(ActorContext context) {
    called(Hook.START, context);
  }

  @Override
  public void onReady(ActorContext context) {
    called(Hook.READY, context);
  }

  @Override
  public void onStop(ActorContext context) {
    called(Hook.STOP, context);
  }

  @Override
  public void onError(ErrorEvent error, ActorContext context) {
    called(Hook.ERROR, error, context);
  }

  @Override
  public void onSignalingConnecting(Optional<ActorContext> context) {
    called(Hook.SIGNALING_CONNECTING, Optional.empty(), context);
  }

  @Override
  public void onSignalingConnected(Optional<ActorContext> context) {
    called(Hook.SIGNALING_CONNECTED, Optional.empty(), context);
  }

  @Override
  public void onSignalingDisconnected(ActorContext context) {
    called(Hook.SIGNALING_DISCONNECTED, context);
  }

  @Override
  public void onWebSocketConnecting(PeerEvent peer, ActorContext context) {
    called(Hook.WEB_SOCKET_CONNECTING, peer, context);
  }

  @Override
  public void onWebSocketConnected(PeerEvent peer, ActorContext context) {
    called(Hook.WEB_SOCKET_CONNECTED, peer, context);
  }

  @Override
  public void onWebSocketDisconnected(PeerEvent peer, ActorContext context) {
    called(Hook.WEB_SOCKET_DISCONNECTED, peer, context);
  }

  @Override
  public void onWebRtcConnecting(PeerEvent peer, ActorContext context) {
    called(Hook.WEB_RTC_CONNECTING, peer, context);
  }

  @Override
  public void onWebRtcConnected(PeerEvent peer, ActorContext context) {
    called(Hook.WEB_RTC_CONNECTED, peer, context);
  }

  @Override
  public void onWebRtcDisconnected(PeerEvent peer, ActorContext context) {
    called(Hook.WEB_RTC_DISCONNECTED, peer, context);
  }

  @Override
  public void onCredentialRenewed(CredentialEvent credential, ActorContext context) {
    called(Hook.CREDENTIAL_RENEWED, credential, context);
  }

  @Override
  public void onCredentialExpiring(CredentialEvent credential, ActorContext context) {
    called(Hook.CREDENTIAL_EXPIRING, credential, context);
  }

  @Override
  public void onMailboxBackpressure(BackpressureEvent backlog, ActorContext context) {
    called(Hook.MAILBOX_BACKPRESSURE, backlog, context);
  }
}
