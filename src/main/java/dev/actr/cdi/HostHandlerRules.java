package dev.actr.cdi;

import static dev.actr.cdi.CdiLog.LOG;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Which {@code HostHandler} answers which actor. Knows no container. */
final class HostHandlerRules {

  private HostHandlerRules() {}

  /**
   * A bean that is a handler.
   *
   * @param <B> the container's beans
   * @param bean the bean
   * @param beanClass the name of its class
   * @param actors those it is only of
   * @param forAll whether it is for those without one of their own
   */
  record Handler<B>(B bean, String beanClass, Set<String> actors, boolean forAll) {}

  /**
   * Handlers of actors that do not exist, and actors with more than one.
   *
   * @param ambiguous whether the container cannot decide for one of several beans
   */
  static <B> List<String> problems(
      Collection<Handler<B>> handlers, Collection<String> actors, Predicate<Set<B>> ambiguous) {
    List<String> problems = new ArrayList<>();
    for (Handler<B> handler : handlers) {
      for (String actor : handler.actors()) {
        if (!actors.contains(actor)) {
          problems.add(LOG.handlerOfUnknownActor(handler.beanClass(), actor, actors));
        }
      }
    }
    for (String actor : actors) {
      checkOne(
          handlers.stream().filter(handler -> handler.actors().contains(actor)).toList(),
          "the actor " + actor,
          ambiguous,
          problems);
    }
    checkOne(
        handlers.stream().filter(Handler::forAll).toList(),
        "the actors without one of their own",
        ambiguous,
        problems);
    return problems;
  }

  private static <B> void checkOne(
      List<Handler<B>> handlers, String whom, Predicate<Set<B>> ambiguous, List<String> problems) {
    if (handlers.size() > 1
        && ambiguous.test(handlers.stream().map(Handler::bean).collect(Collectors.toSet()))) {
      problems.add(
          LOG.ambiguousHandler(whom, handlers.stream().map(Handler::beanClass).sorted().toList()));
    }
  }
}
