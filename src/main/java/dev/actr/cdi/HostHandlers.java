package dev.actr.cdi;

import dev.actr.HostHandler;
import dev.actr.event.OfActor;
import jakarta.enterprise.inject.AmbiguousResolutionException;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Default;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanContainer;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The beans that are a {@link HostHandler}, in a running container. */
final class HostHandlers {

  private HostHandlers() {}

  /** The actor's own handler, else the one for all, else none. */
  static Optional<HostHandler> find(Instance<HostHandler> handlers, String actor) {
    Instance<HostHandler> own = handlers.select(OfActor.Literal.of(actor));
    Instance<HostHandler> handler =
        own.isUnsatisfied() ? handlers.select(Default.Literal.INSTANCE) : own;
    return handler.isUnsatisfied() ? Optional.empty() : Optional.of(handler.get());
  }

  /** What is wrong with them in an application with these actors. */
  static List<String> problems(BeanContainer beans, Collection<String> actors) {
    return HostHandlerRules.problems(
        beans.getBeans(HostHandler.class, Any.Literal.INSTANCE).stream()
            .map(HostHandlers::handler)
            .toList(),
        actors,
        handlers -> isAmbiguous(beans, handlers));
  }

  private static HostHandlerRules.Handler<Bean<?>> handler(Bean<?> bean) {
    return new HostHandlerRules.Handler<>(
        bean,
        bean.getBeanClass().getName(),
        bean.getQualifiers().stream()
            .filter(OfActor.class::isInstance)
            .map(qualifier -> ((OfActor) qualifier).value())
            .collect(Collectors.toSet()),
        bean.getQualifiers().contains(Default.Literal.INSTANCE));
  }

  private static boolean isAmbiguous(BeanContainer beans, Set<Bean<?>> handlers) {
    try {
      beans.resolve(handlers);
      return false;
    } catch (AmbiguousResolutionException e) {
      return true;
    }
  }
}
