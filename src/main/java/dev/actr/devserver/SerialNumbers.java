package dev.actr.devserver;

import java.time.Clock;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Serial numbers of actors: milliseconds since 2023 and thirteen bits that count within one. Time
 * makes them increase across restarts; the counter is shared by all servers of the process.
 */
final class SerialNumbers {

  private static final long EPOCH_MILLIS = 1_672_531_200_000L;
  private static final int COUNTER_BITS = 13;

  private static final AtomicLong LAST = new AtomicLong();

  private SerialNumbers() {}

  static long next(Clock clock) {
    long now = (clock.millis() - EPOCH_MILLIS) << COUNTER_BITS;
    return LAST.updateAndGet(last -> Math.max(last + 1, now));
  }
}
