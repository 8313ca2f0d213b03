package dev.actr;

import java.time.Instant;
import java.util.Objects;

/**
 * The node's credential was renewed or is about to expire.
 *
 * @param newExpiry when the credential the node now holds expires, not null
 */
public record CredentialEvent(Instant newExpiry) {

  /** Checks for null. */
  public CredentialEvent {
    Objects.requireNonNull(newExpiry, "newExpiry");
  }
}
