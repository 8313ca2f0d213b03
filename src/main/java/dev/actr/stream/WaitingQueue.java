package dev.actr.stream;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What waits for a handler that is behind, in the order of arrival. Thread-safe.
 *
 * <p>It takes what is offered even when it is full, and tells the sender when to go on: what has
 * arrived on a connection cannot be sent back, only its next read can be put off.
 *
 * @param <T> what waits
 */
final class WaitingQueue<T> {

  private static final CompletionStage<Void> AT_ONCE = CompletableFuture.completedFuture(null);

  private final int capacity;
  private final Queue<T> items = new ArrayDeque<>();
  private List<CompletableFuture<Void>> waiting = new ArrayList<>();

  /**
   * An empty queue.
   *
   * @param capacity from which on senders are told to wait
   */
  WaitingQueue(int capacity) {
    this.capacity = capacity;
  }

  /**
   * Adds to the end.
   *
   * @param item not null
   * @return done when the sender may go on
   */
  synchronized CompletionStage<Void> offer(T item) {
    items.add(item);
    if (items.size() < capacity) {
      return AT_ONCE;
    }
    CompletableFuture<Void> room = new CompletableFuture<>();
    waiting.add(room);
    return room;
  }

  /**
   * Takes the first item.
   *
   * @return null if there is none
   */
  T poll() {
    T item;
    List<CompletableFuture<Void>> released = List.of();
    synchronized (this) {
      item = items.poll();
      // Half of the room first, so that senders do not go on for one message at a time.
      if (!waiting.isEmpty() && items.size() <= capacity / 2) {
        released = waiting;
        waiting = new ArrayList<>();
      }
    }
    released.forEach(room -> room.complete(null));
    return item;
  }

  /** How many items wait. */
  synchronized int size() {
    return items.size();
  }
}
