package dev.actr.dispatch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Decides which requests of one actor run now. Those with a key run side by side, one for each key,
 * in the order they came for it; keys take turns. One without a key runs alone: after all that came
 * before it and before all that came after it. High priority overtakes what has not yet begun.
 * Thread-safe; offering never blocks.
 */
final class Scheduler {

  /** Jobs run before the thread is given back, so that one actor does not keep it from others. */
  private static final int BATCH = 64;

  /**
   * How often a thread without a job looks for one before it is given back: for some microseconds,
   * which is less than it takes to wake one up. Whoever calls in turn comes again within that time.
   */
  private static final int LOOKS = Runtime.getRuntime().availableProcessors() > 1 ? 100 : 0;

  private final Executor executor;
  private final int concurrency;
  private final Runnable refill;

  private final Object lock = new Object();
  private final Turns high = new Turns();
  private final Turns normal = new Turns();
  private final List<Turns> byPriority = List.of(high, normal);

  /** The jobs that run, by key. */
  private final Map<Object, Job> holders = new HashMap<>();

  private Job alone;

  /** Changed under the lock alone. */
  private volatile int waiting;

  private int blocked;
  private boolean closed;

  /** A thread is about to look for a job: asked for and not there yet, or just done with one. */
  private boolean starting;

  /** Something to run. */
  abstract static class Job {

    final Object key;
    private final boolean highPriority;
    private Job awaited;
    private boolean done;

    /**
     * A job.
     *
     * @param key what it must not run at the same time with; null for everything
     */
    Job(Object key, boolean highPriority) {
      this.key = key;
      this.highPriority = highPriority;
    }

    abstract void run();

    /** It will not be run. Must not use the scheduler. */
    abstract void dropped();
  }

  /**
   * Nothing to run yet.
   *
   * @param executor runs the jobs
   * @param concurrency how many jobs with different keys run at a time
   * @param refill may {@link #add} jobs; asked on a thread of the executor before each next one
   */
  Scheduler(Executor executor, int concurrency, Runnable refill) {
    this.executor = executor;
    this.concurrency = concurrency;
    this.refill = refill;
  }

  /** Adds a job. */
  void offer(Job job) {
    boolean start;
    synchronized (lock) {
      start = enter(job, false) && wantsThread();
    }
    if (start) {
      startThread();
    }
  }

  /**
   * Adds a job for a thread that is about to look for one: within refill, or before {@link #run}.
   */
  void add(Job job) {
    synchronized (lock) {
      enter(job, false);
    }
  }

  private boolean enter(Job job, boolean first) {
    if (closed) {
      job.dropped();
      return false;
    }
    if (first) {
      high.addFirst(job);
    } else {
      (job.highPriority ? high : normal).add(job);
    }
    waiting++;
    return true;
  }

  /** Whether a job that came now could begin, if it is not kept from it by its key. */
  boolean hasRoom() {
    synchronized (lock) {
      return alone == null && holders.size() - blocked < concurrency;
    }
  }

  /** Drops all jobs that have not begun and those that come from now on. */
  void close() {
    List<Job> dropped = new ArrayList<>();
    synchronized (lock) {
      closed = true;
      byPriority.forEach(turns -> turns.removeAll(dropped));
      waiting = 0;
    }
    dropped.forEach(Job::dropped);
  }

  /**
   * Adds a job that one that runs is going to wait for, ahead of what waits for that one itself;
   * unless the wait would never end. To be followed by {@link #resume}.
   *
   * @return whether it is added
   */
  boolean offerAwaited(Job job, Job by) {
    boolean start;
    synchronized (lock) {
      if (job.key == null || alone == by || isCycle(job.key, by)) {
        return false;
      }
      by.awaited = job;
      blocked++;
      start = enter(job, true) && wantsThread();
    }
    if (start) {
      startThread();
    }
    return true;
  }

  /** Whether the job that has the key waits for this one, perhaps by way of others. */
  private boolean isCycle(Object key, Job by) {
    Job holder = holders.get(key);
    while (holder != null && holder != by) {
      Job awaited = holder.awaited;
      holder = awaited == null || awaited.done ? null : holders.get(awaited.key);
    }
    return holder == by;
  }

  /** A job that has waited for another goes on. */
  void resume(Job job) {
    synchronized (lock) {
      if (job.awaited != null) {
        job.awaited = null;
        blocked--;
      }
    }
  }

  /** How many jobs have begun and not ended. */
  int running() {
    synchronized (lock) {
      return alone == null ? holders.size() : 1;
    }
  }

  /** How many jobs have not begun. */
  int waiting() {
    return waiting;
  }

  private boolean wantsThread() {
    if (starting || next(false) == null) {
      return false;
    }
    starting = true;
    return true;
  }

  private void startThread() {
    try {
      executor.execute(this::work);
    } catch (RejectedExecutionException ended) {
      // The application has ended its executor: there is no thread left to run anything.
      synchronized (lock) {
        starting = false;
        DispatchLog.LOG.debugf("%d requests are left at the end", waiting);
      }
    }
  }

  private void work() {
    synchronized (lock) {
      starting = false;
    }
    run();
  }

  /** Runs jobs on this thread, which is one of the executor, until it has none to run. */
  void run() {
    for (int i = 0; i <= BATCH; i++) {
      if (i > 0 && i < BATCH) {
        look();
      }
      Job job;
      boolean start;
      synchronized (lock) {
        job = i < BATCH ? next(true) : null;
        // What may run beside it gets a thread of its own.
        start = wantsThread();
      }
      if (start) {
        startThread();
      }
      if (job == null) {
        return;
      }
      try {
        job.run();
      } catch (Throwable failure) {
        DispatchLog.LOG.taskFailed(failure);
      }
      synchronized (lock) {
        finish(job);
      }
      refill.run();
    }
  }

  /** Waits for a job for a moment, if there is none; none is lost if it comes after that. */
  private void look() {
    if (waiting > 0) {
      return;
    }
    synchronized (lock) {
      if (starting || waiting > 0 || closed) {
        return;
      }
      starting = true;
    }
    for (int i = 0; i < LOOKS && waiting == 0; i++) {
      Thread.onSpinWait();
    }
    synchronized (lock) {
      starting = false;
    }
  }

  private Job next(boolean take) {
    if (alone != null) {
      return null;
    }
    for (Turns turns : byPriority) {
      if (holders.size() - blocked < concurrency) {
        Job job = turns.keyed(holders, take);
        if (job != null) {
          if (take) {
            waiting--;
            holders.put(job.key, job);
          }
          return job;
        }
      }
      Job last = turns.alone();
      if (last != null) {
        if (!holders.isEmpty()) {
          return null;
        }
        if (take) {
          waiting--;
          turns.removeAlone();
          alone = last;
        }
        return last;
      }
    }
    return null;
  }

  private void finish(Job job) {
    job.done = true;
    if (alone == job) {
      alone = null;
    } else {
      holders.remove(job.key);
    }
  }
}
