package dev.actr.dispatch;

import java.util.concurrent.atomic.AtomicReference;

/**
 * Jobs that any thread offers, in their order, until one thread at a time takes them out. Nobody
 * waits for another, so who offers is not held up by the one that runs jobs, nor holds that up.
 */
final class Intake {

  /** Held by the next one's predecessor, as in a linked list whose first link is used up. */
  private static final class Link extends AtomicReference<Link> {

    private static final long serialVersionUID = 1;

    /** Null once it is taken, and for the end. */
    private transient Job job;

    private final boolean end;

    /** How many came up to this one; the difference of two is right after an overflow too. */
    private int number;

    Link(Job job, boolean end) {
      this.job = job;
      this.end = end;
    }
  }

  private final AtomicReference<Link> last;

  /** The last one that was taken. */
  private Link taken = new Link(null, false);

  /** One of high priority came since the last look. */
  private volatile boolean urgent;

  Intake() {
    last = new AtomicReference<>(taken);
  }

  /** Adds a job; false if it comes after the {@link #end}. */
  boolean add(Job job) {
    if (!add(new Link(job, false))) {
      return false;
    }
    if (job.highPriority) {
      urgent = true;
    }
    return true;
  }

  /** Nothing can be added after that. */
  void end() {
    add(new Link(null, true));
  }

  private boolean add(Link link) {
    Link before;
    do {
      before = last.get();
      if (before.end) {
        return false;
      }
      link.number = link.end ? before.number : before.number + 1;
    } while (!last.compareAndSet(before, link));
    before.set(link);
    return true;
  }

  /** How many have been added ever. */
  int count() {
    return last.get().number;
  }

  /** Whether one of high priority may be among them. */
  boolean isUrgent() {
    return urgent;
  }

  /** Begins to take all. */
  void calm() {
    if (urgent) {
      urgent = false;
    }
  }

  /** Whether there is one to take; one that is just being added is seen by who adds it. */
  boolean isEmpty() {
    return taken.get() == null;
  }

  /** The next one; null if there is none. By one thread at a time. */
  Job take() {
    Link next = taken.get();
    if (next == null) {
      return null;
    }
    Job job = next.job;
    next.job = null;
    taken = next;
    return job;
  }
}
