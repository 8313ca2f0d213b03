package dev.actr.identity;

import java.time.Instant;

/**
 * What a node renews its credential with. It is as good as the identity itself.
 *
 * @param value not changed by anyone
 * @param expiresAt by the clock of the AIS
 */
public record RenewalToken(byte[] value, Instant expiresAt) {

  /** Until when; never the token. */
  @Override
  public String toString() {
    return "RenewalToken[expiresAt=" + expiresAt + "]";
  }
}
