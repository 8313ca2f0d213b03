package dev.actr.cdi;

import static dev.actr.cdi.CdiLog.LOG;

import dev.actr.ActrException;
import dev.actr.node.ActorNode;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** One actor's node, as the container manages it. */
final class ManagedNode {

  private final ActorSettings settings;
  private final AtomicBoolean started = new AtomicBoolean();
  private final Optional<ActorNode> node;
  private final Optional<ActrException> failure;
  private volatile boolean stopping;

  /**
   * Makes the node. If that fails, as user code may be involved, the node is there as one that
   * failed to start.
   */
  ManagedNode(ActorSettings settings, Supplier<ActorNode> factory) {
    this.settings = settings;
    ActorNode made = null;
    ActrException reason = null;
    try {
      made = factory.get();
    } catch (RuntimeException | Error e) {
      reason = ActrException.of(e);
    }
    this.node = Optional.ofNullable(made);
    this.failure = Optional.ofNullable(reason);
  }

  String name() {
    return settings.node().name();
  }

  ActorSettings settings() {
    return settings;
  }

  /** Empty if it could not even be made. */
  Optional<ActorNode> node() {
    return node;
  }

  /** Why it does not run, if it failed. */
  Optional<ActrException> failure() {
    return node.isPresent() ? node.get().failure() : failure;
  }

  /** Whether it was asked to start. */
  boolean isStarted() {
    return started.get();
  }

  boolean isRegistered() {
    return node.isPresent() && node.get().isRegistered();
  }

  boolean isProgressing() {
    return node.isEmpty() || node.get().isProgressing();
  }

  /** Starts it, the first time. Never blocks; a failure is logged. */
  void start() {
    if (started.compareAndSet(false, true)) {
      node.ifPresentOrElse(
          n ->
              n.start()
                  .whenComplete(
                      (done, e) -> {
                        // A start that the end of the application cuts short has not failed.
                        if (e != null && !stopping) {
                          LOG.startFailed(name(), ActrException.of(e).toString(), null);
                        }
                      }),
          () -> {
            ActrException reason = failure.orElseThrow();
            LOG.startFailed(name(), reason.toString(), reason);
          });
    }
  }

  CompletableFuture<Void> stop() {
    stopping = true;
    return node.map(n -> n.stop().toCompletableFuture())
        .orElseGet(() -> CompletableFuture.completedFuture(null));
  }
}
