package dev.actr.cdi;

import dev.actr.event.OfActor;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import java.util.Collection;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.Readiness;

/** Adds a readiness check for each actor. To be touched only where MicroProfile Health is. */
final class HealthBeans {

  private HealthBeans() {}

  static void add(AfterBeanDiscovery event, Collection<String> actors) {
    for (String actor : actors) {
      event
          .<HealthCheck>addBean()
          .id(NodeReadiness.class.getName() + ' ' + actor)
          .beanClass(NodeReadiness.class)
          .types(HealthCheck.class, Object.class)
          .qualifiers(Readiness.Literal.INSTANCE, OfActor.Literal.of(actor))
          .scope(ApplicationScoped.class)
          .produceWith(
              instance -> new NodeReadiness(actor, instance.select(NodeManager.class).get()));
    }
  }
}
