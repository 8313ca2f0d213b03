package dev.actr.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EqualDeadlinesTest {

  private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);

  @AfterEach
  void end() {
    timer.shutdownNow();
  }

  private EqualDeadlines deadlines(Duration timeout) {
    return new EqualDeadlines(timer, timeout, () -> new TimeoutException("too late"));
  }

  private static List<CompletableFuture<String>> futures(int count) {
    return Stream.generate(CompletableFuture<String>::new).limit(count).toList();
  }

  @Test
  void whatIsNotDoneInTimeFailsAndWhatIsDoneStays() {
    EqualDeadlines deadlines = deadlines(Duration.ofMillis(50));
    List<CompletableFuture<String>> futures = futures(3);
    futures.get(1).complete("done before");
    CountDownLatch set = new CountDownLatch(1);
    timer.submit(() -> set.await(1, TimeUnit.MINUTES));
    futures.forEach(deadlines::set);
    futures.get(0).complete("done");
    set.countDown();

    await().until(futures.get(2)::isCompletedExceptionally);
    assertThat(futures.get(2).handle((done, thrown) -> thrown.getMessage()).join())
        .isEqualTo("too late");
    assertThat(futures.get(0)).isCompletedWithValue("done");
    assertThat(futures.get(1)).isCompletedWithValue("done before");
  }

  @Test
  void eachHasItsOwnDeadlineAndOneThatIsSetAfterAllHavePassedTooHasOne() {
    EqualDeadlines deadlines = deadlines(Duration.ofMillis(50));
    for (int i = 0; i < 3; i++) {
      List<CompletableFuture<String>> futures = futures(2);
      futures.forEach(deadlines::set);
      await().until(() -> futures.stream().allMatch(CompletableFuture::isCompletedExceptionally));
    }
    await().until(() -> timer.getQueue().isEmpty());
  }

  @Test
  void howeverManyAreSetTheTimerHasOneTask() {
    EqualDeadlines deadlines = deadlines(Duration.ofMinutes(1));
    List<CompletableFuture<String>> futures = futures(1000);
    futures.forEach(deadlines::set);
    futures.forEach(future -> future.complete("done"));
    futures(10).forEach(deadlines::set);

    assertThat(timer.getQueue()).hasSize(1);
  }

  @Test
  void aFailureThatSetsAnotherDeadlineIsFine() {
    EqualDeadlines deadlines = deadlines(Duration.ofMillis(20));
    CompletableFuture<String> first = new CompletableFuture<>();
    CompletableFuture<String> second = new CompletableFuture<>();
    first.whenComplete((done, thrown) -> deadlines.set(second));
    deadlines.set(first);

    await().until(second::isCompletedExceptionally);
  }
}
