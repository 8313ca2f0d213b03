package dev.actr.mailbox.journal;

import java.util.TreeSet;

/** The messages of one priority that may be delivered, oldest first. Guarded by its owner. */
final class Lane {

  private final LongQueue waiting = new LongQueue();
  private final TreeSet<Long> returned = new TreeSet<>();

  /** Also read without the lock under which it is changed. */
  private volatile long size;

  long size() {
    return size;
  }

  void add(long id) {
    waiting.add(id);
    count();
  }

  void addAgain(long id) {
    returned.add(id);
    count();
  }

  private void count() {
    size = waiting.size() + returned.size();
  }

  /** 0 if there is none. */
  long first() {
    return returned.isEmpty() ? waiting.isEmpty() ? 0 : waiting.peek() : returned.first();
  }

  void removeFirst() {
    if (returned.pollFirst() == null) {
      waiting.remove();
    }
    count();
  }
}
