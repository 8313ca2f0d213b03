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

  /**
   * For how long jobs are run before the thread is given back, so that one actor does not keep it
   * from others.
   */
  private static final long QUANTUM_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /** Jobs between two looks at the time: a look costs as much as a short job. */
  private static final int BETWEEN_LOOKS = 8;

  /**
   * How often a thread without a job looks for one before it is given back: for some microseconds,
   * which is less than it takes to wake one up. Whoever calls in turn comes again within that time.
   */
  static final int LOOKS = Runtime.getRuntime().availableProcessors() > 1 ? 100 : 0;

  private final Executor executor;
  private final int concurrency;
  private final Source source;
  private final FollowUps followUps;

  /** What has been offered and not yet been given its place among those that wait. */
  private final Intake intake = new Intake();

  /** Read by who has offered a job, more often than by others. */
  private int begunAtLeast;

  private final Object lock = new Object();
  private final Turns high = new Turns();
  private final Turns normal = new Turns();
  private final List<Turns> byPriority = List.of(high, normal);

  /** The jobs that run, by key. */
  private final Map<Object, Job> holders = new HashMap<>();

  private Job alone;

  /** How many were added without the intake. Changed under the lock alone, as the next. */
  private volatile int added;

  /** How many of all have begun, or were dropped. */
  private volatile int begun;

  private int blocked;
  private boolean closed;

  /** A thread is about to look for a job: asked for and not there yet, or just done with one. */
  private boolean starting;

  /** A job can run alone next; told to the thread that is about to look. */
  private boolean placed;

  /**
   * Whether a thread is going to look for a job before it could begin, so that nobody else has to.
   * Changed under the lock alone.
   */
  private volatile boolean attended;

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

    boolean isHighPriority() {
      return highPriority;
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

  /** Where jobs come from besides those that are offered. */
  interface Source {

    /** Whether there may be some; asked after each job. */
    boolean isReady();

    /** {@link #add}s jobs, on a thread of the executor, which it may block. */
    void refill();
  }

  /**
   * Nothing to run yet.
   *
   * @param executor runs the jobs
   * @param timer tells when a thread is to be replaced
   * @param concurrency how many jobs with different keys run at a time
   * @param source asked before each next job
   */
  Scheduler(Executor executor, ScheduledExecutorService timer, int concurrency, Source source) {
    this.executor = executor;
    this.concurrency = concurrency;
    this.source = source;
    this.followUps = new FollowUps(executor, timer, () -> startThread(() -> run(refill(true))));
  }

  /** Adds a job; false if it comes after the {@link #end}. */
  boolean offer(Job job) {
    if (!intake.add(job)) {
      return false;
    }
    if (!attended) {
      attend();
    }
    return true;
  }

  private void attend() {
    boolean start;
    synchronized (lock) {
      takeIn();
      start = wantsThread();
      updateAttended();
    }
    if (start) {
      startThread();
    }
  }

  /** To be called wherever what it depends on has changed. */
  private void updateAttended() {
    boolean now = starting || alone != null;
    if (attended != now) {
      attended = now;
    }
  }

  /**
   * Adds a job for a thread that is about to look for one: within {@link Source#refill}, or before
   * {@link #run}.
   */
  void add(Job job) {
    boolean dropped;
    synchronized (lock) {
      takeIn();
      dropped = closed;
      if (!dropped) {
        added++;
        enter(job);
      }
    }
    if (dropped) {
      job.dropped();
    }
  }

  /** Gives all that were offered their places. */
  private void takeIn() {
    intake.calm();
    for (Job job = intake.take(); job != null; job = intake.take()) {
      enter(job);
    }
  }

  private void enter(Job job) {
    (job.highPriority ? high : normal).add(job);
  }

  /** Whether a job that came now could begin, if it is not kept from it by its key. */
  boolean hasRoom() {
    synchronized (lock) {
      return alone == null && holders.size() - blocked < concurrency;
    }
  }

  /** Takes no more that are offered. */
  void end() {
    intake.end();
  }

  /** Drops all jobs that have not begun and those that come from now on. */
  void close() {
    List<Job> dropped = new ArrayList<>();
    intake.end();
    synchronized (lock) {
      closed = true;
      takeIn();
      byPriority.forEach(turns -> turns.removeAll(dropped));
      begun = intake.count() + added;
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
      if (closed || job.key == null || alone == by || isCycle(job.key, by)) {
        return false;
      }
      by.awaited = job;
      blocked++;
      added++;
      high.addFirst(job);
      start = wantsThread();
      updateAttended();
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
    // What has begun first: the sum is not negative then.
    int no = begun;
    return intake.count() + added - no;
  }

  /**
   * Whether less jobs wait than so many, for who has just offered one: as cheap as can be, as what
   * has begun is looked at but once for so many jobs.
   */
  boolean waitsLessThan(int limit) {
    int come = intake.count() + added;
    if (come - begunAtLeast < limit) {
      return true;
    }
    int now = begun;
    begunAtLeast = now;
    return come - now < limit;
  }

  /** Whether no job waits or runs. */
  boolean isIdle() {
    synchronized (lock) {
      return waiting() == 0 && alone == null && holders.isEmpty();
    }
  }

  private boolean wantsThread() {
    if (starting || next(false) == null) {
      return false;
    }
    starting = true;
    return true;
  }

  private void startThread() {
    startThread(() -> run(true));
  }

  private void startThread(Runnable work) {
    try {
      executor.execute(work);
    } catch (RejectedExecutionException ended) {
      // The application has ended its executor: there is no thread left to run anything.
      synchronized (lock) {
        starting = false;
        updateAttended();
        DispatchLog.LOG.debugf("%d requests are left at the end", waiting());
      }
    }
  }

  /** Runs jobs on this thread, which is one of the executor, until it has none to run. */
  void run() {
    run(false);
  }

  /**
   * As {@link #run()}.
   *
   * @param awaited whether this thread is the one that is to look for the next job
   */
  private void run(boolean awaited) {
    boolean looks = awaited;
    long begin = System.nanoTime();
    for (int i = 1; ; i++) {
      boolean over = i % BETWEEN_LOOKS == 0 && System.nanoTime() - begin > QUANTUM_NANOS;
      Job job = take(looks, over);
      if (job == null) {
        return;
      }
      try {
        job.run();
      } catch (Throwable failure) {
        DispatchLog.LOG.taskFailed(failure);
      }
      looks = refill(end(job));
      if (looks) {
        awaitBriefly();
      }
    }
  }

  /** The next job for this thread; null if there is none, or it is to be given back. */
  private Job take(boolean looks, boolean over) {
    Job job;
    boolean start;
    synchronized (lock) {
      if (looks) {
        starting = false;
      }
      job = over ? null : next();
      // What may run beside it gets a thread of its own.
      start = wantsThread();
      updateAttended();
      while (!attended && !intake.isEmpty()) {
        takeIn();
        if (job == null && !over) {
          job = next(true);
        }
        start |= wantsThread();
        updateAttended();
      }
    }
    if (start) {
      startThread();
    }
    return job;
  }

  /** What has been offered meanwhile changes nothing where the next job is one that runs alone. */
  private Job next() {
    if (intake.isUrgent() || normal.alone() == null) {
      takeIn();
    }
    return next(true);
  }

  /** Whether this thread is the one that is to look for the next job. */
  private boolean end(Job job) {
    boolean looks;
    synchronized (lock) {
      finish(job);
      looks = !starting;
      starting = true;
      placed = high.alone() != null || normal.alone() != null;
      updateAttended();
    }
    if (job.isFollowedByApplication()) {
      return followUps.run(job, looks);
    }
    job.follow();
    return looks;
  }

  /**
   * Gets more jobs, if there may be some.
   *
   * @param looks whether this thread is the one that is to look for the next job
   * @return whether it still is: not while it may block
   */
  private boolean refill(boolean looks) {
    if (!source.isReady()) {
      return looks;
    }
    if (looks) {
      synchronized (lock) {
        starting = false;
        updateAttended();
      }
      if (!intake.isEmpty()) {
        attend();
      }
    }
    source.refill();
    return false;
  }

  /** Waits for a job for a moment, if there is none; none is lost if it comes after that. */
  private void awaitBriefly() {
    if (!placed) {
      for (int i = 0; i < LOOKS && intake.isEmpty() && waiting() == 0; i++) {
        Thread.onSpinWait();
      }
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
            begun++;
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
          begun++;
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
