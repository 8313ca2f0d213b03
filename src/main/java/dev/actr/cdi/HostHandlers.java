package dev.actr.cdi;

import static dev.actr.cdi.CdiLog.LOG;

import dev.actr.HostHandler;
import dev.actr.event.OfActor;
import jakarta.enterprise.inject.AmbiguousResolutionException;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Default;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanContainer;
import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which {@link HostHandler} answers which actor. */
final class HostHandlers {

  private HostHandlers() {}

  /** The actor's own handler, else the one for all, else none. */
  static Optional<HostHandler> find(Instance<HostHandler> handlers, String actor) {
    Instance<HostHandler> own = handlers.select(OfActor.Literal.of(actor));
    Instance<HostHandler> handler =
        own.isUnsatisfied() ? handlers.select(Default.Literal.INSTANCE) : own;
    return handler.isUnsatisfied() ? Optional.empty() : Optional.of(handler.get());
  }

  /** Handlers of actors that do not exist, and actors with more than one. */
  static List<String> problems(BeanContainer beans, Collection<String> actors) {
    List<String> problems = new ArrayList<>();
    for (Bean<?> handler : beans.getBeans(HostHandler.class, Any.Literal.INSTANCE)) {
      for (Annotation qualifier : handler.getQualifiers()) {
        if (qualifier instanceof OfActor ofActor && !actors.contains(ofActor.value())) {
          problems.add(
              LOG.handlerOfUnknownActor(handler.getBeanClass().getName(), ofActor.value(), actors));
        }
      }
    }
    for (String actor : actors) {
      checkOne(beans, "the actor " + actor, OfActor.Literal.of(actor), problems);
    }
    checkOne(beans, "the actors without one of their own", Default.Literal.INSTANCE, problems);
    return problems;
  }

  private static void checkOne(
      BeanContainer beans, String whom, Annotation qualifier, List<String> problems) {
    Set<Bean<?>> handlers = beans.getBeans(HostHandler.class, qualifier);
    try {
      beans.resolve(handlers);
    } catch (AmbiguousResolutionException e) {
      problems.add(
          LOG.ambiguousHandler(
              whom,
              handlers.stream().map(bean -> bean.getBeanClass().getName()).sorted().toList()));
    }
  }
}
