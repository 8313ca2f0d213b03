package dev.actr.cdi;

import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.node.ActorNode;
import dev.actr.node.NodeState;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/** Whether an actor's node serves: UP exactly while its state is READY. */
final class NodeReadiness implements HealthCheck {

  private final String actor;
  private final NodeManager manager;

  NodeReadiness(String actor, NodeManager manager) {
    this.actor = actor;
    this.manager = manager;
  }

  @Override
  public HealthCheckResponse call() {
    ManagedNode managed = manager.nodes().get(actor);
    if (managed == null) {
      return response(actor, true, NodeState.INITIALIZING, Optional.empty(), Optional.empty());
    }
    return response(
        actor,
        managed.settings().healthEnabled(),
        managed.node().map(ActorNode::state).orElse(NodeState.CRASHED),
        managed.node().flatMap(node -> node.node().id()),
        managed.failure());
  }

  static HealthCheckResponse response(
      String actor,
      boolean enabled,
      NodeState state,
      Optional<ActrId> id,
      Optional<ActrException> failure) {
    HealthCheckResponseBuilder response =
        HealthCheckResponse.named("actr-" + actor)
            .status(!enabled || state == NodeState.READY)
            .withData("state", state.name());
    id.ifPresent(known -> response.withData("id", known.toString()));
    failure.ifPresent(
        reason -> response.withData("reason", reason.kind() + ": " + reason.getMessage()));
    return response.build();
  }
}
