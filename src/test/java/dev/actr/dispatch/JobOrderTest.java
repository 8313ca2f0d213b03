package dev.actr.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Which jobs run when, on the threads of a scheduler. */
class JobOrderTest extends SchedulerFixture {

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
}
