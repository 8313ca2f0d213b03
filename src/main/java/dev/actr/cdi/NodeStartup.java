package dev.actr.cdi;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Startup;

/** Whether the application's actors have come up: each node has been registered once. */
@Startup
@ApplicationScoped
class NodeStartup implements HealthCheck {

  @Inject NodeManager manager;

  @Override
  public HealthCheckResponse call() {
    List<String> waiting =
        manager.nodes().values().stream()
            .filter(node -> node.settings().healthEnabled())
            .filter(node -> node.isStarted() && !node.isRegistered())
            .map(ManagedNode::name)
            .toList();
    HealthCheckResponseBuilder response =
        HealthCheckResponse.named("actr-startup").status(manager.isCreated() && waiting.isEmpty());
    if (!waiting.isEmpty()) {
      response.withData("waiting", String.join(", ", waiting));
    }
    return response.build();
  }
}
