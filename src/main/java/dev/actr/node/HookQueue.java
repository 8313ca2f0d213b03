package dev.actr.node;

import dev.actr.dispatch.SerialExecutor;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * The hooks of one node, in the order of what they report: one queue, one delivery at a time.
 * Enqueueing never blocks and never drops.
 */
final class HookQueue {

  private final SerialExecutor serial;
  private final HookDelivery delivery;

  HookQueue(Executor executor, HookDelivery delivery) {
    this.serial = new SerialExecutor(executor);
    this.delivery = delivery;
  }

  /**
   * Adds an event.
   *
   * @return done when it is delivered; fails with the first failure of its receivers
   */
  CompletableFuture<Void> enqueue(HookEvent event) {
    CompletableFuture<Void> delivered = new CompletableFuture<>();
    serial.execute(
        () -> {
          try {
            delivery.deliver(event);
            delivered.complete(null);
          } catch (Throwable failure) {
            delivered.completeExceptionally(failure);
          }
        });
    return delivered;
  }

  /** Done when everything enqueued before is delivered. */
  CompletableFuture<Void> flush() {
    CompletableFuture<Void> flushed = new CompletableFuture<>();
    serial.execute(() -> flushed.complete(null));
    return flushed;
  }

  /** For how long the current delivery has been running, in nanoseconds. */
  long runningNanos() {
    return serial.runningNanos();
  }
}
