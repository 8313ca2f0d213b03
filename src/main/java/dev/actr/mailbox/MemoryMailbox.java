package dev.actr.mailbox;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A queue in memory: those of high priority first, in the order of arrival within a priority.
 * Thread-safe.
 *
 * <p>It takes what is offered even when it is full, and tells the sender when to go on: what has
 * arrived on a connection cannot be sent back, only its next read can be put off.
 *
 * @param <T> what waits
 */
public final class MemoryMailbox<T> {

  private static final CompletionStage<Void> AT_ONCE = CompletableFuture.completedFuture(null);

  private final int capacity;
  private final Queue<T> high = new ArrayDeque<>();
  private final Queue<T> normal = new ArrayDeque<>();
  private List<CompletableFuture<Void>> waiting = new ArrayList<>();

  /**
   * An empty mailbox.
   *
   * @param capacity from which on senders are told to wait
   */
  public MemoryMailbox(int capacity) {
    this.capacity = capacity;
  }

  /**
   * Adds to the end of a priority.
   *
   * @param item not null
   * @param highPriority ahead of all that have not this priority
   * @return done when the sender may go on
   */
  public synchronized CompletionStage<Void> offer(T item, boolean highPriority) {
    (highPriority ? high : normal).add(item);
    if (size() < capacity) {
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
  public T poll() {
    T item;
    List<CompletableFuture<Void>> released = List.of();
    synchronized (this) {
      item = high.isEmpty() ? normal.poll() : high.poll();
      // Half of the room first, so that senders do not go on for one message at a time.
      if (!waiting.isEmpty() && size() <= capacity / 2) {
        released = waiting;
        waiting = new ArrayList<>();
      }
    }
    released.forEach(room -> room.complete(null));
    return item;
  }

  /** How many items wait. */
  public synchronized int size() {
    return high.size() + normal.size();
  }
}
