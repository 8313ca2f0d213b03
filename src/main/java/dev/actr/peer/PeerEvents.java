package dev.actr.peer;

import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.WebRtcPeerStatus;

/** Learns what happens to the connections with peers. Called on I/O threads; must not block. */
public interface PeerEvents {

  /** A WebSocket connection is being established. */
  void webSocketConnecting(ActrId peer);

  /** A WebSocket connection is established. */
  void webSocketConnected(ActrId peer);

  /** An established WebSocket connection has gone. */
  void webSocketDisconnected(ActrId peer);

  /** A WebRTC session is being established. */
  void webRtcConnecting(ActrId peer);

  /**
   * A WebRTC session is established, or restored.
   *
   * @param relayed whether a TURN server is in between
   */
  void webRtcConnected(ActrId peer, boolean relayed);

  /**
   * The path of a WebRTC session was lost, or the session is over.
   *
   * @param status {@code RECOVERING} or {@code IDLE}
   */
  void webRtcDisconnected(ActrId peer, WebRtcPeerStatus status);

  /** A connection could not be established or was broken by its peer. */
  void transportFailed(ActrId peer, ActrException failure);

  /** A peer that connected could not be verified, for reasons on this side. */
  void verificationFailed(ActrException failure);
}
