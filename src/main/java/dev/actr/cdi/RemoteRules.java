package dev.actr.cdi;

import static dev.actr.cdi.CdiLog.LOG;

import dev.actr.ActrType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The clients the application injects, and what is wrong with them. Knows no container. */
final class RemoteRules {

  private final Map<Target, String> places = new LinkedHashMap<>();

  /**
   * What is injected with {@code @Remote} somewhere.
   *
   * @param type the name of its type
   * @param client whether that is a client that can be made
   * @param service the type to call
   * @param from the actor that calls; may be empty
   */
  record Target(String type, boolean client, String service, String from) {}

  /** An injection point, told by its place in the code. */
  void injectionPoint(String where, Target target) {
    places.putIfAbsent(target, where);
  }

  static String field(String declaringClass, String name) {
    return declaringClass + '.' + name;
  }

  /** The place of a parameter of a method or a constructor, counted from 0. */
  static String parameter(String declaringClass, String method, int position) {
    String owner =
        method.equals(declaringClass) || method.equals("<init>")
            ? "the constructor of " + declaringClass
            : declaringClass + '.' + method;
    return "parameter " + (position + 1) + " of " + owner;
  }

  /** What is wrong in an application with these actors. */
  List<String> problems(Collection<String> actors) {
    List<String> problems = new ArrayList<>();
    places.forEach((target, where) -> check(target, where, actors, problems));
    return problems;
  }

  private static void check(
      Target target, String where, Collection<String> actors, List<String> problems) {
    if (!target.client()) {
      problems.add(LOG.noClient(where, target.type()));
    }
    try {
      ActrType.parse(target.service());
    } catch (IllegalArgumentException e) {
      problems.add(LOG.badRemoteType(where, e.getMessage()));
    }
    if (target.from().isEmpty() && actors.size() != 1) {
      problems.add(LOG.ambiguousCaller(where, actors));
    } else if (!target.from().isEmpty() && !actors.contains(target.from())) {
      problems.add(LOG.unknownCaller(where, target.from(), actors));
    }
  }
}
