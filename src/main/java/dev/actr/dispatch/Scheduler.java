package dev.actr.dispatch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
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
  private int waiting;
  private int blocked;
  private boolean closed;

  /** A thread that was asked for and has not come yet. */
  private boolean starting;

  /** Something to run. */
  abstract static class Job {

    private final Object key;
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

  /** The jobs up to and with one that runs alone. */
  private static final class Turn {

    private final Map<Object, Deque<Job>> byKey;
    private Job last;

    Turn(boolean keyed) {
      byKey = keyed ? new LinkedHashMap<>() : Map.of();
    }

    boolean isDone() {
      return byKey.isEmpty() && last == null;
    }
  }

  /** What waits with one priority. */
  private static final class Turns {

    private final Deque<Turn> turns = new ArrayDeque<>();

    void add(Job job) {
      Turn end = turns.peekLast();
      if (end == null || end.last != null) {
        end = new Turn(job.key != null);
        turns.add(end);
      }
      if (job.key == null) {
        end.last = job;
      } else {
        add(job, end);
      }
    }

    /** Ahead of what runs alone. */
    void addFirst(Job job) {
      Turn head = turns.peekFirst();
      if (head == null || head.byKey.isEmpty()) {
        Turn fresh = new Turn(true);
        if (head != null) {
          turns.removeFirst();
          fresh.last = head.last;
        }
        turns.addFirst(fresh);
        head = fresh;
      }
      add(job, head);
    }

    private static void add(Job job, Turn turn) {
      turn.byKey.computeIfAbsent(job.key, key -> new ArrayDeque<>(2)).add(job);
    }

    /** The first whose key is free; null if there is none. */
    Job keyed(Map<Object, Job> holders, boolean take) {
      Turn head = turns.peekFirst();
      if (head == null) {
        return null;
      }
      Iterator<Map.Entry<Object, Deque<Job>>> entries = head.byKey.entrySet().iterator();
      while (entries.hasNext()) {
        Map.Entry<Object, Deque<Job>> entry = entries.next();
        if (!holders.containsKey(entry.getKey())) {
          Deque<Job> jobs = entry.getValue();
          if (!take) {
            return jobs.peek();
          }
          Job job = jobs.poll();
          entries.remove();
          if (!jobs.isEmpty()) {
            // To the end: the other keys come first.
            head.byKey.put(job.key, jobs);
          } else if (head.isDone()) {
            turns.remove();
          }
          return job;
        }
      }
      return null;
    }

    /** What runs alone, once all before it have at least begun; null if it is not its turn. */
    Job alone() {
      Turn head = turns.peekFirst();
      return head != null && head.byKey.isEmpty() ? head.last : null;
    }

    void removeAll(List<Job> removed) {
      for (Turn turn : turns) {
        turn.byKey.values().forEach(removed::addAll);
        if (turn.last != null) {
          removed.add(turn.last);
        }
      }
      turns.clear();
    }

    void removeAlone() {
      turns.remove();
    }
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
    synchronized (lock) {
      return waiting;
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
    Job job = null;
    for (int i = 0; i <= BATCH; i++) {
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
