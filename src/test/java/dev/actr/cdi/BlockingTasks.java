package dev.actr.cdi;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Tasks of a test that wait for each other. Each has a thread of its own: the common pool has one
 * thread on a machine with two cores, and from Java 25 on it is what a task without an executor
 * gets.
 */
public final class BlockingTasks {
  private static final Executor THREAD_EACH =
      task -> {
        Thread thread = new Thread(task, "blocking task");
        thread.setDaemon(true);
        thread.start();
      };

  private BlockingTasks() {}

  public static CompletableFuture<Void> run(Runnable task) {
    return CompletableFuture.runAsync(task, THREAD_EACH);
  }

  public static <T> CompletableFuture<T> supply(Supplier<T> task) {
    return CompletableFuture.supplyAsync(task, THREAD_EACH);
  }
}
