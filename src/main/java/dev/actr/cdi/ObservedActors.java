package dev.actr.cdi;

import static dev.actr.cdi.CdiLog.LOG;

import java.util.Collection;
import java.util.SortedMap;
import java.util.TreeMap;

/** The actors whose events are observed by name, and a class that observes each. */
final class ObservedActors {

  private final SortedMap<String, String> observers = new TreeMap<>();

  void add(String actor, String beanClass) {
    observers.putIfAbsent(actor, beanClass);
  }

  /** Warns of those that are not among the application's actors. */
  void warn(Collection<String> actors) {
    observers.forEach(
        (actor, beanClass) -> {
          if (!actors.contains(actor)) {
            LOG.observerOfUnknownActor(beanClass, actor, actors);
          }
        });
  }
}
