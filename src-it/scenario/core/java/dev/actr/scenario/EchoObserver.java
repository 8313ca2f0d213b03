package dev.actr.scenario;

import dev.actr.BackpressureEvent;
import dev.actr.CredentialEvent;
import dev.actr.ErrorEvent;
import dev.actr.NodeEvent;
import dev.actr.PeerEvent;
import dev.actr.event.CredentialExpiring;
import dev.actr.event.CredentialRenewed;
import dev.actr.event.Failed;
import dev.actr.event.MailboxBackpressure;
import dev.actr.event.OfActor;
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

/**
 * Observes every hook of one actor alone: of {@code rtc} those of WebRTC, the others of {@code
 * echo}.
 */
@ApplicationScoped
class EchoObserver {

  @Inject Journal journal;

  void onStart(@Observes @Started @OfActor("echo") NodeEvent node) {
    journal.add("one", "onStart", node);
  }

  void onReady(@Observes @Ready @OfActor("echo") NodeEvent node) {
    journal.add("one", "onReady", node);
  }

  void onStop(@Observes @Stopping @OfActor("echo") NodeEvent node) {
    journal.add("one", "onStop", node);
  }

  void onError(@Observes @Failed @OfActor("echo") ErrorEvent error) {
    journal.add("one", "onError", error);
  }

  void onSignalingConnecting(@Observes @SignalingConnecting @OfActor("echo") NodeEvent node) {
    journal.add("one", "onSignalingConnecting", node);
  }

  void onSignalingConnected(@Observes @SignalingConnected @OfActor("echo") NodeEvent node) {
    journal.add("one", "onSignalingConnected", node);
  }

  void onSignalingDisconnected(@Observes @SignalingDisconnected @OfActor("echo") NodeEvent node) {
    journal.add("one", "onSignalingDisconnected", node);
  }

  void onWebSocketConnecting(@Observes @WebSocketConnecting @OfActor("echo") PeerEvent peer) {
    journal.add("one", "onWebSocketConnecting", peer);
  }

  void onWebSocketConnected(@Observes @WebSocketConnected @OfActor("echo") PeerEvent peer) {
    journal.add("one", "onWebSocketConnected", peer);
  }

  void onWebSocketDisconnected(@Observes @WebSocketDisconnected @OfActor("echo") PeerEvent peer) {
    journal.add("one", "onWebSocketDisconnected", peer);
  }

  void onWebRtcConnecting(@Observes @WebRtcConnecting @OfActor("rtc") PeerEvent peer) {
    journal.add("one", "onWebRtcConnecting", peer);
  }

  void onWebRtcConnected(@Observes @WebRtcConnected @OfActor("rtc") PeerEvent peer) {
    journal.add("one", "onWebRtcConnected", peer);
  }

  void onWebRtcDisconnected(@Observes @WebRtcDisconnected @OfActor("rtc") PeerEvent peer) {
    journal.add("one", "onWebRtcDisconnected", peer);
  }

  void onCredentialRenewed(
      @Observes @CredentialRenewed @OfActor("echo") CredentialEvent credential) {
    journal.add("one", "onCredentialRenewed", credential);
  }

  void onCredentialExpiring(
      @Observes @CredentialExpiring @OfActor("echo") CredentialEvent credential) {
    journal.add("one", "onCredentialExpiring", credential);
  }

  void onMailboxBackpressure(
      @Observes @MailboxBackpressure @OfActor("echo") BackpressureEvent backlog) {
    journal.add("one", "onMailboxBackpressure", backlog);
  }
}
