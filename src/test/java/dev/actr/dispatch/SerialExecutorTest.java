package dev.actr.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SerialExecutorTest {

  private static final int BATCH = 64;

  private final ExecutorService threads = Executors.newFixedThreadPool(4);

  /** An executor whose one thread is the test's. */
  private static final class ByHand implements Executor {

    final Queue<Runnable> tasks = new ArrayDeque<>();

    @Override
    public void execute(Runnable task) {
      tasks.add(task);
    }

    void runOne() {
      tasks.remove().run();
    }
  }

  @AfterEach
  void close() {
    threads.shutdownNow();
  }

  @Test
  void tasksRunInTheirOrderAndNeverTwoAtATime() {
    SerialExecutor serial = new SerialExecutor(threads);
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<Integer> done = Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < 10_000; i++) {
      int number = i;
      serial.execute(
          () -> {
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            done.add(number);
            inside.decrementAndGet();
          });
    }
    await().until(() -> done.size() == 10_000);
    assertThat(done).isEqualTo(IntStream.range(0, 10_000).boxed().toList());
    assertThat(most).hasValue(1);
  }

  @Test
  void tasksOfSeveralThreadsKeepTheOrderOfEach() throws Exception {
    SerialExecutor serial = new SerialExecutor(threads);
    // Not thread-safe: one task at a time sees what the one before has done.
    List<int[]> done = new ArrayList<>();
    List<Thread> senders =
        IntStream.range(0, 4)
            .mapToObj(
                sender ->
                    new Thread(
                        () -> {
                          for (int i = 0; i < 2500; i++) {
                            int number = i;
                            serial.execute(() -> done.add(new int[] {sender, number}));
                          }
                        }))
            .toList();
    senders.forEach(Thread::start);
    for (Thread sender : senders) {
      sender.join();
    }
    CountDownLatch last = new CountDownLatch(1);
    serial.execute(last::countDown);
    last.await();

    assertThat(done).hasSize(10_000);
    for (int sender = 0; sender < 4; sender++) {
      int of = sender;
      assertThat(done.stream().filter(d -> d[0] == of).mapToInt(d -> d[1]))
          .containsExactlyElementsOf(IntStream.range(0, 2500).boxed().toList());
    }
  }

  @Test
  void aTaskThatThrowsDoesNotStopTheNext() {
    ByHand executor = new ByHand();
    SerialExecutor serial = new SerialExecutor(executor);
    List<String> done = new ArrayList<>();
    serial.execute(
        () -> {
          throw new IllegalStateException("on purpose");
        });
    serial.execute(
        () -> {
          throw new AssertionError("on purpose");
        });
    serial.execute(() -> done.add("next"));
    executor.runOne();
    assertThat(done).containsExactly("next");
    assertThat(executor.tasks).isEmpty();
  }

  @Test
  void aTaskMayAddTasks() {
    ByHand executor = new ByHand();
    SerialExecutor serial = new SerialExecutor(executor);
    List<String> done = new ArrayList<>();
    serial.execute(
        () -> {
          serial.execute(() -> done.add("inner"));
          done.add("outer");
        });
    executor.runOne();
    assertThat(done).containsExactly("outer", "inner");
    assertThat(executor.tasks).isEmpty();
  }

  @Test
  void theThreadIsGivenBackAfterABatch() {
    ByHand executor = new ByHand();
    SerialExecutor busy = new SerialExecutor(executor);
    SerialExecutor other = new SerialExecutor(executor);
    List<Integer> done = new ArrayList<>();
    IntStream.range(0, BATCH + 1).forEach(i -> busy.execute(() -> done.add(i)));
    other.execute(() -> done.add(-1));
    assertThat(executor.tasks).hasSize(2);

    executor.runOne();
    assertThat(done).hasSize(BATCH);
    executor.runOne();
    assertThat(done).endsWith(-1);
    executor.runOne();
    assertThat(done).endsWith(BATCH);
    assertThat(executor.tasks).isEmpty();
  }

  @Test
  void anIdleQueueTakesNoThread() {
    ByHand executor = new ByHand();
    SerialExecutor serial = new SerialExecutor(executor);
    for (int i = 0; i < 3; i++) {
      serial.execute(() -> {});
      assertThat(executor.tasks).hasSize(1);
      executor.runOne();
      assertThat(executor.tasks).isEmpty();
    }
  }

  /** The application has ended its executor; whoever still reports something is not to blame. */
  @Test
  void anExecutorThatRejectsThrowsAtNobodyAndMayTakeTasksAgain() {
    AtomicBoolean rejecting = new AtomicBoolean(true);
    SerialExecutor serial =
        new SerialExecutor(
            task -> {
              if (rejecting.get()) {
                throw new RejectedExecutionException("ended");
              }
              task.run();
            });
    List<String> done = new ArrayList<>();
    serial.execute(() -> done.add("lost"));
    rejecting.set(false);
    serial.execute(() -> done.add("taken"));
    assertThat(done).containsExactly("taken");
  }

  @Test
  void howLongATaskRunsIsTold() throws Exception {
    SerialExecutor serial = new SerialExecutor(threads);
    assertThat(serial.runningNanos()).isZero();
    CountDownLatch release = new CountDownLatch(1);
    serial.execute(
        () -> {
          try {
            release.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    await().until(() -> serial.runningNanos() > 0);
    long early = serial.runningNanos();
    await().until(() -> serial.runningNanos() > early);
    release.countDown();
    await().until(() -> serial.runningNanos() == 0);
  }
}
