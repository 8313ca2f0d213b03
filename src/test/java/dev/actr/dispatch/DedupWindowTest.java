package dev.actr.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.ErrorKind;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DedupWindowTest {

  private static final ActrId ALICE = ActrId.parse("1@7/acme:Alice:1.0.0");
  private static final ActrId BOB = ActrId.parse("2@7/acme:Bob:1.0.0");

  private final AtomicLong now = new AtomicLong();
  private final DedupWindow window = new DedupWindow(now::get);

  private static CompletableFuture<byte[]> pending() {
    return new CompletableFuture<>();
  }

  private static CompletableFuture<byte[]> done() {
    return CompletableFuture.completedFuture(new byte[] {1});
  }

  @Test
  void aRequestInFlightIsKnownByItsIdAndCaller() {
    CompletableFuture<byte[]> first = pending();
    assertThat(window.register(ALICE, "r", first)).isEmpty();
    assertThat(window.register(ALICE, "r", pending())).containsSame(first);
    assertThat(window.register(ALICE, "other", pending())).isEmpty();
    assertThat(window.register(BOB, "r", pending())).isEmpty();
  }

  @Test
  void aFinishedRequestIsKnownForHalfAMinuteFromItsArrival() {
    CompletableFuture<byte[]> first = done();
    window.register(ALICE, "r", first);
    now.addAndGet(Duration.ofSeconds(30).toNanos() - 1);
    assertThat(window.register(ALICE, "r", pending())).containsSame(first);
    now.incrementAndGet();
    assertThat(window.register(ALICE, "r", pending())).isEmpty();
  }

  @Test
  void aRequestInFlightIsKnownHoweverLongItTakes() {
    CompletableFuture<byte[]> first = pending();
    window.register(ALICE, "r", first);
    now.addAndGet(Duration.ofHours(1).toNanos());
    assertThat(window.register(ALICE, "r", pending())).containsSame(first);
  }

  @Test
  void aFailureIsKnownUnlessItMayPass() {
    window.register(
        ALICE,
        "lasting",
        CompletableFuture.failedFuture(new ActrException(ErrorKind.NOT_FOUND, "no")));
    window.register(
        ALICE,
        "passing",
        CompletableFuture.failedFuture(new ActrException(ErrorKind.UNAVAILABLE, "not now")));
    assertThat(window.register(ALICE, "lasting", pending())).isPresent();
    assertThat(window.register(ALICE, "passing", pending())).isEmpty();
  }

  @Test
  void theOldestFinishedOnesGiveWayWhenThereAreTooMany() {
    CompletableFuture<byte[]> slow = pending();
    window.register(ALICE, "slow", slow);
    for (int i = 0; i < 10_001; i++) {
      window.register(ALICE, "r" + i, done());
    }
    assertThat(window.register(ALICE, "r0", pending())).isEmpty();
    assertThat(window.register(ALICE, "r10000", pending())).isPresent();
    assertThat(window.register(ALICE, "slow", pending())).containsSame(slow);
  }

  @Test
  void theBytesOfKeptResponsesAreBounded() {
    for (int i = 0; i < 5; i++) {
      window.register(
          ALICE, "r" + i, CompletableFuture.completedFuture(new byte[16 * 1024 * 1024]));
    }
    assertThat(window.register(ALICE, "r0", pending())).isEmpty();
    assertThat(window.register(ALICE, "r4", pending())).isPresent();
  }
}
