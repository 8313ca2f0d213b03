package dev.actr.webrtc.ice;

/** Where an agent is in its life. */
public enum IceState {
  /** Knows nothing of the peer. */
  NEW,
  /** Looks for a pair that works. */
  CHECKING,
  /** Has a pair that works. */
  CONNECTED,
  /** Has heard nothing from the peer for a while; may pass. */
  DISCONNECTED,
  /** Found no pair, or lost the peer's consent. Only a restart helps. */
  FAILED,
  /** Closed. */
  CLOSED
}
