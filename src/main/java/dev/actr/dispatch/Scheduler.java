package dev.actr.dispatch;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Runs the requests of one actor on the threads of an executor, each as soon as {@link JobOrder}
 * lets it. Thread-safe; offering never blocks.
 *
 * <p>At most one thread at a time is about to look for a job: asked for and not there yet, or just
 * done with one. While there is, or while a job runs that nothing may run beside, who offers a job
 * has nothing more to do.
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
  private final Source source;
  private final FollowUps followUps;

  /** What has been offered and not yet been given its place among those that wait. */
  private final Intake intake = new Intake();

  /** Read by who has offered a job, more often than by others. */
  private int begunAtLeast;

  private final Object lock = new Object();

  /** What has its place; under the lock, as the next. */
  private final JobOrder order;

  private boolean closed;

  /** A thread is about to look for a job. */
  private boolean starting;

  /** How many were added without the intake. Changed under the lock alone, as the next. */
  private volatile int added;

  /** How many of all have begun, or were dropped. */
  private volatile int begun;

  /** The next job has its place; of the thread that is about to look. */
  private boolean placed;

  /**
   * Whether a thread is going to look for a job before it could begin, so that nobody else has to.
   * Changed under the lock alone.
   */
  private volatile boolean attended;

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
    this.order = new JobOrder(concurrency);
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
    boolean now = starting || order.runsAlone();
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
        order.add(job);
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
      order.add(job);
    }
  }

  /** Whether a job that came now could begin, if it is not kept from it by its key. */
  boolean hasRoom() {
    synchronized (lock) {
      return order.hasRoom();
    }
  }

  /** Takes no more that are offered. */
  void end() {
    intake.end();
  }

  /** Drops all jobs that have not begun and those that come from now on. */
  void close() {
    List<Job> dropped;
    intake.end();
    synchronized (lock) {
      closed = true;
      takeIn();
      dropped = order.removeAll();
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
    boolean dropped;
    boolean start = false;
    synchronized (lock) {
      dropped = closed;
      if (!dropped) {
        if (!order.addAwaited(job, by)) {
          return false;
        }
        added++;
        start = wantsThread();
        updateAttended();
      }
    }
    if (dropped) {
      job.dropped();
    }
    if (start) {
      startThread();
    }
    return true;
  }

  /** A job that has waited for another goes on. */
  void resume(Job job) {
    synchronized (lock) {
      order.resume(job);
    }
  }

  /** How many jobs have begun and not ended. */
  int running() {
    synchronized (lock) {
      return order.running();
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
    int atMost = come - begunAtLeast;
    // Negative after so many others that it has overflowed.
    if (atMost >= 0 && atMost < limit) {
      return true;
    }
    int now = begun;
    begunAtLeast = now;
    return come - now < limit;
  }

  /** Whether no job waits or runs. */
  boolean isIdle() {
    synchronized (lock) {
      return waiting() == 0 && order.running() == 0;
    }
  }

  private boolean wantsThread() {
    if (starting || !order.hasNext()) {
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
      if (intake.isUrgent() || !order.isNextKnown()) {
        takeIn();
      }
      job = over ? null : next();
      // What may run beside it gets a thread of its own.
      start = wantsThread();
      updateAttended();
      while (!attended && !intake.isEmpty()) {
        takeIn();
        if (job == null && !over) {
          job = next();
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

  private Job next() {
    Job next = order.begin();
    if (next != null) {
      begun++;
    }
    return next;
  }

  /** Whether this thread is the one that is to look for the next job. */
  private boolean end(Job job) {
    boolean looks;
    synchronized (lock) {
      order.end(job);
      looks = !starting;
      starting = true;
      placed = order.isNextKnown();
      updateAttended();
    }
    if (job.isFollowedByApplication()) {
      return followUps.run(job, looks);
    }
    try {
      job.follow();
    } catch (RuntimeException failure) {
      DispatchLog.LOG.taskFailed(failure);
    }
    return looks;
  }

  /**
   * Gets more jobs, if there may be some.
   *
   * @param looks whether this thread is the one that is to look for the next job
   * @return whether it still is: not while it may block
   */
  private boolean refill(boolean looks) {
    boolean still = looks;
    try {
      if (source.isReady()) {
        if (still) {
          still = false;
          giveUp();
        }
        source.refill();
      }
    } catch (RuntimeException failure) {
      DispatchLog.LOG.taskFailed(failure);
    }
    return still;
  }

  /** This thread is no more the one that is to look for the next job. */
  private void giveUp() {
    synchronized (lock) {
      starting = false;
      updateAttended();
    }
    if (!intake.isEmpty()) {
      attend();
    }
  }

  /** Waits for a job for a moment, if there is none; none is lost if it comes after that. */
  private void awaitBriefly() {
    if (!placed) {
      for (int i = 0; i < LOOKS && intake.isEmpty() && waiting() == 0; i++) {
        Thread.onSpinWait();
      }
    }
  }
}
