package dev.actr.cdi;

import static dev.actr.cdi.CdiLog.LOG;

import dev.actr.ActrType;
import jakarta.enterprise.inject.spi.InjectionPoint;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The clients the application injects, and what is wrong with them. */
final class RemoteRules {

  private final Map<RemotePoint, String> places = new LinkedHashMap<>();

  void injectionPoint(InjectionPoint point) {
    RemotePoint.of(point).ifPresent(remote -> places.putIfAbsent(remote, point.toString()));
  }

  /** One for each client and qualifier. */
  Set<RemotePoint> points() {
    return places.keySet();
  }

  /** What is wrong in an application with these actors. */
  List<String> problems(Collection<String> actors) {
    List<String> problems = new ArrayList<>();
    places.forEach((point, where) -> check(point, where, actors, problems));
    return problems;
  }

  private static void check(
      RemotePoint point, String where, Collection<String> actors, List<String> problems) {
    if (!point.isClient()) {
      problems.add(LOG.noClient(where, point.type().getName()));
    }
    try {
      ActrType.parse(point.remote().value());
    } catch (IllegalArgumentException e) {
      problems.add(LOG.badRemoteType(where, e.getMessage()));
    }
    String from = point.remote().from();
    if (from.isEmpty() && actors.size() != 1) {
      problems.add(LOG.ambiguousCaller(where, actors));
    } else if (!from.isEmpty() && !actors.contains(from)) {
      problems.add(LOG.unknownCaller(where, from, actors));
    }
  }
}
