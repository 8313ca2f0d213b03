package dev.actr.dispatch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntSupplier;

/** Tells the actor and its senders that more wait than should. Thread-safe. */
final class Backlog {

  private static final CompletionStage<Void> AT_ONCE = CompletableFuture.completedFuture(null);

  private final DispatchConfig config;
  private final IntSupplier waiting;
  private final IntSupplier unhandled;
  private final DispatchEvents events;
  private final AtomicBoolean above = new AtomicBoolean();
  private final List<CompletableFuture<Void>> senders = new ArrayList<>();
  private volatile boolean senderWaits;

  /**
   * Nothing waits yet.
   *
   * @param waiting how many requests wait for the handler, negative if that cannot be told just now
   * @param unhandled those that wait, and those still on their way into the mailbox
   */
  Backlog(
      DispatchConfig config, IntSupplier waiting, IntSupplier unhandled, DispatchEvents events) {
    this.config = config;
    this.waiting = waiting;
    this.unhandled = unhandled;
    this.events = events;
  }

  /** Less wait: as a rule nobody wants to know. */
  void shrunk() {
    if (above.get() || senderWaits) {
      changed();
    }
  }

  /** Something came to wait, or waits no more. */
  void changed() {
    int now = waiting.getAsInt();
    if (now < config.backpressureThreshold()) {
      if (now >= 0 && above.get()) {
        above.set(false);
      }
    } else if (above.compareAndSet(false, true)) {
      events.backpressure(now);
    }
    // Half of the room first, so that senders do not go on for one message at a time.
    if (senderWaits && unhandled.getAsInt() <= config.capacity() / 2) {
      release();
    }
  }

  private void release() {
    List<CompletableFuture<Void>> released;
    synchronized (senders) {
      released = List.copyOf(senders);
      senders.clear();
      senderWaits = false;
    }
    released.forEach(room -> room.complete(null));
  }

  /** Done when a sender may go on. */
  CompletionStage<Void> room() {
    if (unhandled.getAsInt() < config.capacity()) {
      return AT_ONCE;
    }
    CompletableFuture<Void> room = new CompletableFuture<>();
    synchronized (senders) {
      senders.add(room);
      senderWaits = true;
    }
    // It may have become less meanwhile.
    changed();
    return room;
  }
}
