package dev.actr.webrtc;

/** Where a connection is in its life. */
public enum PeerConnectionState {
  /** Nothing was tried yet. */
  NEW,
  /** Looks for a way to the peer, or shakes hands with it. */
  CONNECTING,
  /** Data channels can be used. */
  CONNECTED,
  /** Nothing was heard from the peer for a while; may pass, or take an ICE restart. */
  DISCONNECTED,
  /**
   * There is no way to the peer. An ICE restart may help if it was connected before, unless {@link
   * PeerConnection#failure()} says otherwise.
   */
  FAILED,
  /** Closed, here or by the peer. */
  CLOSED
}
