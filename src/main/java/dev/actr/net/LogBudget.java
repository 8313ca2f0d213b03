package dev.actr.net;

import java.time.Duration;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * How many lines of a log one kind of event may take, where others decide how often it happens.
 * Thread-safe.
 */
public final class LogBudget {

  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  private final int perMinute;
  private final LongSupplier nanoTime;
  private long begun;
  private int spent;
  private long leftOut;

  /** So many lines in a minute. */
  public LogBudget(int perMinute) {
    this(perMinute, System::nanoTime);
  }

  LogBudget(int perMinute, LongSupplier nanoTime) {
    this.perMinute = perMinute;
    this.nanoTime = nanoTime;
    this.begun = nanoTime.getAsLong();
  }

  /**
   * Logs, unless the minute's lines are spent.
   *
   * @param line logs; is told how many were left out since the last
   */
  public void spend(LongConsumer line) {
    long before;
    synchronized (this) {
      long now = nanoTime.getAsLong();
      if (now - begun >= MINUTE) {
        begun = now;
        spent = 0;
      }
      if (spent == perMinute) {
        leftOut++;
        return;
      }
      spent++;
      before = leftOut;
      leftOut = 0;
    }
    line.accept(before);
  }
}
