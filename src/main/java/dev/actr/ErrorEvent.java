package dev.actr;

import java.time.Instant;
import java.util.Objects;

/**
 * A failure the node has already dealt with and reports.
 *
 * @param source what went wrong, not null
 * @param category where it went wrong, not null
 * @param context what the node was doing, for people, not null
 * @param timestamp when it happened, not null
 */
public record ErrorEvent(
    ActrException source, ErrorCategory category, String context, Instant timestamp) {

  /** Checks for null. */
  public ErrorEvent {
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(category, "category");
    Objects.requireNonNull(context, "context");
    Objects.requireNonNull(timestamp, "timestamp");
  }
}
