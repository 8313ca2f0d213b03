package dev.actr.cdi;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;

/** Whether a restart of the process would help: I/O or a node's hooks make no progress. */
@Liveness
@ApplicationScoped
class NodeLiveness implements HealthCheck {

  @Inject NodeManager manager;

  @Override
  public HealthCheckResponse call() {
    List<String> stuck =
        manager.nodes().values().stream()
            .filter(node -> node.settings().healthEnabled())
            .filter(node -> !node.isProgressing())
            .map(ManagedNode::name)
            .toList();
    HealthCheckResponseBuilder response =
        HealthCheckResponse.named("actr-liveness")
            .status(stuck.isEmpty() && manager.isIoProgressing());
    if (!stuck.isEmpty()) {
      response.withData("stuck", String.join(", ", stuck));
    }
    return response.build();
  }
}
