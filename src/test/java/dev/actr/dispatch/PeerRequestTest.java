package dev.actr.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.ActrException;
import dev.actr.ErrorCategory;
import dev.actr.ErrorKind;
import dev.actr.Hostile;
import dev.actr.dispatch.DispatchFixture.FromPeer;
import dev.actr.mailbox.DeadLetter;
import dev.actr.mailbox.DeadLetterReason;
import dev.actr.mailbox.InMemoryMailbox;
import dev.actr.mailbox.MailboxLimits;
import dev.actr.mailbox.MailboxMessage;
import dev.actr.mailbox.MailboxPriority;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of requests of peers, from their arrival to their answer. */
class PeerRequestTest {

  private final InMemoryMailbox mailbox = new InMemoryMailbox("echo", MailboxLimits.DEFAULT);
  private DispatchFixture fixture = opened(DispatchFixture.CONFIG);

  private DispatchFixture opened(DispatchConfig config) {
    return new DispatchFixture(config, mailbox).open();
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private FromPeer receive(FromPeer request) {
    assertThat(fixture.dispatcher.receive(request).toCompletableFuture()).isDone();
    return request;
  }

  @Test
  void aRequestIsHandledAnsweredOnceAndTakenOut() {
    FromPeer request = receive(FromPeer.request("1"));
    assertThat(request.hasAnswer()).isFalse();
    assertThat(fixture.dispatcher.backlog()).isEqualTo(1);
    fixture.runAll();
    assertThat(request.responses).containsExactly(new byte[] {7});
    assertThat(request.failures).isEmpty();
    assertThat(fixture.dispatcher.backlog()).isZero();
    assertThat(mailbox.stats().inFlight()).isZero();
  }

  @Test
  void signalsOvertakeWhatWaits() {
    receive(FromPeer.request("1"));
    receive(FromPeer.request("2"));
    receive(FromPeer.signal("signal"));
    fixture.runAll();
    assertThat(fixture.handled).containsExactly("signal", "1", "2");
  }

  @Test
  void aRequestSentAgainWhileItWaitsIsHandledOnceAndAnsweredTwice() {
    FromPeer first = receive(FromPeer.request("1"));
    FromPeer again = receive(FromPeer.request("1"));
    fixture.runAll();
    assertThat(fixture.handled).containsExactly("1");
    assertThat(first.responses).hasSize(1);
    assertThat(again.responses).hasSize(1);
  }

  @Test
  void aRequestSentAgainAfterItsAnswerIsAnsweredFromTheRecord() {
    receive(FromPeer.request("1"));
    fixture.runAll();
    fixture.behaviour = (envelope, context) -> new byte[] {9};
    FromPeer again = receive(FromPeer.request("1"));
    assertThat(again.responses).containsExactly(new byte[] {7});
    fixture.runAll();
    assertThat(fixture.handled).containsExactly("1");
  }

  @ParameterizedTest
  @EnumSource(ErrorKind.class)
  void aFailureIsRememberedUnlessItMayPass(ErrorKind kind) {
    fixture.behaviour =
        (envelope, context) -> {
          throw new ActrException(kind, "on purpose");
        };
    FromPeer request = receive(FromPeer.request("1"));
    fixture.runAll();
    FromPeer again = receive(FromPeer.request("1"));
    fixture.runAll();
    assertThat(fixture.handled).hasSize(kind.isRetryable() ? 2 : 1);
    for (FromPeer answered : new FromPeer[] {request, again}) {
      assertThat(answered.failures)
          .singleElement()
          .satisfies(failure -> assertThat(failure.kind()).isEqualTo(kind))
          .satisfies(failure -> assertThat(failure).hasMessage("on purpose"));
    }
  }

  @Test
  void callersMayUseTheSameId() {
    FromPeer one = receive(FromPeer.request(DispatchFixture.FRIEND, "1"));
    FromPeer other = receive(FromPeer.request(DispatchFixture.OTHER_FRIEND, "1"));
    fixture.runAll();
    assertThat(fixture.handled).containsExactly("1", "1");
    assertThat(one.responses).hasSize(1);
    assertThat(other.responses).hasSize(1);
  }

  @Test
  void callersTheRulesDenyAreRefusedAndNothingOfThemIsStored() {
    FromPeer denied = receive(FromPeer.request(DispatchFixture.STRANGER, "1"));
    assertThat(denied.failures)
        .singleElement()
        .satisfies(failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.PERMISSION_DENIED))
        .satisfies(
            failure ->
                assertThat(failure)
                    .hasMessageStartingWith("ACL denied: " + DispatchFixture.STRANGER));
    assertThat(mailbox.stats().waiting()).isZero();
    assertThat(fixture.failures).isEmpty();
  }

  @ParameterizedTest
  @MethodSource
  @Hostile("H220")
  void anIdThatIsTooLongOrCannotBeStoredIsTheCallersFault(String id, String reason) {
    FromPeer request = receive(FromPeer.request(id));
    assertThat(request.failures)
        .singleElement()
        .satisfies(failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.INVALID_ARGUMENT))
        .satisfies(failure -> assertThat(failure).hasMessage(reason));
    assertThat(mailbox.stats().waiting()).isZero();
    assertThat(fixture.failures).isEmpty();
  }

  static Stream<Arguments> anIdThatIsTooLongOrCannotBeStoredIsTheCallersFault() {
    return Stream.of(
        Arguments.of("i".repeat(1025), "the request id has 1025 characters, and 1024 are allowed"),
        Arguments.of("a\0b", "the request id has a null character"));
  }

  @Test
  void anIdMayBeLong() {
    FromPeer request = receive(FromPeer.request("i".repeat(1024)));
    fixture.runAll();
    assertThat(request.responses).hasSize(1);
  }

  @Test
  void nothingIsAdmittedBeforeTheBeginningAndAfterTheEnd() {
    try (DispatchFixture closed = new DispatchFixture(DispatchFixture.CONFIG, mailbox)) {
      FromPeer early = FromPeer.request("early");
      closed.dispatcher.receive(early);
      assertThat(early.failures.get(0).kind()).isEqualTo(ErrorKind.UNAVAILABLE);
    }
    fixture.dispatcher.drain();
    FromPeer late = receive(FromPeer.request("late"));
    assertThat(late.failures.get(0).kind()).isEqualTo(ErrorKind.UNAVAILABLE);
    assertThat(mailbox.stats().waiting()).isZero();
  }

  @Test
  void aFailingHandlerIsReportedWithWhatTheCallerIsTold() {
    fixture.behaviour =
        (envelope, context) -> {
          throw new IllegalStateException("on purpose");
        };
    FromPeer request = receive(FromPeer.request("1"));
    fixture.runAll();
    assertThat(request.failures).singleElement().isSameAs(fixture.failures.get(0).source());
    assertThat(fixture.failures.get(0).category()).isEqualTo(ErrorCategory.HANDLER_PANIC);
  }

  @Test
  void anExpiredRequestIsNotRunAndBecomesADeadLetter() {
    FromPeer expired = receive(FromPeer.request("old").timeout(1));
    FromPeer patient = receive(FromPeer.request("new").timeout(Long.MAX_VALUE));
    long now = System.nanoTime();
    Awaitility.await().until(() -> System.nanoTime() - now > 10_000_000);
    fixture.runAll();
    assertThat(fixture.handled).containsExactly("new");
    assertThat(expired.failures.get(0).kind()).isEqualTo(ErrorKind.TIMED_OUT);
    assertThat(patient.responses).hasSize(1);
    assertThat(fixture.failures).isEmpty();
    assertThat(mailbox.deadLetters().list(10))
        .singleElement()
        .extracting(DeadLetter::reason)
        .isEqualTo(DeadLetterReason.EXPIRED);
  }

  @Test
  void anExpiredRequestThatIsReplayedIsHandled() {
    receive(FromPeer.request("old").timeout(1));
    long now = System.nanoTime();
    Awaitility.await().until(() -> System.nanoTime() - now > 10_000_000);
    fixture.runAll();
    mailbox.deadLetters().replay(mailbox.deadLetters().list(1).get(0).id());
    fixture.runAll();
    assertThat(fixture.handled).containsExactly("old");
    assertThat(mailbox.deadLetters().list(1)).isEmpty();
  }

  @Test
  void bytesThatAreNoRequestBecomeADeadLetterAndDoNotBlockTheNext() {
    FromPeer malformed = receive(FromPeer.request("1").encoded(new byte[] {-1, -1}));
    FromPeer next = receive(FromPeer.request("2"));
    fixture.runAll();
    assertThat(malformed.failures.get(0).kind()).isEqualTo(ErrorKind.DECODE_FAILURE);
    assertThat(next.responses).hasSize(1);
    assertThat(fixture.failures).isEmpty();
    assertThat(mailbox.deadLetters().list(10))
        .singleElement()
        .satisfies(letter -> assertThat(letter.reason()).isEqualTo(DeadLetterReason.UNDECODABLE))
        .satisfies(letter -> assertThat(letter.message().envelope()).containsExactly(-1, -1));
  }

  @Test
  void whatCannotBeStoredFailsAtOnce() {
    mailbox.close();
    FromPeer request = receive(FromPeer.request("1"));
    assertThat(request.failures)
        .singleElement()
        .satisfies(failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.UNAVAILABLE));
    assertThat(fixture.dispatcher.drain()).isDone();
    assertThat(fixture.dispatcher.backlog()).isZero();
  }

  @Test
  void aMessageIsHandledOnceAndNeverAnswered() {
    FromPeer tell = receive(FromPeer.tell("1"));
    FromPeer again = receive(FromPeer.tell("1"));
    fixture.runAll();
    receive(FromPeer.tell("1"));
    fixture.runAll();
    assertThat(fixture.handled).containsExactly("1");
    assertThat(tell.failures).isEmpty();
    assertThat(again.hasAnswer()).isFalse();
  }

  @Test
  void drainingIsDoneWhenAllThatWasAdmittedIs() {
    FromPeer request = receive(FromPeer.request("1"));
    FromPeer tell = receive(FromPeer.tell("2"));
    CompletableFuture<Void> drained = fixture.dispatcher.drain();
    assertThat(drained).isNotDone();
    fixture.runAll();
    assertThat(drained).isDone();
    assertThat(request.responses).hasSize(1);
    assertThat(tell.hasAnswer()).isTrue();
    assertThat(fixture.handled).containsExactly("1", "2");
  }

  @Test
  void aRequestSentAgainAfterTheEndHasBegunIsAnsweredWithTheFirst() {
    FromPeer first = receive(FromPeer.request("1"));
    fixture.dispatcher.drain();
    FromPeer again = receive(FromPeer.request("1"));
    FromPeer other = receive(FromPeer.request("2"));
    fixture.runAll();
    assertThat(fixture.handled).containsExactly("1");
    assertThat(first.responses).hasSize(1);
    assertThat(again.responses).hasSize(1);
    assertThat(other.failures).hasSize(1);
  }

  @Test
  void whatHasNotBegunAtTheEndStaysInTheMailboxAndGoesToTheNextDispatcher() {
    FromPeer first = FromPeer.request("1");
    fixture.behaviour =
        (envelope, context) -> {
          fixture.dispatcher.drain();
          fixture.dispatcher.halt();
          return envelope.payload();
        };
    receive(first);
    FromPeer second = receive(FromPeer.request("2"));
    FromPeer third = receive(FromPeer.request("3"));
    fixture.runAll();
    assertThat(fixture.handled).containsExactly("1");
    assertThat(first.responses).hasSize(1);
    assertThat(second.hasAnswer() || third.hasAnswer()).isFalse();
    assertThat(mailbox.stats().waiting()).isEqualTo(2);

    fixture.close();
    fixture = opened(DispatchFixture.CONFIG);
    fixture.runAll();
    assertThat(fixture.handled).containsExactly("2", "3");
    assertThat(mailbox.stats().waiting() + mailbox.stats().inFlight()).isZero();
  }

  @Test
  void whatIsInTheMailboxAlreadyIsAnsweredToWhoAsksAgain() {
    fixture.dispatcher.halt();
    mailbox.enqueue(
        new MailboxMessage(
            Optional.of(DispatchFixture.FRIEND),
            "1",
            FromPeer.request("1").encoded(),
            MailboxPriority.NORMAL,
            Instant.now(),
            Optional.empty()));
    fixture.close();
    fixture = opened(DispatchFixture.CONFIG);
    FromPeer again = receive(FromPeer.request("1"));
    fixture.runAll();
    assertThat(fixture.handled).containsExactly("1");
    assertThat(again.responses).containsExactly(new byte[] {7});
  }

  @Test
  void aFullMailboxTellsSendersToWaitUntilHalfOfItIsFree() {
    fixture.close();
    fixture = opened(new DispatchConfig(8, 256, 2, 100, false));
    receive(FromPeer.request("1"));
    CompletionStage<Void> room = fixture.dispatcher.receive(FromPeer.request("2"));
    assertThat(room.toCompletableFuture()).isNotDone();
    fixture.runAll();
    assertThat(room.toCompletableFuture()).isDone();
    assertThat(fixture.handled).containsExactly("1", "2");
  }

  @Test
  void aBacklogIsToldOnceUntilItHasBeenLess() {
    fixture.close();
    fixture = opened(new DispatchConfig(8, 256, 100, 2, false));
    for (int i = 0; i < 5; i++) {
      receive(FromPeer.request("a" + i));
    }
    assertThat(fixture.backlogs).containsExactly(2);
    fixture.runAll();
    receive(FromPeer.request("b0"));
    assertThat(fixture.backlogs).containsExactly(2);
    receive(FromPeer.request("b1"));
    assertThat(fixture.backlogs).containsExactly(2, 2);
    fixture.runAll();
    assertThat(fixture.backlogs).hasSize(2);
  }
}
