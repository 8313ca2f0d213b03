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
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Inject;

/** Observes every hook of every actor, each on a thread of its own. */
@ApplicationScoped
class AsyncObserver {

  @Inject Journal journal;

  void onStart(@ObservesAsync @Started NodeEvent node) {
    journal.add("async", "onStart", node);
  }

  void onReady(@ObservesAsync @Ready NodeEvent node) {
    journal.add("async", "onReady", node);
  }

  void onStop(@ObservesAsync @Stopping NodeEvent node) {
    journal.add("async", "onStop", node);
  }

  void onError(@ObservesAsync @Failed ErrorEvent error) {
    journal.add("async", "onError", error);
  }

  void onSignalingConnecting(@ObservesAsync @SignalingConnecting NodeEvent node) {
    journal.add("async", "onSignalingConnecting", node);
  }

  void onSignalingConnected(@ObservesAsync @SignalingConnected NodeEvent node) {
    journal.add("async", "onSignalingConnected", node);
  }

  void onSignalingDisconnected(@ObservesAsync @SignalingDisconnected NodeEvent node) {
    journal.add("async", "onSignalingDisconnected", node);
  }

  void onWebSocketConnecting(@ObservesAsync @WebSocketConnecting PeerEvent peer) {
    journal.add("async", "onWebSocketConnecting", peer);
  }

  void onWebSocketConnected(@ObservesAsync @WebSocketConnected PeerEvent peer) {
    journal.add("async", "onWebSocketConnected", peer);
  }

  void onWebSocketDisconnected(@ObservesAsync @WebSocketDisconnected PeerEvent peer) {
    journal.add("async", "onWebSocketDisconnected", peer);
  }

  void onWebRtcConnecting(@ObservesAsync @WebRtcConnecting PeerEvent peer) {
    journal.add("async", "onWebRtcConnecting", peer);
  }

  void onWebRtcConnected(@ObservesAsync @WebRtcConnected PeerEvent peer) {
    journal.add("async", "onWebRtcConnected", peer);
  }

  void onWebRtcDisconnected(@ObservesAsync @WebRtcDisconnected PeerEvent peer) {
    journal.add("async", "onWebRtcDisconnected", peer);
  }

  void onCredentialRenewed(@ObservesAsync @CredentialRenewed CredentialEvent credential) {
    journal.add("async", "onCredentialRenewed", credential);
  }

  void onCredentialExpiring(@ObservesAsync @CredentialExpiring CredentialEvent credential) {
    journal.add("async", "onCredentialExpiring", credential);
  }

  void onMailboxBackpressure(@ObservesAsync @MailboxBackpressure BackpressureEvent backlog) {
    journal.add("async", "onMailboxBackpressure", backlog);
  }
}
