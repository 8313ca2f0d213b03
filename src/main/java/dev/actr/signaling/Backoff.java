package dev.actr.signaling;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Delays between attempts: doubling from an initial one up to a maximum, each spread by 30 percent
 * so that nodes that lost the same server do not come back together.
 *
 * @param initial the first delay
 * @param max the longest delay before spreading
 */
public record Backoff(Duration initial, Duration max) {

  private static final double JITTER = 0.3;
  private static final int MAX_DOUBLINGS = 30;

  /**
   * The delay after an attempt has failed.
   *
   * @param failures attempts failed in a row, from 1
   * @return how long to wait in milliseconds
   */
  public long delayMillis(int failures) {
    int doublings = Math.min(failures - 1, MAX_DOUBLINGS);
    double delay = Math.min(max.toMillis(), initial.toMillis() * Math.pow(2, doublings));
    double spread = 1 + JITTER * (2 * ThreadLocalRandom.current().nextDouble() - 1);
    return Math.round(delay * spread);
  }
}
