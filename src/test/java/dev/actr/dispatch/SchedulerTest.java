package dev.actr.dispatch;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.actr.dispatch.Scheduler.Source;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SchedulerTest {

  private static final Source NO_SOURCE =
      new Source() {
        @Override
        public boolean isReady() {
          return false;
        }

        @Override
        public void refill() {}
      };

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final List<String> begun = new CopyOnWriteArrayList<>();
  private final List<String> ended = new CopyOnWriteArrayList<>();
  private final Map<String, CountDownLatch> gates = new ConcurrentHashMap<>();
  private final Map<String, Job> jobs = new ConcurrentHashMap<>();
  private Scheduler scheduler = new Scheduler(threads, timer, 8, NO_SOURCE);

  @AfterEach
  void end() {
    gates.values().forEach(CountDownLatch::countDown);
    threads.shutdownNow();
    timer.shutdownNow();
  }

  private static Job job(Object key, boolean high, Runnable task) {
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
  private Job job(String name, Object key, boolean high) {
    CountDownLatch gate = gates.computeIfAbsent(name, n -> new CountDownLatch(1));
    Job job =
        job(
            key,
            high,
            () -> {
              begun.add(name);
              try {
                gate.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              ended.add(name);
            });
    jobs.put(name, job);
    return job;
  }

  private void offer(String name, Object key) {
    scheduler.offer(job(name, key, false));
  }

  private void letGo(String... names) {
    for (String name : names) {
      gates.computeIfAbsent(name, n -> new CountDownLatch(1)).countDown();
    }
  }

  private void awaitBegun(String... names) {
    await().untilAsserted(() -> assertThat(begun).containsExactlyInAnyOrder(names));
  }

  private void awaitEnded(String... names) {
    await().untilAsserted(() -> assertThat(ended).containsExactlyInAnyOrder(names));
  }

  @Test
  void differentKeysOverlapAndEqualOnesKeepTheirOrder() {
    offer("a1", "a");
    offer("a2", "a");
    offer("b1", "b");
    awaitBegun("a1", "b1");
    letGo("b1");
    awaitEnded("b1");
    assertThat(begun).doesNotContain("a2");
    letGo("a1");
    awaitBegun("a1", "b1", "a2");
  }

  @Test
  void noMoreRunThanMay() {
    scheduler = new Scheduler(threads, timer, 2, NO_SOURCE);
    for (String key : List.of("a", "b", "c", "d")) {
      offer(key, key);
    }
    awaitBegun("a", "b");
    assertThat(scheduler.waiting()).isEqualTo(2);
    letGo("a");
    awaitBegun("a", "b", "c");
    letGo("b");
    awaitBegun("a", "b", "c", "d");
  }

  /** One that keeps sending does not keep the others waiting. */
  @Test
  void keysTakeTurns() {
    scheduler = new Scheduler(threads, timer, 1, NO_SOURCE);
    offer("first", "x");
    awaitBegun("first");
    List<String> all = List.of("a1", "a2", "a3", "b1", "c1", "b2");
    all.forEach(name -> offer(name, name.substring(0, 1)));
    letGo("first");
    all.forEach(this::letGo);
    await().until(() -> ended.size() == 7);
    assertThat(ended).containsExactly("first", "a1", "b1", "c1", "a2", "b2", "a3");
  }

  @Test
  void aJobWithoutKeyRunsAfterAllBeforeItAndBeforeAllAfterIt() {
    offer("a1", "a");
    offer("a2", "a");
    offer("alone", null);
    offer("b1", "b");
    awaitBegun("a1");
    letGo("a1");
    awaitBegun("a1", "a2");
    letGo("a2");
    awaitBegun("a1", "a2", "alone");
    letGo("alone");
    awaitBegun("a1", "a2", "alone", "b1");
  }

  @Test
  void withoutKeysJobsRunOneAtATimeInTheirOrder() {
    List<String> names = List.of("1", "2", "3", "4");
    names.forEach(name -> offer(name, null));
    awaitBegun("1");
    names.forEach(this::letGo);
    await().until(() -> ended.size() == 4);
    assertThat(begun).isEqualTo(names);
    assertThat(scheduler.waiting()).isZero();
  }

  @Test
  void highPriorityOvertakesWhatHasNotBegun() {
    scheduler = new Scheduler(threads, timer, 1, NO_SOURCE);
    offer("running", "a");
    awaitBegun("running");
    offer("keyed", "b");
    offer("alone", null);
    scheduler.offer(job("high alone", null, true));
    scheduler.offer(job("high keyed", "b", true));
    letGo("running", "keyed", "alone", "high alone", "high keyed");
    await().until(() -> ended.size() == 5);
    assertThat(ended).containsExactly("running", "high alone", "high keyed", "keyed", "alone");
  }

  /** Also those that came long before, and would run alone next. */
  @Test
  void highPriorityOvertakesWhatHasWaitedForLong() {
    for (String name : List.of("1", "2", "3")) {
      offer(name, null);
    }
    letGo("1");
    awaitBegun("1", "2");
    scheduler.offer(job("high", null, true));
    letGo("2", "3", "high");
    await().until(() -> ended.size() == 4);
    assertThat(ended).containsExactly("1", "2", "high", "3");
  }

  @Test
  void whatARunningJobWaitsForDoesNotWaitForThoseThatWaitForIt() {
    scheduler = new Scheduler(threads, timer, 1, NO_SOURCE);
    offer("parent", "a");
    awaitBegun("parent");
    offer("barrier", null);
    scheduler.offer(job("high barrier", null, true));
    assertThat(scheduler.offerAwaited(job("child", "b", false), jobs.get("parent"))).isTrue();
    awaitBegun("parent", "child");
    letGo("child");
    awaitEnded("child");
    scheduler.resume(jobs.get("parent"));
    letGo("parent", "high barrier", "barrier");
    await().until(() -> ended.size() == 4);
    assertThat(ended).containsExactly("child", "parent", "high barrier", "barrier");
  }

  @Test
  void aWaitForOneselfIsRefused() {
    offer("keyed", "a");
    awaitBegun("keyed");
    Job keyed = jobs.get("keyed");
    assertThat(scheduler.offerAwaited(job("same key", "a", false), keyed)).isFalse();
    assertThat(scheduler.offerAwaited(job("no key", null, false), keyed)).isFalse();
    letGo("keyed");
    offer("alone", null);
    awaitBegun("keyed", "alone");
    assertThat(scheduler.offerAwaited(job("any", "b", false), jobs.get("alone"))).isFalse();
    letGo("alone");
    awaitEnded("keyed", "alone");
    assertThat(scheduler.waiting()).isZero();
  }

  @Test
  void aWaitForOneselfByWayOfOthersIsRefused() {
    offer("a", "a");
    offer("b", "b");
    offer("c", "c");
    awaitBegun("a", "b", "c");
    assertThat(scheduler.offerAwaited(job("a to b", "b", false), jobs.get("a"))).isTrue();
    assertThat(scheduler.offerAwaited(job("b to c", "c", false), jobs.get("b"))).isTrue();
    assertThat(scheduler.offerAwaited(job("c to a", "a", false), jobs.get("c"))).isFalse();
    // What b waits for is answered, and so b ends, and so what a waits for begins.
    letGo("c", "b to c");
    awaitEnded("c", "b to c");
    scheduler.resume(jobs.get("b"));
    letGo("b");
    awaitBegun("a", "b", "c", "b to c", "a to b");
  }

  /** The one that waits has not looked yet; that is no reason to refuse another. */
  @Test
  void aWaitThatHasEndedIsNoCycle() {
    offer("a", "a");
    awaitBegun("a");
    assertThat(scheduler.offerAwaited(job("child", "b", false), jobs.get("a"))).isTrue();
    letGo("child");
    awaitEnded("child");
    offer("b", "b");
    awaitBegun("a", "child", "b");
    assertThat(scheduler.offerAwaited(job("b to a", "a", false), jobs.get("b"))).isTrue();
    scheduler.resume(jobs.get("a"));
    letGo("a");
    awaitBegun("a", "child", "b", "b to a");
  }

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

  /** Against a model: whatever the mix, no two conflicting jobs overlap and none is lost. */
  @Test
  void ofAnyMixNoTwoThatConflictOverlapAndAllRunInOrder() throws Exception {
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      int concurrency = 1 + random.nextInt(4);
      scheduler = new Scheduler(threads, timer, concurrency, NO_SOURCE);
      Map<Object, AtomicInteger> inside = new ConcurrentHashMap<>();
      AtomicInteger running = new AtomicInteger();
      Queue<String> wrong = new ConcurrentLinkedQueue<>();
      Map<Object, Queue<Integer>> order = new ConcurrentHashMap<>();
      Map<Object, List<Integer>> offered = new ConcurrentHashMap<>();
      Semaphore done = new Semaphore(0);
      int count = 500;
      for (int i = 0; i < count; i++) {
        int number = i;
        Object key = random.nextInt(10) == 0 ? null : random.nextInt(5);
        Object name = key == null ? "alone" : key;
        offered.computeIfAbsent(name, k -> new ArrayList<>()).add(number);
        scheduler.offer(
            job(
                key,
                false,
                () -> {
                  int beside = running.incrementAndGet();
                  if (beside > (key == null ? 1 : concurrency)
                      || inside.computeIfAbsent(name, k -> new AtomicInteger()).incrementAndGet()
                          > 1) {
                    wrong.add(number + " overlaps");
                  }
                  order.computeIfAbsent(name, k -> new ConcurrentLinkedQueue<>()).add(number);
                  Thread.yield();
                  inside.get(name).decrementAndGet();
                  running.decrementAndGet();
                  done.release();
                }));
      }
      done.acquire(count);
      assertThat(wrong).isEmpty();
      offered.forEach(
          (key, numbers) -> assertThat(order.get(key)).containsExactlyElementsOf(numbers));
    }
  }

  private static void pass(CountDownLatch gate) {
    try {
      gate.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A job that what the application has made depend on it follows on. */
  private Job followed(Object key, Runnable follow) {
    return new Job(key, false) {
      @Override
      void run() {}

      @Override
      void follow() {
        follow.run();
      }

      @Override
      boolean isFollowedByApplication() {
        return true;
      }

      @Override
      void dropped() {}
    };
  }

  @Test
  void whatFollowsOnAJobRunsOnItsThreadOnceItHoldsUpNoOther() {
    AtomicInteger running = new AtomicInteger(-1);
    CompletableFuture<Thread> thread = new CompletableFuture<>();
    scheduler.offer(
        followed(
            null,
            () -> {
              running.set(scheduler.running());
              thread.complete(Thread.currentThread());
            }));

    assertThat(thread).succeedsWithin(20, SECONDS);
    assertThat(running).hasValue(0);
  }

  @Test
  void whatFollowsOnAJobAndBlocksHoldsUpNoOther() {
    CountDownLatch gate = new CountDownLatch(1);
    CountDownLatch blocked = new CountDownLatch(100);
    for (int i = 0; i < 100; i++) {
      scheduler.offer(
          followed(
              null,
              () -> {
                blocked.countDown();
                pass(gate);
              }));
    }
    letGo("next");
    offer("next", null);

    awaitEnded("next");
    await().untilAsserted(() -> assertThat(blocked.getCount()).isZero());
    gate.countDown();
  }

  @Test
  void whatFollowsOnAJobAndBlocksKeepsNoRequestInTheMailbox() {
    CountDownLatch gate = new CountDownLatch(1);
    AtomicBoolean stored = new AtomicBoolean(true);
    letGo("next");
    scheduler =
        new Scheduler(
            threads,
            timer,
            1,
            new Source() {
              @Override
              public boolean isReady() {
                return stored.get();
              }

              @Override
              public void refill() {
                if (gate.getCount() == 1 && scheduler.running() == 0 && stored.getAndSet(false)) {
                  scheduler.add(job("next", null, false));
                }
              }
            });
    scheduler.offer(followed(null, () -> pass(gate)));

    awaitEnded("next");
    gate.countDown();
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
            new Source() {
              @Override
              public boolean isReady() {
                return ready.getAndSet(false);
              }

              @Override
              public void refill() {
                blocked.countDown();
                pass(gate);
                scheduler.add(job("stored", null, false));
              }
            });
    letGo("1", "2", "stored");
    offer("1", null);
    assertThat(blocked.await(20, SECONDS)).isTrue();
    offer("2", null);

    awaitEnded("1", "2");
    gate.countDown();
    awaitEnded("1", "2", "stored");
  }

  @Test
  void aThreadThatComesBackLateGoesOnBesideTheOneThatReplacedIt() {
    CountDownLatch gate = new CountDownLatch(1);
    scheduler.offer(followed(null, () -> pass(gate)));
    offer("1", null);
    await().until(() -> begun.contains("1"));
    gate.countDown();
    for (String name : List.of("2", "3")) {
      offer(name, null);
    }
    letGo("1", "2", "3");
    awaitEnded("1", "2", "3");
    assertThat(begun).containsExactly("1", "2", "3");
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
