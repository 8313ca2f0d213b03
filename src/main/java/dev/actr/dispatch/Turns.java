package dev.actr.dispatch;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The jobs that wait with one priority: those with a key by turns, one without alone. */
final class Turns {

  /** Either a {@link Job} that runs alone or {@link Keyed} ones, in their order. */
  private final Deque<Object> turns = new ArrayDeque<>();

  /** The jobs between two that run alone; never empty. */
  private static final class Keyed {

    private final Map<Object, Deque<Job>> byKey = new LinkedHashMap<>();

    void add(Job job) {
      byKey.computeIfAbsent(job.key, key -> new ArrayDeque<>(2)).add(job);
    }
  }

  void add(Job job) {
    if (job.key == null) {
      turns.add(job);
    } else if (turns.peekLast() instanceof Keyed end) {
      end.add(job);
    } else {
      Keyed end = new Keyed();
      end.add(job);
      turns.add(end);
    }
  }

  /** Ahead of what runs alone. */
  void addFirst(Job job) {
    if (turns.peekFirst() instanceof Keyed head) {
      head.add(job);
    } else {
      Keyed head = new Keyed();
      head.add(job);
      turns.addFirst(head);
    }
  }

  /** The first whose key is free; null if there is none. */
  Job keyed(Map<Object, Job> holders, boolean take) {
    if (!(turns.peekFirst() instanceof Keyed head)) {
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
        } else if (head.byKey.isEmpty()) {
          turns.remove();
        }
        return job;
      }
    }
    return null;
  }

  /** What runs alone, once all before it have at least begun; null if it is not its turn. */
  Job alone() {
    return turns.peekFirst() instanceof Job job ? job : null;
  }

  void removeAlone() {
    turns.remove();
  }

  void removeAll(List<Job> removed) {
    for (Object turn : turns) {
      if (turn instanceof Keyed keyed) {
        keyed.byKey.values().forEach(removed::addAll);
      } else {
        removed.add((Job) turn);
      }
    }
    turns.clear();
  }
}
