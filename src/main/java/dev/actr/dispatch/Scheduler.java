package dev.actr.dispatch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

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
  static final int LOOKS = Runtime.getRuntime().availableProcessors() > 1 ? 100 : 0;

  /** A thread that code of the application has kept for longer, up to twice this, is replaced. */
  private static final long AWAY_MILLIS = 1;

  /** What follows on a job and takes longer is worth a thread of its own. */
  private static final long LONG_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

  /** How much of what follows on jobs gets a thread of its own after some that took long. */
  private static final int APART = 64;

  private final Executor executor;
  private final ScheduledExecutorService timer;
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

  /** The thread that is about to look for a job is in code of the application until then. */
  private boolean away;

  /** How often that was so. */
  private long absences;

  private long absencesWatched;
  private boolean watching;

  /**
   * What is left of {@link #APART}. Threads may overwrite each other's count, which does no harm.
   */
  private volatile int apart;

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

    /** Runs once it holds up no other any more. */
    void follow() {}

    /** Whether {@link #follow} may run code of the application. */
    boolean isFollowedByApplication() {
      return false;
    }

    /** It will not be run. Must not use the scheduler. */
    abstract void dropped();
  }

  /**
   * Nothing to run yet.
   *
   * @param executor runs the jobs
   * @param timer tells when a thread is to be replaced
   * @param concurrency how many jobs with different keys run at a time
   * @param refill may {@link #add} jobs; asked on a thread of the executor before each next one
   */
  Scheduler(Executor executor, ScheduledExecutorService timer, int concurrency, Runnable refill) {
    this.executor = executor;
    this.timer = timer;
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
      startThread(this::run);
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
      startThread(this::run);
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

  private void startThread(Runnable work) {
    try {
      executor.execute(
          () -> {
            synchronized (lock) {
              starting = false;
            }
            work.run();
          });
    } catch (RejectedExecutionException ended) {
      // The application has ended its executor: there is no thread left to run anything.
      synchronized (lock) {
        starting = false;
        DispatchLog.LOG.debugf("%d requests are left at the end", waiting);
      }
    }
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
        startThread(this::run);
      }
      if (job == null) {
        return;
      }
      try {
        job.run();
      } catch (Throwable failure) {
        DispatchLog.LOG.taskFailed(failure);
      }
      end(job);
      refill.run();
    }
  }

  private void end(Job job) {
    if (!job.isFollowedByApplication()) {
      synchronized (lock) {
        finish(job);
      }
      job.follow();
    } else if (apart > 0) {
      synchronized (lock) {
        finish(job);
      }
      apart--;
      followApart(job);
    } else {
      followHere(job);
    }
  }

  private void followApart(Job job) {
    try {
      executor.execute(job::follow);
    } catch (RejectedExecutionException ended) {
      job.follow();
    }
  }

  /**
   * Runs what follows on a job on the thread of the job, which as a rule is back at once and goes
   * on with the next one; if it is not, another thread does.
   */
  private void followHere(Job job) {
    long absence = 0;
    boolean watch = false;
    synchronized (lock) {
      finish(job);
      if (!starting) {
        starting = true;
        away = true;
        absence = ++absences;
        watch = !watching;
        watching = true;
      }
    }
    if (watch) {
      watchLater();
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
    if (absence != 0) {
      synchronized (lock) {
        if (away && absence == absences) {
          away = false;
          starting = false;
        }
      }
    }
  }

  private void watchLater() {
    try {
      timer.schedule(this::watch, AWAY_MILLIS, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException ended) {
      DispatchLog.LOG.debugf("the timer has ended");
    }
  }

  /** Replaces the thread if it is where it was the last time; on the timer's thread. */
  private void watch() {
    boolean replace;
    boolean again;
    synchronized (lock) {
      again = absences != absencesWatched;
      replace = away && !again;
      if (replace) {
        away = false;
      }
      absencesWatched = absences;
      watching = again;
    }
    if (again) {
      watchLater();
    }
    if (replace) {
      startThread(
          () -> {
            refill.run();
            run();
          });
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
