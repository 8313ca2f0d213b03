package dev.actr.cdi;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Who has received an event, in order; and who is to fail. */
@ApplicationScoped
class Journal {

  private final List<String> entries = new CopyOnWriteArrayList<>();
  private final Map<String, Throwable> failures = new ConcurrentHashMap<>();

  void saw(String receiver) {
    entries.add(receiver);
    Throwable failure = failures.get(receiver);
    if (failure instanceof Error e) {
      throw e;
    }
    if (failure != null) {
      throw (RuntimeException) failure;
    }
  }

  /** A {@link RuntimeException} or an {@link Error} this receiver throws from now on. */
  void fail(String receiver, Throwable failure) {
    failures.put(receiver, failure);
  }

  void clear() {
    entries.clear();
    failures.clear();
  }

  List<String> entries() {
    return List.copyOf(entries);
  }
}
