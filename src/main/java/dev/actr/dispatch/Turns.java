package dev.actr.dispatch;

import dev.actr.dispatch.Scheduler.Job;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The jobs that wait with one priority: those with a key by turns, one without alone. */
final class Turns {

  private final Deque<Turn> turns = new ArrayDeque<>();

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
