package dev.actr.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.ActrId;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RequestRateTest {

  private static final ActrId A = ActrId.parse("a@1001/acme:Echo:1.0.0");
  private static final ActrId B = ActrId.parse("b@1001/acme:Echo:1.0.0");

  private final ManualTimer timer = new ManualTimer();
  private final AtomicLong now = new AtomicLong(-5);
  private final RequestRate rate = new RequestRate(10, timer, now::get);

  @AfterEach
  void stop() {
    timer.shutdownNow();
  }

  private boolean mayGoOn(ActrId peer) {
    return rate.take(peer).toCompletableFuture().isDone();
  }

  private void burst(ActrId peer) {
    for (int i = 0; i < 10; i++) {
      assertThat(mayGoOn(peer)).isTrue();
    }
  }

  @Test
  void aSecondsWorthIsReadAtOnceAndNoMore() {
    burst(A);
    assertThat(mayGoOn(A)).isFalse();
  }

  @Test
  void whoWaitsMaySendAgain() {
    burst(A);
    now.addAndGet(200_000_000);
    assertThat(mayGoOn(A)).isTrue();
    assertThat(mayGoOn(A)).isTrue();
    assertThat(mayGoOn(A)).isFalse();
  }

  @Test
  void theWaitIsAsLongAsWhatIsOverTakes() {
    burst(A);
    CompletableFuture<Void> turn = rate.take(A).toCompletableFuture();
    assertThat(turn).isNotDone();
    timer.elapse(100);
    assertThat(turn).succeedsWithin(Duration.ofSeconds(20));
  }

  @Test
  void aLongSilenceSavesNothingUp() {
    burst(A);
    now.addAndGet(3_600_000_000_000L);
    burst(A);
    assertThat(mayGoOn(A)).isFalse();
  }

  @Test
  void peersDoNotShareTheirRate() {
    burst(A);
    assertThat(mayGoOn(A)).isFalse();
    burst(B);
  }

  @Test
  void withoutARateAnyNumberIsRead() {
    RequestRate none = new RequestRate(0, timer, now::get);
    for (int i = 0; i < 1000; i++) {
      assertThat(none.take(A).toCompletableFuture()).isDone();
    }
  }
}
