package dev.actr.webrtc;

import java.util.Objects;

/**
 * What one side tells the other when a connection is set up or its ICE restarted.
 *
 * @param type which step it is
 * @param sdp the text; holds the ICE password, which {@link #toString()} leaves out
 */
public record SessionDescription(Type type, String sdp) {

  /** The steps. */
  public enum Type {
    /** Proposes. */
    OFFER,
    /** Accepts. */
    ANSWER
  }

  /** Checks that nothing is null; the text is read where it is used. */
  public SessionDescription {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(sdp, "sdp");
  }

  /** An offer. */
  public static SessionDescription offer(String sdp) {
    return new SessionDescription(Type.OFFER, sdp);
  }

  /** An answer. */
  public static SessionDescription answer(String sdp) {
    return new SessionDescription(Type.ANSWER, sdp);
  }

  /** The type alone. */
  @Override
  public String toString() {
    return "SessionDescription[" + type + ']';
  }
}
