package dev.actr.peer;

import dev.actr.ActrException;
import dev.actr.ActrId;

/** Learns what happens to the connections with peers. Called on I/O threads; must not block. */
public interface PeerEvents {

  /** A WebSocket connection is being established. */
  void webSocketConnecting(ActrId peer);

  /** A WebSocket connection is established. */
  void webSocketConnected(ActrId peer);

  /** An established WebSocket connection has gone. */
  void webSocketDisconnected(ActrId peer);

  /** A connection could not be established or was broken by its peer. */
  void transportFailed(ActrId peer, ActrException failure);

  /** A peer that connected could not be verified, for reasons on this side. */
  void verificationFailed(ActrException failure);
}
