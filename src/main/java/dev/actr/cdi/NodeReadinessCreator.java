package dev.actr.cdi;

import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.build.compatible.spi.Parameters;
import jakarta.enterprise.inject.build.compatible.spi.SyntheticBeanCreator;
import org.eclipse.microprofile.health.HealthCheck;

/** Makes an actor's readiness check, where the build has found the actors. */
public final class NodeReadinessCreator implements SyntheticBeanCreator<HealthCheck> {

  static final String ACTOR = "actor";

  /** Called by the container. */
  public NodeReadinessCreator() {}

  @Override
  public HealthCheck create(Instance<Object> lookup, Parameters parameters) {
    return new NodeReadiness(
        parameters.get(ACTOR, String.class), lookup.select(NodeManager.class).get());
  }
}
