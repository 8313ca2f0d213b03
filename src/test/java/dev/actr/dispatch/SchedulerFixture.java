package dev.actr.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.actr.dispatch.Scheduler.Source;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;

/** A scheduler on real threads, and jobs that run until the test lets them go. */
abstract class SchedulerFixture {

  static final Source NO_SOURCE = source(() -> false, () -> {});

  final ExecutorService threads = Executors.newCachedThreadPool();
  final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  final List<String> begun = new CopyOnWriteArrayList<>();
  final List<String> ended = new CopyOnWriteArrayList<>();
  private final Map<String, CountDownLatch> gates = new ConcurrentHashMap<>();
  final Map<String, Job> jobs = new ConcurrentHashMap<>();
  Scheduler scheduler = new Scheduler(threads, timer, 8, NO_SOURCE);

  @AfterEach
  void end() {
    gates.values().forEach(CountDownLatch::countDown);
    threads.shutdownNow();
    timer.shutdownNow();
  }

  static Source source(BooleanSupplier ready, Runnable refill) {
    return new Source() {
      @Override
      public boolean isReady() {
        return ready.getAsBoolean();
      }

      @Override
      public void refill() {
        refill.run();
      }
    };
  }

  static Job job(Object key, boolean high, Runnable task) {
    return new Job(key, high) {
      @Override
      void run() {
        task.run();
      }

      @Override
      void dropped() {}
    };
  }

  /** A job that runs until it is let go. */
  Job job(String name, Object key, boolean high) {
    CountDownLatch gate = gates.computeIfAbsent(name, n -> new CountDownLatch(1));
    Job job =
        job(
            key,
            high,
            () -> {
              begun.add(name);
              pass(gate);
              ended.add(name);
            });
    jobs.put(name, job);
    return job;
  }

  static void pass(CountDownLatch gate) {
    try {
      gate.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void offer(String name, Object key) {
    scheduler.offer(job(name, key, false));
  }

  void letGo(String... names) {
    for (String name : names) {
      gates.computeIfAbsent(name, n -> new CountDownLatch(1)).countDown();
    }
  }

  void awaitBegun(String... names) {
    await().untilAsserted(() -> assertThat(begun).containsExactlyInAnyOrder(names));
  }

  void awaitEnded(String... names) {
    await().untilAsserted(() -> assertThat(ended).containsExactlyInAnyOrder(names));
  }
}
