package dev.actr.scenario;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers the events that were observed. */
@ApplicationScoped
public class Journal {

  private final List<String> lines = new CopyOnWriteArrayList<>();

  /**
   * Adds an event.
   *
   * @param observer which kind of observer saw it
   */
  void add(String observer, String hook, Object payload) {
    lines.add(observer + ' ' + hook + ' ' + payload);
  }

  /** One line for each: the observer, the hook and the payload. */
  public List<String> lines() {
    return List.copyOf(lines);
  }
}
