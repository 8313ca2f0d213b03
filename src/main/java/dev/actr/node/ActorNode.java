package dev.actr.node;

import dev.actr.ActorContext;
import dev.actr.ActrException;
import dev.actr.ErrorKind;
import dev.actr.NodeEvent;
import dev.actr.Workload;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One actor's node. */
public final class ActorNode {

  private final NodeConfig config;

  public ActorNode(NodeConfig config, Workload workload, NodeEnvironment environment) {
    this.config = config;
  }

  /** Starts; done when READY, failed when CRASHED. Never blocks. */
  public CompletionStage<Void> start() {
    return CompletableFuture.failedFuture(
        new ActrException(ErrorKind.NOT_IMPLEMENTED, "being built"));
  }

  /** Drains and stops; idempotent; never fails; never blocks. */
  public CompletionStage<Void> stop() {
    return CompletableFuture.completedFuture(null);
  }

  public NodeConfig config() {
    return config;
  }

  public NodeState state() {
    return NodeState.INITIALIZING;
  }

  /** Why the node is CRASHED. */
  public Optional<ActrException> failure() {
    return Optional.empty();
  }

  /** Whether it has ever been registered. */
  public boolean isRegistered() {
    return false;
  }

  /** Whether hooks and handlers make progress: false when the hook queue's task is stuck. */
  public boolean isProgressing() {
    return true;
  }

  /** The bound port of the WebSocket listener. */
  public OptionalInt listenerPort() {
    return OptionalInt.empty();
  }

  public NodeEvent node() {
    return new NodeEvent(config.name(), Optional.empty());
  }

  /** A context of the node itself, without caller. */
  public ActorContext context() {
    throw new ActrException(ErrorKind.NOT_IMPLEMENTED, "being built");
  }
}
