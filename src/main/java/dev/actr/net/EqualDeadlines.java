package dev.actr.net;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Deadlines of many futures, all the same time after they are set: in their order, so that one task
 * of the timer does for all. A task for each, as {@link Deadlines} has it, wakes up the timer's
 * thread each time. Thread-safe.
 */
public final class EqualDeadlines {

  private final ScheduledExecutorService timer;
  private final long nanos;
  private final Supplier<? extends Throwable> failure;

  /** In a ring: the first to expire follows it, the last to expire comes before it. */
  private final Entry ring = new Entry(null, 0);

  private boolean scheduled;

  private static final class Entry {
    private final CompletableFuture<?> future;
    private final long deadline;
    private Entry before = this;
    private Entry after = this;

    Entry(CompletableFuture<?> future, long deadline) {
      this.future = future;
      this.deadline = deadline;
    }

    void addBefore(Entry next) {
      before = next.before;
      after = next;
      before.after = this;
      after.before = this;
    }

    /** May be called again. */
    void remove() {
      before.after = after;
      after.before = before;
      before = this;
      after = this;
    }
  }

  /**
   * No deadlines yet.
   *
   * @param timer runs the failures, which must not block
   * @param timeout of each future, from when it is set
   * @param failure made for each that is not done in time
   */
  public EqualDeadlines(
      ScheduledExecutorService timer, Duration timeout, Supplier<? extends Throwable> failure) {
    this.timer = timer;
    this.nanos = timeout.toNanos();
    this.failure = failure;
  }

  /**
   * Fails a future that is not done in time.
   *
   * @param future to fail
   */
  public void set(CompletableFuture<?> future) {
    Entry entry;
    boolean schedule;
    synchronized (ring) {
      entry = new Entry(future, System.nanoTime() + nanos);
      entry.addBefore(ring);
      schedule = !scheduled;
      scheduled = true;
    }
    if (schedule) {
      schedule(nanos);
    }
    future.whenComplete(
        (done, thrown) -> {
          synchronized (ring) {
            entry.remove();
          }
        });
  }

  private void schedule(long inNanos) {
    timer.schedule(this::expire, inNanos, TimeUnit.NANOSECONDS);
  }

  private void expire() {
    List<CompletableFuture<?>> expired = new ArrayList<>();
    long next = 0;
    synchronized (ring) {
      long now = System.nanoTime();
      while (ring.after != ring && ring.after.deadline - now <= 0) {
        expired.add(ring.after.future);
        ring.after.remove();
      }
      scheduled = ring.after != ring;
      if (scheduled) {
        next = ring.after.deadline - now;
      }
    }
    if (next > 0) {
      schedule(next);
    }
    expired.forEach(future -> future.completeExceptionally(failure.get()));
  }
}
