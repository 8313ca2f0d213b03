package dev.actr.cdi;

import static dev.actr.cdi.CdiLog.LOG;

import dev.actr.Actor;
import dev.actr.ActrType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Gathers the actors of an application and what is wrong with them. Knows no container. */
final class ActorRules {

  private static final String APPLICATION_SCOPED = "jakarta.enterprise.context.ApplicationScoped";

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+");

  private final Map<String, Candidate> candidates = new TreeMap<>();
  private final Collection<String> problems = new TreeSet<>();

  /**
   * A bean whose class has {@link Actor}.
   *
   * @param beanClass the name of its class
   * @param simpleName of its class
   * @param actor the annotation
   * @param workload whether the class is a {@code Workload}
   * @param workloadTyped whether the bean has that among its types
   * @param scope the name of its scope
   */
  record Candidate(
      String beanClass,
      String simpleName,
      Actor actor,
      boolean workload,
      boolean workloadTyped,
      String scope) {

    String name() {
      return actor.name().isEmpty()
          ? Character.toLowerCase(simpleName.charAt(0)) + simpleName.substring(1)
          : actor.name();
    }
  }

  /** A class has {@link Actor} that the container makes no bean of. */
  void notBean(String beanClass, String reason) {
    problems.add(LOG.notBean(beanClass, reason));
  }

  /** A class has {@link Actor} only by way of another stereotype. */
  void onStereotype(String beanClass, String stereotype) {
    problems.add(LOG.actorOnStereotype(beanClass, stereotype));
  }

  /** The container can make no proxy that extends the class. */
  void notProxyable(String beanClass) {
    problems.add(LOG.notProxyable(beanClass));
  }

  /** Checks a bean whose class has {@link Actor}. */
  void bean(Candidate bean) {
    candidates.put(bean.beanClass(), bean);
    if (!bean.workload()) {
      problems.add(LOG.notWorkload(bean.beanClass()));
    } else if (!bean.workloadTyped()) {
      problems.add(LOG.workloadNotTyped(bean.beanClass()));
    }
    if (!bean.scope().equals(APPLICATION_SCOPED)) {
      problems.add(LOG.badScope(bean.beanClass(), bean.scope()));
    }
    if (!NAME.matcher(bean.name()).matches()) {
      problems.add(LOG.badName(bean.name(), bean.beanClass()));
    }
    try {
      ActrType.parse(bean.actor().value());
    } catch (IllegalArgumentException e) {
      problems.add(LOG.badType(bean.actor().value(), bean.beanClass(), e.getMessage()));
    }
  }

  /** The actors, by name; good only while there are no {@link #problems()}. */
  SortedMap<String, ActorBean> actors() {
    SortedMap<String, ActorBean> actors = new TreeMap<>();
    for (Candidate bean : candidates.values()) {
      try {
        ActrType type = ActrType.parse(bean.actor().value());
        actors.put(bean.name(), new ActorBean(bean.name(), type, bean.beanClass()));
      } catch (IllegalArgumentException e) {
        // Already among the problems.
      }
    }
    return actors;
  }

  /** The names of all, also of those with problems. */
  SortedSet<String> names() {
    return candidates.values().stream()
        .map(Candidate::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** What is wrong, each said once, in no order that depends on the container's. */
  List<String> problems() {
    List<String> all = new ArrayList<>(problems);
    candidates.values().stream()
        .collect(Collectors.groupingBy(Candidate::name, TreeMap::new, Collectors.toList()))
        .forEach(
            (name, beans) -> {
              if (beans.size() > 1) {
                all.add(LOG.duplicateName(name, beans.stream().map(Candidate::beanClass).toList()));
              }
            });
    return all;
  }
}
