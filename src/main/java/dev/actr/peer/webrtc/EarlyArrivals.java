package dev.actr.peer.webrtc;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * What has come on a link before its node knows the link, and waits until then. The peer may know
 * of it first. Thread-safe.
 */
final class EarlyArrivals {

  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private boolean released;

  /**
   * Delivers at once, or in its turn.
   *
   * @param delivery what to do
   * @return done when the receiver has room for more
   */
  CompletableFuture<Void> pass(Supplier<? extends CompletionStage<Void>> delivery) {
    synchronized (this) {
      if (!released) {
        CompletableFuture<Void> room = new CompletableFuture<>();
        waiting.add(() -> delivery.get().whenComplete((done, failure) -> room.complete(null)));
        return room;
      }
    }
    return delivery.get().toCompletableFuture();
  }

  /** Delivers what waits, and all that comes from now on. */
  void release() {
    while (true) {
      Runnable next;
      synchronized (this) {
        next = waiting.poll();
        if (next == null) {
          released = true;
          return;
        }
      }
      next.run();
    }
  }

  /** Forgets what waits. */
  synchronized void drop() {
    waiting.clear();
  }
}
