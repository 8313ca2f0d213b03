package dev.actr.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.ActrType;
import dev.actr.ErrorKind;
import dev.actr.TestClock;
import dev.actr.signaling.ScriptedSignaling;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When the connections of a lapsed credential end, in a time of the test's. */
class CredentialLapsesTest {

  private static final Duration GRACE = Duration.ofSeconds(15);
  private static final ActrId A = ActrId.parse("a@1001/acme:Echo:1.0.0");
  private static final ActrId B = ActrId.parse("b@1001/acme:Echo:1.0.0");
  private static final ActrId OTHER = ActrId.parse("c@1001/acme:Other:1.0.0");
  private static final Instant EXPIRY = TestClock.START.plusSeconds(60);

  private final ManualTimer timer = new ManualTimer();
  private final List<ActrType> questions = new CopyOnWriteArrayList<>();
  private final Set<ActrId> there = new CopyOnWriteArraySet<>();
  private volatile Supplier<CompletableFuture<Optional<Set<ActrId>>>> answer =
      () -> CompletableFuture.completedFuture(Optional.of(Set.copyOf(there)));
  private final TestClock clock = new TestClock();

  private final CredentialLapses lapses =
      new CredentialLapses(
          type -> {
            questions.add(type);
            return answer.get();
          },
          timer,
          GRACE,
          clock);

  @AfterEach
  void stop() {
    timer.shutdownNow();
  }

  private TestLink open(ActrId peer, Instant expiry) {
    TestLink link = new TestLink(peer);
    lapses.opened(link, expiry);
    return link;
  }

  /** Lets the grace pass; whoever is to be asked has been asked then. */
  private void look() {
    ScriptedSignaling.await().until(() -> timer.delays().size() == 1);
    long done = timer.getCompletedTaskCount();
    timer.elapse(GRACE.toMillis());
    ScriptedSignaling.await().until(() -> timer.getCompletedTaskCount() > done);
  }

  @Test
  void whoIsNotConnectedToSignalingTwiceInARowHasToComeAgain() {
    TestLink link = open(A, EXPIRY);
    clock.set(EXPIRY.minusMillis(1));
    look();
    assertThat(questions).isEmpty();

    clock.set(EXPIRY);
    look();
    assertThat(questions).containsExactly(A.type());
    assertThat(link.isOpen()).isTrue();

    look();
    assertThat(questions).hasSize(2);
    assertThat(link.isOpen()).isFalse();
  }

  @Test
  void whoComesBackToSignalingWithinTheGraceGoesOn() {
    TestLink link = open(A, EXPIRY);
    clock.set(EXPIRY);
    look();
    there.add(A);
    look();
    look();
    assertThat(link.isOpen()).isTrue();
    assertThat(questions).hasSize(2);
  }

  @Test
  void whoHasRenewedIsAskedForNowAndThenAndEndsWhenItGoes() {
    there.add(A);
    TestLink link = open(A, EXPIRY);
    clock.set(EXPIRY);
    look();
    clock.set(EXPIRY.plus(Duration.ofMinutes(10)).minusMillis(1));
    look();
    assertThat(questions).hasSize(1);

    there.remove(A);
    clock.set(EXPIRY.plus(Duration.ofMinutes(10)));
    look();
    look();
    assertThat(questions).hasSize(3);
    assertThat(link.isOpen()).isFalse();
  }

  @Test
  void aNewerCredentialCountsForAllConnectionsOfItsPeer() {
    TestLink first = open(A, EXPIRY);
    lapses.shown(A, EXPIRY.plusSeconds(60));
    TestLink second = open(A, EXPIRY.minusSeconds(30));
    clock.set(EXPIRY.plusSeconds(59));
    look();
    assertThat(questions).isEmpty();

    clock.set(EXPIRY.plusSeconds(60));
    look();
    look();
    assertThat(first.isOpen()).isFalse();
    assertThat(second.isOpen()).isFalse();
  }

  @Test
  void thereIsOneQuestionForAllPeersOfAType() {
    there.add(B);
    TestLink a = open(A, EXPIRY);
    TestLink b = open(B, EXPIRY);
    TestLink other = open(OTHER, EXPIRY);
    clock.set(EXPIRY);
    look();
    assertThat(questions).containsExactlyInAnyOrder(A.type(), OTHER.type());
    look();
    assertThat(a.isOpen()).isFalse();
    assertThat(b.isOpen()).isTrue();
    assertThat(other.isOpen()).isFalse();
  }

  @Test
  void nobodyIsTakenForGoneWithoutAnAnswer() {
    TestLink link = open(A, EXPIRY);
    clock.set(EXPIRY);
    answer =
        () ->
            CompletableFuture.failedFuture(
                new ActrException(ErrorKind.UNAVAILABLE, "signaling is not connected"));
    look();
    look();
    answer = () -> CompletableFuture.completedFuture(Optional.empty());
    look();
    assertThat(questions).hasSize(3);
    assertThat(link.isOpen()).isTrue();
  }

  @Test
  void aQuestionIsNotRepeatedBeforeItIsAnswered() {
    CompletableFuture<Optional<Set<ActrId>>> slow = new CompletableFuture<>();
    answer = () -> slow;
    open(A, EXPIRY);
    clock.set(EXPIRY);
    look();
    assertThat(timer.delays()).isEmpty();
    slow.complete(Optional.of(Set.of(A)));
    assertThat(timer.delays()).containsExactly(GRACE.toMillis());
  }

  @Test
  void nothingIsLookedAtWhenNobodyIsConnected() {
    TestLink link = open(A, EXPIRY);
    lapses.closed(link);
    clock.set(EXPIRY);
    look();
    assertThat(timer.delays()).isEmpty();
    assertThat(questions).isEmpty();
    open(B, EXPIRY);
    assertThat(timer.delays()).hasSize(1);
  }
}
