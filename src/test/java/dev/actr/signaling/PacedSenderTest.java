package dev.actr.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.ActrException;
import dev.actr.ErrorKind;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is sent when, by a clock that stands still unless told. */
class PacedSenderTest {

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final List<String> sent = new ArrayList<>();
  private final Set<String> unwanted = new HashSet<>();
  private long millis;
  private final PacedSender sender =
      new PacedSender(
          channel.eventLoop(), () -> TimeUnit.MILLISECONDS.toNanos(millis), this::transmit);

  private CompletableFuture<Void> transmit(byte[] envelope) {
    sent.add(new String(envelope, StandardCharsets.US_ASCII));
    return CompletableFuture.completedFuture(null);
  }

  @BeforeEach
  void stopTime() {
    channel.freezeTime();
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  private CompletableFuture<Void> send(String text) {
    return sender.send(text.getBytes(StandardCharsets.US_ASCII), () -> !unwanted.contains(text));
  }

  private void elapse(long duration) {
    for (long left = duration; left > 0; ) {
      long step = Math.min(left, 5);
      millis += step;
      left -= step;
      channel.advanceTimeBy(step, TimeUnit.MILLISECONDS);
      channel.runScheduledPendingTasks();
    }
  }

  private List<String> takeSent() {
    List<String> taken = List.copyOf(sent);
    sent.clear();
    return taken;
  }

  @Test
  void aServerThatDoesNotComplainGetsAllAtOnce() {
    for (int i = 0; i < 1000; i++) {
      assertThat(send("m")).isCompleted();
    }
    assertThat(sent).hasSize(1000);
  }

  @Test
  void whatMayHaveBeenDroppedIsSentAgainInOrderAndBeforeTheRest() {
    send("1");
    send("2");
    send("3");
    takeSent();
    sender.limited();
    CompletableFuture<Void> later = send("4");
    elapse(PacedSender.PAUSE_MILLIS - 5);
    assertThat(sent).isEmpty();
    assertThat(later).isNotDone();
    elapse(5 + 3 * PacedSender.INTERVAL_MILLIS);
    assertThat(sent).containsExactly("1", "2", "3", "4");
    assertThat(later).isCompleted();
  }

  @Test
  void severalComplaintsAboutOneBurstSendItAgainOnce() {
    send("1");
    send("2");
    takeSent();
    sender.limited();
    sender.limited();
    sender.limited();
    elapse(5000);
    assertThat(sent).containsExactly("1", "2");
  }

  @Test
  void whatIsNotWantedAnyMoreIsNotSentAgain() {
    send("1");
    send("2");
    takeSent();
    sender.limited();
    unwanted.add("1");
    elapse(5000);
    assertThat(sent).containsExactly("2");
  }

  @Test
  void whatWasSentLongBeforeIsNotSentAgain() {
    send("old");
    elapse(TimeUnit.NANOSECONDS.toMillis(PacedSender.RECENT_NANOS) + 5);
    send("new");
    takeSent();
    sender.limited();
    elapse(5000);
    assertThat(sent).containsExactly("new");
  }

  @Test
  void afterAComplaintThePaceHoldsForAWhile() {
    sender.limited();
    elapse(PacedSender.PAUSE_MILLIS);
    for (int i = 0; i < 20; i++) {
      send("m" + i);
    }
    elapse(1000);
    assertThat(takeSent()).hasSize((int) (1000 / PacedSender.INTERVAL_MILLIS));
    elapse(TimeUnit.NANOSECONDS.toMillis(PacedSender.CALM_NANOS));
    assertThat(takeSent()).hasSize(12);
    send("at once");
    assertThat(sent).containsExactly("at once");
  }

  @Test
  void aServerThatGoesOnComplainingIsSentLess() {
    sender.limited();
    for (int i = 0; i < 200; i++) {
      send("m" + i);
    }
    for (int second = 0; second < 20; second++) {
      elapse(1000);
      sender.limited();
    }
    takeSent();
    elapse(10_000);
    assertThat(takeSent()).hasSize(10);
  }

  @Test
  void whatWaitsIsBounded() {
    sender.limited();
    for (int i = 0; i < PacedSender.MAX_KEPT; i++) {
      assertThat(send("m")).isNotDone();
    }
    assertThat(send("m"))
        .isCompletedExceptionally()
        .failsWithin(0, TimeUnit.SECONDS)
        .withThrowableThat()
        .withMessageContaining("does not take so many messages");
  }

  @Test
  void whatWaitsWhenAllIsClearedFailsAndTheNextIsSentAtOnce() {
    sender.limited();
    CompletableFuture<Void> waiting = send("1");
    sender.clear(new ActrException(ErrorKind.UNAVAILABLE, "gone"));
    assertThat(waiting).isCompletedExceptionally();
    send("2");
    elapse(5000);
    assertThat(sent).containsExactly("2");
  }
}
