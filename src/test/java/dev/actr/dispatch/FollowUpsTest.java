package dev.actr.dispatch;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FollowUpsTest extends SchedulerFixture {

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
            source(
                stored::get,
                () -> {
                  if (gate.getCount() == 1 && scheduler.running() == 0 && stored.getAndSet(false)) {
                    scheduler.add(job("next", null, false));
                  }
                }));
    scheduler.offer(followed(null, () -> pass(gate)));

    awaitEnded("next");
    gate.countDown();
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
}
