package dev.actr.cdi;

import static dev.actr.cdi.CdiLog.LOG;

import dev.actr.ActrType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  private final Map<String, String> unfit = new TreeMap<>();
  private final Collection<String> problems = new TreeSet<>();

  /**
   * A class that has {@code @Actor}. The first reason why it is no bean is the one that is told.
   *
   * @param name of the class
   */
  record ActorClass(
      String name,
      boolean isInterface,
      boolean isInterceptor,
      boolean isDecorator,
      boolean isAbstract,
      boolean isInner,
      boolean hasConstructor) {

    private Optional<String> whyNoBean() {
      if (isInterface) {
        return Optional.of("an interface");
      }
      if (isInterceptor) {
        return Optional.of("an interceptor");
      }
      if (isDecorator) {
        return Optional.of("a decorator");
      }
      if (isAbstract) {
        return Optional.of("abstract");
      }
      if (isInner) {
        return Optional.of("an inner class that is not static");
      }
      return hasConstructor
          ? Optional.empty()
          : Optional.of("without a constructor that has no parameters or @Inject");
    }
  }

  /**
   * A bean whose class has {@code @Actor}.
   *
   * @param beanClass the name of its class
   * @param simpleName of its class
   * @param typeText the type in the annotation
   * @param ownName the name in the annotation, which may be empty
   * @param workload whether the class is a {@code Workload}
   * @param workloadTyped whether the bean has that among its types
   * @param scope the name of its scope
   */
  record Candidate(
      String beanClass,
      String simpleName,
      String typeText,
      String ownName,
      boolean workload,
      boolean workloadTyped,
      String scope) {

    String name() {
      return ownName.isEmpty()
          ? Character.toLowerCase(simpleName.charAt(0)) + simpleName.substring(1)
          : ownName;
    }
  }

  /** A class has {@code @Actor}, which is a problem unless the container makes a bean of it. */
  void actorClass(ActorClass type) {
    type.whyNoBean().ifPresent(reason -> unfit.put(type.name(), reason));
  }

  /** A class has {@code @Actor} only by way of another stereotype. */
  void onStereotype(String beanClass, String stereotype) {
    problems.add(LOG.actorOnStereotype(beanClass, stereotype));
  }

  /** The container can make no proxy that extends the class. */
  void notProxyable(String beanClass) {
    problems.add(LOG.notProxyable(beanClass));
  }

  /** Checks a bean whose class has {@code @Actor}. */
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
      ActrType.parse(bean.typeText());
    } catch (IllegalArgumentException e) {
      problems.add(LOG.badType(bean.typeText(), bean.beanClass(), e.getMessage()));
    }
  }

  /** The actors, by name; good only while there are no {@link #problems()}. */
  SortedMap<String, ActorBean> actors() {
    SortedMap<String, ActorBean> actors = new TreeMap<>();
    for (Candidate bean : candidates.values()) {
      try {
        ActrType type = ActrType.parse(bean.typeText());
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
    unfit.forEach(
        (beanClass, reason) -> {
          if (!candidates.containsKey(beanClass)) {
            all.add(LOG.notBean(beanClass, reason));
          }
        });
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
