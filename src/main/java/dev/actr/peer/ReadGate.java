package dev.actr.peer;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stops reading from a peer while the receiver has no room for what it was given. Thread-safe, but
 * {@link #await} is called by one thread at a time.
 */
public final class ReadGate {

  private final AtomicInteger withoutRoom = new AtomicInteger();
  private final Runnable close;
  private final Runnable open;

  /**
   * An open gate.
   *
   * @param close stops reading
   * @param open reads on; called on the thread on which there is room again
   */
  public ReadGate(Runnable close, Runnable open) {
    this.close = close;
    this.open = open;
  }

  /** Whether the receiver has room for all that it was given. */
  public boolean isOpen() {
    return withoutRoom.get() == 0;
  }

  /**
   * Reads no further until there is room.
   *
   * @param room done when the receiver has room for more than it was just given
   */
  public void await(CompletionStage<Void> room) {
    if (room.toCompletableFuture().isDone()) {
      return;
    }
    if (withoutRoom.getAndIncrement() == 0) {
      close.run();
    }
    room.whenComplete(
        (done, failure) -> {
          if (withoutRoom.decrementAndGet() == 0) {
            open.run();
          }
        });
  }
}
