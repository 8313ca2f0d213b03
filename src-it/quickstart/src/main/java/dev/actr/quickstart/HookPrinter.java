package dev.actr.quickstart;

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
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

/** Observes every hook of every actor and prints it. */
@ApplicationScoped
class HookPrinter {

  @Inject Console console;

  void onStart(@Observes @Started NodeEvent node) {
    console.hook("onStart", node.actor(), node);
  }

  void onReady(@Observes @Ready NodeEvent node) {
    console.hook("onReady", node.actor(), node);
  }

  void onStop(@Observes @Stopping NodeEvent node) {
    console.hook("onStop", node.actor(), node);
  }

  void onError(@Observes @Failed ErrorEvent error, ActorContext context) {
    console.hook("onError", context.node().actor(), error);
  }

  void onSignalingConnecting(@Observes @SignalingConnecting NodeEvent node) {
    console.hook("onSignalingConnecting", node.actor(), node);
  }

  void onSignalingConnected(@Observes @SignalingConnected NodeEvent node) {
    console.hook("onSignalingConnected", node.actor(), node);
  }

  void onSignalingDisconnected(@Observes @SignalingDisconnected NodeEvent node) {
    console.hook("onSignalingDisconnected", node.actor(), node);
  }

  void onWebSocketConnecting(@Observes @WebSocketConnecting PeerEvent peer, ActorContext context) {
    console.hook("onWebSocketConnecting", context.node().actor(), peer);
  }

  void onWebSocketConnected(@Observes @WebSocketConnected PeerEvent peer, ActorContext context) {
    console.hook("onWebSocketConnected", context.node().actor(), peer);
  }

  void onWebSocketDisconnected(
      @Observes @WebSocketDisconnected PeerEvent peer, ActorContext context) {
    console.hook("onWebSocketDisconnected", context.node().actor(), peer);
  }

  void onWebRtcConnecting(@Observes @WebRtcConnecting PeerEvent peer, ActorContext context) {
    console.hook("onWebRtcConnecting", context.node().actor(), peer);
  }

  void onWebRtcConnected(@Observes @WebRtcConnected PeerEvent peer, ActorContext context) {
    console.hook("onWebRtcConnected", context.node().actor(), peer);
  }

  void onWebRtcDisconnected(@Observes @WebRtcDisconnected PeerEvent peer, ActorContext context) {
    console.hook("onWebRtcDisconnected", context.node().actor(), peer);
  }

  void onCredentialRenewed(
      @Observes @CredentialRenewed CredentialEvent credential, ActorContext context) {
    console.hook("onCredentialRenewed", context.node().actor(), credential);
  }

  void onCredentialExpiring(
      @Observes @CredentialExpiring CredentialEvent credential, ActorContext context) {
    console.hook("onCredentialExpiring", context.node().actor(), credential);
  }

  void onMailboxBackpressure(
      @Observes @MailboxBackpressure BackpressureEvent backlog, ActorContext context) {
    console.hook("onMailboxBackpressure", context.node().actor(), backlog);
  }
}
