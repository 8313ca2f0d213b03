package dev.actr.dispatch;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Runs what code of the application has made to follow on jobs. It does so on the thread of the
 * job, which as a rule is back at once and goes on with the next job, so that no other has to be
 * woken up. A thread that is kept for longer is replaced, and what follows on the next jobs gets
 * threads of its own for a while.
 */
final class FollowUps {

  /** A thread that is kept for longer, up to twice this, is replaced. */
  private static final long AWAY_MILLIS = 1;

  /** What takes longer is worth a thread of its own. */
  private static final long LONG_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

  /** How many get a thread of their own after one that took long. */
  private static final int APART = 64;

  private final Executor executor;
  private final ScheduledExecutorService timer;
  private final Runnable replacement;

  /** What follows on it has the thread that is about to look for a job; null if none is kept. */
  private final AtomicReference<Job> away = new AtomicReference<>();

  /** Whether any thread has been kept since the last look at them, be it for how short. */
  private volatile boolean busy;

  private final AtomicBoolean watching = new AtomicBoolean();

  /** What the last look found; of the timer alone. */
  private Job seen;

  /**
   * What is left of {@link #APART}. Threads may overwrite each other's count, which does no harm.
   */
  private volatile int apart;

  /**
   * Nothing follows on anything yet.
   *
   * @param executor runs what gets a thread of its own
   * @param timer tells when a thread is to be replaced
   * @param replacement looks for jobs instead of a thread that is kept; on the timer's thread
   */
  FollowUps(Executor executor, ScheduledExecutorService timer, Runnable replacement) {
    this.executor = executor;
    this.timer = timer;
    this.replacement = replacement;
  }

  /**
   * Has run what follows on a job.
   *
   * @param awaited whether this thread is the one that is to look for the next job
   * @return whether it still is, as nobody has replaced it
   */
  boolean run(Job job, boolean awaited) {
    if (apart > 0) {
      apart--;
      try {
        executor.execute(job::follow);
      } catch (RejectedExecutionException ended) {
        job.follow();
      }
      return awaited;
    }
    if (awaited) {
      away.set(job);
      watch();
    }
    long begin = System.nanoTime();
    try {
      job.follow();
    } catch (Throwable failure) {
      DispatchLog.LOG.taskFailed(failure);
    }
    if (System.nanoTime() - begin > LONG_NANOS) {
      apart = APART;
    }
    return awaited && away.compareAndSet(job, null);
  }

  private void watch() {
    if (!busy) {
      busy = true;
    }
    if (!watching.get() && watching.compareAndSet(false, true)) {
      lookLater();
    }
  }

  private void lookLater() {
    try {
      timer.schedule(this::look, AWAY_MILLIS, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException ended) {
      DispatchLog.LOG.debugf("the timer has ended");
    }
  }

  /** Replaces the thread if it is where it was the last time. */
  private void look() {
    boolean again = busy;
    busy = false;
    Job kept = away.get();
    if (kept != null && kept == seen && away.compareAndSet(kept, null)) {
      kept = null;
      replacement.run();
    }
    seen = kept;
    if (again || kept != null) {
      lookLater();
      return;
    }
    watching.set(false);
    if (busy) {
      // By a thread that came just before that, and took it for watched.
      watch();
    }
  }
}
