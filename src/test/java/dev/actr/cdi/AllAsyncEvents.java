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
import jakarta.enterprise.event.ObservesAsync;

/** An asynchronous observer of every hook's event, of whichever actor. */
public abstract class AllAsyncEvents {

  /** An event was observed; the context is the injected one, as the observer's parameter. */
  protected abstract void observed(Hook hook, Object payload, ActorContext context);

  void started(@ObservesAsync @Started NodeEvent event, ActorContext context) {
    observed(Hook.START, event, context);
  }

  void ready(@ObservesAsync @Ready NodeEvent event, ActorContext context) {
    observed(Hook.READY, event, context);
  }

  void stopping(@ObservesAsync @Stopping NodeEvent event, ActorContext context) {
    observed(Hook.STOP, event, context);
  }

  void failed(@ObservesAsync @Failed ErrorEvent event, ActorContext context) {
    observed(Hook.ERROR, event, context);
  }

  void signalingConnecting(
      @ObservesAsync @SignalingConnecting NodeEvent event, ActorContext context) {
    observed(Hook.SIGNALING_CONNECTING, event, context);
  }

  void signalingConnected(
      @ObservesAsync @SignalingConnected NodeEvent event, ActorContext context) {
    observed(Hook.SIGNALING_CONNECTED, event, context);
  }

  void signalingDisconnected(
      @ObservesAsync @SignalingDisconnected NodeEvent event, ActorContext context) {
    observed(Hook.SIGNALING_DISCONNECTED, event, context);
  }

  void webSocketConnecting(
      @ObservesAsync @WebSocketConnecting PeerEvent event, ActorContext context) {
    observed(Hook.WEB_SOCKET_CONNECTING, event, context);
  }

  void webSocketConnected(
      @ObservesAsync @WebSocketConnected PeerEvent event, ActorContext context) {
    observed(Hook.WEB_SOCKET_CONNECTED, event, context);
  }

  void webSocketDisconnected(
      @ObservesAsync @WebSocketDisconnected PeerEvent event, ActorContext context) {
    observed(Hook.WEB_SOCKET_DISCONNECTED, event, context);
  }

  void webRtcConnecting(@ObservesAsync @WebRtcConnecting PeerEvent event, ActorContext context) {
    observed(Hook.WEB_RTC_CONNECTING, event, context);
  }

  void webRtcConnected(@ObservesAsync @WebRtcConnected PeerEvent event, ActorContext context) {
    observed(Hook.WEB_RTC_CONNECTED, event, context);
  }

  void webRtcDisconnected(
      @ObservesAsync @WebRtcDisconnected PeerEvent event, ActorContext context) {
    observed(Hook.WEB_RTC_DISCONNECTED, event, context);
  }

  void credentialRenewed(
      @ObservesAsync @CredentialRenewed CredentialEvent event, ActorContext context) {
    observed(Hook.CREDENTIAL_RENEWED, event, context);
  }

  void credentialExpiring(
      @ObservesAsync @CredentialExpiring CredentialEvent event, ActorContext context) {
    observed(Hook.CREDENTIAL_EXPIRING, event, context);
  }

  void mailboxBackpressure(
      @ObservesAsync @MailboxBackpressure BackpressureEvent event, ActorContext context) {
    observed(Hook.MAILBOX_BACKPRESSURE, event, context);
  }
}
