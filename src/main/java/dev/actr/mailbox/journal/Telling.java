package dev.actr.mailbox.journal;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Tells those whose records are stored. To wake many threads takes about as long as the disk does,
 * so this is done beside it when there is more to store.
 */
final class Telling {

  /** Who waits until what has been appended is stored. */
  record Waiter<T>(long message, CompletableFuture<T> result, T value) {
    void done() {
      result.complete(value);
    }
  }

  private final BlockingQueue<List<Waiter<?>>> batches = new LinkedBlockingQueue<>();
  private final Runnable afterEach;

  /**
   * Tells nobody yet.
   *
   * @param afterEach done after each batch
   */
  Telling(Runnable afterEach) {
    this.afterEach = afterEach;
  }

  /** Has them told on the thread that runs {@link #tellAll}; none ends it. */
  void add(List<Waiter<?>> batch) {
    batches.add(batch);
  }

  /** Tells until the end. */
  void tellAll() {
    try {
      for (List<Waiter<?>> batch = batches.take(); !batch.isEmpty(); batch = batches.take()) {
        batch.forEach(Waiter::done);
        afterEach.run();
      }
    } catch (InterruptedException e) {
      // Nobody interrupts it.
      Thread.currentThread().interrupt();
    }
  }
}
