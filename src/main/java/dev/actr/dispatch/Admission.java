package dev.actr.dispatch;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** Whether requests are admitted, and when all that were are finished. Thread-safe. */
final class Admission {

  private final BooleanSupplier idle;
  private final AtomicInteger unfinished = new AtomicInteger();
  private final CompletableFuture<Void> drained = new CompletableFuture<>();
  private volatile boolean open;
  private volatile boolean ended;
  private volatile boolean halted;

  /**
   * Admits none yet.
   *
   * @param idle whether nothing is left of those that are not counted here
   */
  Admission(BooleanSupplier idle) {
    this.idle = idle;
  }

  /**
   * Admits from now on, unless the end has come already.
   *
   * @param first what is to be there before any is admitted
   * @return whether it does
   */
  synchronized boolean open(Runnable first) {
    if (ended) {
      return false;
    }
    first.run();
    open = true;
    return true;
  }

  boolean isOpen() {
    return open;
  }

  /** Whether the end has come for those that were admitted, too. */
  boolean isHalted() {
    return halted;
  }

  /** Counts one if it is admitted, until it is {@link #finished}; false if it is not. */
  boolean admit() {
    // Counted first: who waits for the end either sees that or has closed before.
    begun();
    if (open) {
      return true;
    }
    finished();
    return false;
  }

  /** Counts one that comes of another, until it is {@link #finished}. */
  void begun() {
    unfinished.incrementAndGet();
  }

  void finished() {
    unfinished.decrementAndGet();
    checkDrained();
  }

  /** To be called after anything that the end may wait for. */
  void checkDrained() {
    if (ended && unfinished.get() == 0 && idle.getAsBoolean()) {
      drained.complete(null);
    }
  }

  /** Admits none any more. */
  synchronized void end() {
    open = false;
    ended = true;
  }

  /** Nor is any of those that were admitted to be handled. */
  synchronized void halt() {
    end();
    halted = true;
  }

  /** Done when all are finished, after the {@link #end}. */
  CompletableFuture<Void> drained() {
    return drained.copy();
  }
}
