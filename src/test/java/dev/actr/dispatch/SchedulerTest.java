package dev.actr.dispatch;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SchedulerTest extends SchedulerFixture {

  @Test
  void aJobThatThrowsStopsNothing() {
    scheduler.offer(
        job(
            "a",
            false,
            () -> {
              throw new AssertionError("on purpose");
            }));
    offer("a", "a");
    offer("alone", null);
    letGo("a", "alone");
    awaitEnded("a", "alone");
  }

  @Test
  void afterTheExecutorsEndNothingIsThrownAndAnotherOneMayTakeOver() {
    Queue<Runnable> tasks = new ArrayDeque<>();
    AtomicBoolean over = new AtomicBoolean(true);
    scheduler =
        new Scheduler(
            task -> {
              if (over.get()) {
                throw new RejectedExecutionException();
              }
              tasks.add(task);
            },
            timer,
            8,
            NO_SOURCE);
    letGo("1", "2");
    offer("1", null);
    assertThat(scheduler.waiting()).isEqualTo(1);
    over.set(false);
    offer("2", null);
    tasks.remove().run();
    assertThat(ended).containsExactly("1", "2");
  }

  @Test
  void aSourceThatBlocksHoldsUpNoJobThatIsOffered() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    CountDownLatch blocked = new CountDownLatch(1);
    AtomicBoolean ready = new AtomicBoolean(true);
    scheduler =
        new Scheduler(
            threads,
            timer,
            1,
            source(
                () -> ready.getAndSet(false),
                () -> {
                  blocked.countDown();
                  pass(gate);
                  scheduler.add(job("stored", null, false));
                }));
    letGo("1", "2", "stored");
    offer("1", null);
    assertThat(blocked.await(20, SECONDS)).isTrue();
    offer("2", null);

    awaitEnded("1", "2");
    gate.countDown();
    awaitEnded("1", "2", "stored");
  }

  /** Many threads at a time, with pauses in which the scheduler's thread comes to rest. */
  @Test
  void whateverManyThreadsOfferRunsOnceInTheOrderOfEach() throws Exception {
    int offering = 4;
    int each = 2000;
    Map<Integer, List<Integer>> ran = new ConcurrentHashMap<>();
    Semaphore done = new Semaphore(0);
    for (int t = 0; t < offering; t++) {
      int thread = t;
      ran.put(thread, new CopyOnWriteArrayList<>());
      threads.execute(
          () -> {
            Random random = new Random(thread);
            for (int i = 0; i < each; i++) {
              int number = i;
              scheduler.offer(
                  job(
                      thread == 0 ? null : thread,
                      false,
                      () -> {
                        ran.get(thread).add(number);
                        done.release();
                      }));
              if (random.nextInt(20) == 0) {
                LockSupport.parkNanos(random.nextInt(50_000));
              }
            }
          });
    }

    assertThat(done.tryAcquire(offering * each, 60, SECONDS)).isTrue();
    List<Integer> order = IntStream.range(0, each).boxed().toList();
    assertThat(ran.values()).allSatisfy(numbers -> assertThat(numbers).isEqualTo(order));
    await().until(scheduler::isIdle);
    assertThat(scheduler.waiting()).isZero();
  }

  /** A job that is offered while the thread gives up waiting for one, at whatever point of that. */
  @Test
  void noJobIsLostThatComesAsTheThreadIsGivenBack() {
    AtomicInteger ran = new AtomicInteger();
    Random random = new Random(1);
    for (int i = 1; i <= 10_000; i++) {
      int all = i;
      scheduler.offer(job(null, false, ran::incrementAndGet));
      for (int spin = 0; spin < 100_000 && ran.get() < all; spin++) {
        Thread.onSpinWait();
      }
      if (ran.get() < all) {
        await().untilAsserted(() -> assertThat(ran).hasValue(all));
      }
      for (int pause = random.nextInt(2 * Scheduler.LOOKS + 1); pause > 0; pause--) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void oneThatAlwaysHasAJobDoesNotKeepAThreadFromAnother() {
    ExecutorService one = Executors.newSingleThreadExecutor();
    try {
      Scheduler busy = new Scheduler(one, timer, 1, NO_SOURCE);
      scheduler = new Scheduler(one, timer, 1, NO_SOURCE);
      AtomicBoolean over = new AtomicBoolean();
      busy.offer(endless(busy, over));
      letGo("other");
      offer("other", null);

      awaitEnded("other");
      over.set(true);
      await().until(busy::isIdle);
    } finally {
      one.shutdownNow();
    }
  }

  private static Job endless(Scheduler scheduler, AtomicBoolean over) {
    return job(
        null,
        false,
        () -> {
          if (!over.get()) {
            scheduler.offer(endless(scheduler, over));
          }
        });
  }

  @Test
  void itIsKnownWhetherAsManyWaitAsMustNot() {
    assertThat(scheduler.waitsLessThan(1)).isTrue();
    offer("1", null);
    awaitBegun("1");
    assertThat(scheduler.waitsLessThan(1)).isTrue();
    offer("2", null);
    offer("3", null);
    assertThat(scheduler.waitsLessThan(3)).isTrue();
    assertThat(scheduler.waitsLessThan(2)).isFalse();
    assertThat(scheduler.waiting()).isEqualTo(2);
    letGo("1", "2");
    awaitBegun("1", "2", "3");
    offer("4", null);
    assertThat(scheduler.waitsLessThan(2)).isTrue();
    assertThat(scheduler.waitsLessThan(1)).isFalse();
  }

  @Test
  void afterItsEndItRunsWhatCameBeforeAndTakesNoMore() {
    offer("1", null);
    offer("2", null);
    awaitBegun("1");
    scheduler.end();

    assertThat(scheduler.offer(job("late", null, false))).isFalse();
    assertThat(scheduler.isIdle()).isFalse();
    letGo("1", "2", "late");
    await().until(scheduler::isIdle);
    assertThat(ended).containsExactly("1", "2");
  }

  @Test
  void whatHasNotBegunIsDroppedAtTheClose() {
    offer("running", null);
    awaitBegun("running");
    List<String> dropped = new CopyOnWriteArrayList<>();
    for (Object key : Arrays.asList(null, "a")) {
      scheduler.offer(dropped(key, "offered " + key, dropped));
      scheduler.add(dropped(key, "added " + key, dropped));
    }
    scheduler.close();
    scheduler.add(dropped(null, "late", dropped));

    assertThat(dropped)
        .containsExactly("offered null", "added null", "offered a", "added a", "late");
    assertThat(scheduler.waiting()).isZero();
    assertThat(scheduler.isIdle()).isFalse();
    letGo("running");
    await().until(scheduler::isIdle);
  }

  private static Job dropped(Object key, String name, List<String> dropped) {
    return new Job(key, false) {
      @Override
      void run() {}

      @Override
      void dropped() {
        dropped.add(name);
      }
    };
  }
}
