package dev.actr.net;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Deadlines of futures on a timer of the application's own. {@link CompletableFuture#orTimeout} has
 * a thread that outlives the application and keeps its class loader.
 */
public final class Deadlines {

  private Deadlines() {}

  /**
   * Fails a future that is not done in time.
   *
   * @param timer runs the failure, which must not block
   * @param future to fail
   * @param timeout from now
   * @param failure made only when it is needed
   */
  public static void set(
      ScheduledExecutorService timer,
      CompletableFuture<?> future,
      Duration timeout,
      Supplier<? extends Throwable> failure) {
    ScheduledFuture<?> expiry =
        timer.schedule(
            () -> future.completeExceptionally(failure.get()),
            timeout.toMillis(),
            TimeUnit.MILLISECONDS);
    future.whenComplete((done, thrown) -> expiry.cancel(false));
  }
}
