package dev.actr.mailbox;

import java.time.Duration;
import java.util.Objects;

/**
 * The bounds of a mailbox.
 *
 * @param dedupWindow for how long after its arrival a handled request is answered again and not run
 *     again
 * @param dedupEntries how many outcomes are kept at most, oldest dropped first
 * @param dedupBytes how many bytes of responses are kept at most, oldest dropped first
 * @param maxDeliveries how often a message is delivered before it becomes a dead letter; more than
 *     {@link #MOST_DELIVERIES} may be without end
 * @param deadLetterEntries how many dead letters are kept at most, oldest dropped first
 * @param deadLetterBytes how many bytes of dead letters are kept at most, oldest dropped first
 * @param deadLetterRetention for how long dead letters are kept
 */
public record MailboxLimits(
    Duration dedupWindow,
    int dedupEntries,
    long dedupBytes,
    int maxDeliveries,
    int deadLetterEntries,
    long deadLetterBytes,
    Duration deadLetterRetention) {

  /** Stores need not count deliveries any further. */
  public static final int MOST_DELIVERIES = 100;

  /** The bounds without configuration. */
  public static final MailboxLimits DEFAULT =
      new MailboxLimits(
          Duration.ofSeconds(30), 100_000, 64L << 20, 5, 10_000, 64L << 20, Duration.ofDays(7));

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException if one is negative, or a message may never be delivered
   */
  public MailboxLimits {
    Objects.requireNonNull(dedupWindow, "dedupWindow");
    Objects.requireNonNull(deadLetterRetention, "deadLetterRetention");
    if (dedupWindow.isNegative() || dedupEntries < 0 || dedupBytes < 0) {
      throw new IllegalArgumentException("the deduplication window must not be negative");
    }
    if (maxDeliveries < 1) {
      throw new IllegalArgumentException("maxDeliveries must be at least 1");
    }
    if (deadLetterEntries < 0 || deadLetterBytes < 0 || deadLetterRetention.isNegative()) {
      throw new IllegalArgumentException("the bounds of dead letters must not be negative");
    }
  }
}
