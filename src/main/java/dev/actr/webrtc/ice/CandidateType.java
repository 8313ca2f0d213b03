package dev.actr.webrtc.ice;

import java.util.Locale;

/** Where a candidate comes from. */
public enum CandidateType {
  /** An address of an interface. */
  HOST(126),
  /** What a peer saw in a check; not told in signaling. */
  PEER_REFLEXIVE(110),
  /** What a STUN server saw. */
  SERVER_REFLEXIVE(100),
  /** An address of a TURN server. */
  RELAYED(0);

  private final int preference;

  CandidateType(int preference) {
    this.preference = preference;
  }

  /** How candidate lines name it. */
  String token() {
    return switch (this) {
      case HOST -> "host";
      case PEER_REFLEXIVE -> "prflx";
      case SERVER_REFLEXIVE -> "srflx";
      case RELAYED -> "relay";
    };
  }

  static CandidateType parse(String token) {
    return switch (token.toLowerCase(Locale.ROOT)) {
      case "host" -> HOST;
      case "prflx" -> PEER_REFLEXIVE;
      case "srflx" -> SERVER_REFLEXIVE;
      case "relay" -> RELAYED;
      default -> throw new IllegalArgumentException("malformed candidate: type");
    };
  }

  /** The priority of a candidate of the only component (RFC 8445, 5.1.2.1). */
  long priority(int localPreference) {
    return (long) preference << 24 | (long) localPreference << 8 | 255;
  }
}
