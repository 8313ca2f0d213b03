package dev.actr.cdi;

import dev.actr.Actor;
import dev.actr.Workload;
import jakarta.enterprise.inject.spi.Bean;
import java.util.Optional;

/** Describes CDI's beans to {@link ActorRules}. */
final class ActorBeans {

  private ActorBeans() {}

  /** The bean as a candidate, if its class has {@link Actor}. */
  static Optional<ActorRules.Candidate> candidate(Bean<?> bean) {
    Class<?> beanClass = bean.getBeanClass();
    return Optional.ofNullable(beanClass.getDeclaredAnnotation(Actor.class))
        .map(
            actor ->
                new ActorRules.Candidate(
                    beanClass.getName(),
                    beanClass.getSimpleName(),
                    actor,
                    Workload.class.isAssignableFrom(beanClass),
                    bean.getTypes().contains(Workload.class),
                    bean.getScope().getName()));
  }
}
