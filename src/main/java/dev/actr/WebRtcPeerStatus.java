package dev.actr;

/** The state of the WebRTC connection to a peer. */
public enum WebRtcPeerStatus {
  /** No connection. */
  IDLE,
  /** A connection is being established. */
  CONNECTING,
  /** Messages can be sent. */
  CONNECTED,
  /** The connection was usable and is being restored. */
  RECOVERING
}
