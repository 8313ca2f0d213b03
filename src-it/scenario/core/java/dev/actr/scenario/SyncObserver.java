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

/** Observes every hook of every actor. */
@ApplicationScoped
class SyncObserver {

  @Inject Journal journal;

  void onStart(@Observes @Started NodeEvent node) {
    journal.add("sync", "onStart", node);
  }

  void onReady(@Observes @Ready NodeEvent node) {
    journal.add("sync", "onReady", node);
  }

  void onStop(@Observes @Stopping NodeEvent node) {
    journal.add("sync", "onStop", node);
  }

  void onError(@Observes @Failed ErrorEvent error) {
    journal.add("sync", "onError", error);
  }

  void onSignalingConnecting(@Observes @SignalingConnecting NodeEvent node) {
    journal.add("sync", "onSignalingConnecting", node);
  }

  void onSignalingConnected(@Observes @SignalingConnected NodeEvent node) {
    journal.add("sync", "onSignalingConnected", node);
  }

  void onSignalingDisconnected(@Observes @SignalingDisconnected NodeEvent node) {
    journal.add("sync", "onSignalingDisconnected", node);
  }

  void onWebSocketConnecting(@Observes @WebSocketConnecting PeerEvent peer) {
    journal.add("sync", "onWebSocketConnecting", peer);
  }

  void onWebSocketConnected(@Observes @WebSocketConnected PeerEvent peer) {
    journal.add("sync", "onWebSocketConnected", peer);
  }

  void onWebSocketDisconnected(@Observes @WebSocketDisconnected PeerEvent peer) {
    journal.add("sync", "onWebSocketDisconnected", peer);
  }

  void onWebRtcConnecting(@Observes @WebRtcConnecting PeerEvent peer) {
    journal.add("sync", "onWebRtcConnecting", peer);
  }

  void onWebRtcConnected(@Observes @WebRtcConnected PeerEvent peer) {
    journal.add("sync", "onWebRtcConnected", peer);
  }

  void onWebRtcDisconnected(@Observes @WebRtcDisconnected PeerEvent peer) {
    journal.add("sync", "onWebRtcDisconnected", peer);
  }

  void onCredentialRenewed(@Observes @CredentialRenewed CredentialEvent credential) {
    journal.add("sync", "onCredentialRenewed", credential);
  }

  void onCredentialExpiring(@Observes @CredentialExpiring CredentialEvent credential) {
    journal.add("sync", "onCredentialExpiring", credential);
  }

  void onMailboxBackpressure(@Observes @MailboxBackpressure BackpressureEvent backlog) {
    journal.add("sync", "onMailboxBackpressure", backlog);
  }
}
