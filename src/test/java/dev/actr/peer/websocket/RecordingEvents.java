package dev.actr.peer.websocket;

import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.WebRtcPeerStatus;
import dev.actr.peer.PeerEvents;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what it was told. */
final class RecordingEvents implements PeerEvents {

  final List<String> events = new CopyOnWriteArrayList<>();
  final List<ActrException> failures = new CopyOnWriteArrayList<>();

  @Override
  public void webSocketConnecting(ActrId peer) {
    events.add("connecting");
  }

  @Override
  public void webSocketConnected(ActrId peer) {
    events.add("connected");
  }

  @Override
  public void webSocketDisconnected(ActrId peer) {
    events.add("disconnected");
  }

  @Override
  public void webRtcConnecting(ActrId peer) {
    events.add("WebRTC connecting");
  }

  @Override
  public void webRtcConnected(ActrId peer, boolean relayed) {
    events.add("WebRTC connected");
  }

  @Override
  public void webRtcDisconnected(ActrId peer, WebRtcPeerStatus status) {
    events.add("WebRTC " + status);
  }

  @Override
  public void transportFailed(ActrId peer, ActrException failure) {
    failures.add(failure);
    events.add("failed");
  }

  @Override
  public void verificationFailed(ActrException failure) {
    failures.add(failure);
    events.add("unverified");
  }
}
