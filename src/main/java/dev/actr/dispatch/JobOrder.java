package dev.actr.dispatch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which jobs of one actor wait, which run, and which may begin now. Those with a key run side by
 * side, one for each key, in the order they came for it; keys take turns. One without a key runs
 * alone: after all that came before it and before all that came after it. High priority overtakes
 * what has not yet begun. Not thread-safe.
 */
final class JobOrder {

  private final int concurrency;
  private final Turns high = new Turns();
  private final Turns normal = new Turns();
  private final List<Turns> byPriority = List.of(high, normal);

  /** The jobs that run, by key. */
  private final Map<Object, Job> holders = new HashMap<>();

  private Job alone;
  private int blocked;

  /**
   * Nothing waits or runs yet.
   *
   * @param concurrency how many jobs with different keys run at a time
   */
  JobOrder(int concurrency) {
    this.concurrency = concurrency;
  }

  void add(Job job) {
    (job.highPriority ? high : normal).add(job);
  }

  /**
   * Adds a job that one that runs is going to wait for, ahead of what waits for that one itself;
   * unless the wait would never end. To be followed by {@link #resume}.
   *
   * @return whether it is added
   */
  boolean addAwaited(Job job, Job by) {
    if (job.key == null || alone == by || isCycle(job.key, by)) {
      return false;
    }
    by.awaited = job;
    blocked++;
    high.addFirst(job);
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
    if (job.awaited != null) {
      job.awaited = null;
      blocked--;
    }
  }

  /** How many jobs have begun and not ended. */
  int running() {
    return alone == null ? holders.size() : 1;
  }

  /** Whether a job runs beside which none may begin. */
  boolean runsAlone() {
    return alone != null;
  }

  /** Whether a job that came now could begin, if it is not kept from it by its key. */
  boolean hasRoom() {
    return alone == null && holders.size() - blocked < concurrency;
  }

  /**
   * Whether the next job to begin is one of normal priority that waits, whatever comes meanwhile.
   */
  boolean isNextKnown() {
    return normal.alone() != null;
  }

  /** Whether a job may begin. */
  boolean hasNext() {
    return next(false) != null;
  }

  /** The next job, which begins; null if none may. */
  Job begin() {
    return next(true);
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
          turns.removeAlone();
          alone = last;
        }
        return last;
      }
    }
    return null;
  }

  /** A job has ended. */
  void end(Job job) {
    job.done = true;
    if (alone == job) {
      alone = null;
    } else {
      holders.remove(job.key);
    }
  }

  /** Takes out all that have not begun. */
  List<Job> removeAll() {
    List<Job> removed = new ArrayList<>();
    byPriority.forEach(turns -> turns.removeAll(removed));
    return removed;
  }
}
