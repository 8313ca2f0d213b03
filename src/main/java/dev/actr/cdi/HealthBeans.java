package dev.actr.cdi;

import dev.actr.event.OfActor;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.build.compatible.spi.SyntheticComponents;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import java.util.Collection;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.Readiness;

/**
 * Adds a readiness check for each actor, if MicroProfile Health, which is optional, is there. They
 * are dependent, as a proxy would need a constructor without parameters.
 */
final class HealthBeans {

  private HealthBeans() {}

  static void add(AfterBeanDiscovery event, Collection<String> actors) {
    if (!isHealthPresent()) {
      return;
    }
    for (String actor : actors) {
      event
          .<HealthCheck>addBean()
          .id(NodeReadiness.class.getName() + ' ' + actor)
          .beanClass(NodeReadiness.class)
          .types(HealthCheck.class, Object.class)
          .qualifiers(Readiness.Literal.INSTANCE, OfActor.Literal.of(actor))
          .scope(Dependent.class)
          .produceWith(
              instance -> new NodeReadiness(actor, LibraryBeans.find(instance, NodeManager.class)));
    }
  }

  static void add(SyntheticComponents components, Collection<String> actors) {
    if (!isHealthPresent()) {
      return;
    }
    for (String actor : actors) {
      components
          .addBean(HealthCheck.class)
          .type(HealthCheck.class)
          .type(Object.class)
          .qualifier(Readiness.Literal.INSTANCE)
          .qualifier(OfActor.Literal.of(actor))
          .scope(Dependent.class)
          .withParam(NodeReadinessCreator.ACTOR, actor)
          .createWith(NodeReadinessCreator.class);
    }
  }

  private static boolean isHealthPresent() {
    try {
      Class.forName(
          "org.eclipse.microprofile.health.HealthCheck", false, HealthBeans.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }
}
