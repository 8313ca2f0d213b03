package dev.actr.cdi;

import dev.actr.Actor;
import dev.actr.Workload;
import jakarta.decorator.Decorator;
import jakarta.enterprise.inject.UnproxyableResolutionException;
import jakarta.enterprise.inject.spi.AnnotatedType;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptor;
import java.lang.reflect.Modifier;
import java.util.Optional;
import java.util.function.Supplier;

/** Describes the beans of a running container to {@link ActorRules}. */
final class ActorBeans {

  private ActorBeans() {}

  static ActorRules.ActorClass actorClass(AnnotatedType<?> type) {
    Class<?> javaClass = type.getJavaClass();
    return new ActorRules.ActorClass(
        javaClass.getName(),
        javaClass.isInterface(),
        type.isAnnotationPresent(Interceptor.class),
        type.isAnnotationPresent(Decorator.class),
        Modifier.isAbstract(javaClass.getModifiers()),
        javaClass.isMemberClass() && !Modifier.isStatic(javaClass.getModifiers()),
        type.getConstructors().stream()
            .anyMatch(c -> c.getParameters().isEmpty() || c.isAnnotationPresent(Inject.class)));
  }

  /** The bean as a candidate, if its class has {@link Actor}. */
  static Optional<ActorRules.Candidate> candidate(Bean<?> bean) {
    Class<?> beanClass = bean.getBeanClass();
    return Optional.ofNullable(beanClass.getDeclaredAnnotation(Actor.class))
        .map(
            actor ->
                new ActorRules.Candidate(
                    beanClass.getName(),
                    beanClass.getSimpleName(),
                    actor.value(),
                    actor.name(),
                    Workload.class.isAssignableFrom(beanClass),
                    bean.getTypes().contains(Workload.class),
                    bean.getScope().getName()));
  }

  /**
   * Whether references to an application scoped bean are instances of its class, as dispatchers
   * cast them to the service's interface. Of a class that it cannot extend, Weld proxies the
   * interface Workload alone.
   */
  static boolean isProxyable(Bean<?> bean, Supplier<?> reference) {
    try {
      return bean.getBeanClass().isInstance(reference.get());
    } catch (UnproxyableResolutionException e) {
      return false;
    }
  }
}
