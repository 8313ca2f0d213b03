package dev.actr.webrtc.sdp;

import java.util.Locale;

/** Who begins the DTLS handshake (RFC 4145, RFC 8842). */
public enum Setup {
  /** Whoever writes this. */
  ACTIVE,
  /** Whoever reads this. */
  PASSIVE,
  /** Whoever reads this decides. */
  ACTPASS;

  static Setup parse(String token) {
    return switch (token.strip()) {
      case "active" -> ACTIVE;
      case "passive" -> PASSIVE;
      case "actpass" -> ACTPASS;
      default -> throw new SdpException("unknown setup");
    };
  }

  String token() {
    return name().toLowerCase(Locale.ROOT);
  }
}
