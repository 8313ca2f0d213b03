package dev.actr.cdi;

import dev.actr.ActorContext;
import dev.actr.BackpressureEvent;
import dev.actr.CredentialEvent;
import dev.actr.ErrorEvent;
import dev.actr.NodeEvent;
import dev.actr.PeerEvent;
import dev.actr.event.CredentialExpiring;
import dev.actr.event.CredentialRenewed;
import dev.actr.event.Failed;
import dev.actr.event.MailboxBackpressure;
import dev.actr.event.Ready;
import dev.actr.event.SignalingConnected;
import dev.actr.event.SignalingConnecting;
import dev.actr.event.SignalingDisconnected;
import dev.actr.event.Started;
import dev.actr.event.Stopping;
import dev.actr.event.WebRtcConnected;
import dev.actr.event.WebRtcConnecting;
import dev.actr.event.WebRtcDisconnected;
import dev.actr.event.WebSocketConnected;
import dev.actr.event.WebSocketConnecting;
import dev.actr.event.WebSocketDisconnected;
import dev.actr.node.Hook;
import jakarta.enterprise.event.Observes;

/** An observer of every hook's event, of whichever actor. */
public abstract class AllEvents {

  /** An event was observed; the context is the injected one, as the observer's parameter. */
  protected abstract void observed(Hook hook, Object payload, ActorContext context);

  void started(@Observes @Started NodeEvent event, ActorContext context) {
    observed(Hook.START, event, context);
  }

  void ready(@Observes @Ready NodeEvent event, ActorContext context) {
    observed(Hook.READY, event, context);
  }

  void stopping(@Observes @Stopping NodeEvent event, ActorContext context) {
    observed(Hook.STOP, event, context);
  }

  void failed(@Observes @Failed ErrorEvent event, ActorContext context) {
    observed(Hook.ERROR, event, context);
  }

  void signalingConnecting(@Observes @SignalingConnecting NodeEvent event, ActorContext context) {
    observed(Hook.SIGNALING_CONNECTING, event, context);
  }

  void signalingConnected(@Observes @SignalingConnected NodeEvent event, ActorContext context) {
    observed(Hook.SIGNALING_CONNECTED, event, context);
  }

  void signalingDisconnected(
      @Observes @SignalingDisconnected NodeEvent event, ActorContext context) {
    observed(Hook.SIGNALING_DISCONNECTED, event, context);
  }

  void webSocketConnecting(@Observes @WebSocketConnecting PeerEvent event, ActorContext context) {
    observed(Hook.WEB_SOCKET_CONNECTING, event, context);
  }

  void webSocketConnected(@Observes @WebSocketConnected PeerEvent event, ActorContext context) {
    observed(Hook.WEB_SOCKET_CONNECTED, event, context);
  }

  void webSocketDisconnected(
      @Observes @WebSocketDisconnected PeerEvent event, ActorContext context) {
    observed(Hook.WEB_SOCKET_DISCONNECTED, event, context);
  }

  void webRtcConnecting(@Observes @WebRtcConnecting PeerEvent event, ActorContext context) {
    observed(Hook.WEB_RTC_CONNECTING, event, context);
  }

  void webRtcConnected(@Observes @WebRtcConnected PeerEvent event, ActorContext context) {
    observed(Hook.WEB_RTC_CONNECTED, event, context);
  }

  void webRtcDisconnected(@Observes @WebRtcDisconnected PeerEvent event, ActorContext context) {
    observed(Hook.WEB_RTC_DISCONNECTED, event, context);
  }

  void credentialRenewed(@Observes @CredentialRenewed CredentialEvent event, ActorContext context) {
    observed(Hook.CREDENTIAL_RENEWED, event, context);
  }

  void credentialExpiring(
      @Observes @CredentialExpiring CredentialEvent event, ActorContext context) {
    observed(Hook.CREDENTIAL_EXPIRING, event, context);
  }

  void mailboxBackpressure(
      @Observes @MailboxBackpressure BackpressureEvent event, ActorContext context) {
    observed(Hook.MAILBOX_BACKPRESSURE, event, context);
  }
}
