package dev.actr.webrtc.dtls;

/** Who begins the handshake. */
public enum DtlsRole {
  /** This side, {@code setup:active}. */
  CLIENT,
  /** The peer, {@code setup:passive}. */
  SERVER
}
