package dev.actr.mailbox;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.ErrorKind;
import dev.actr.TestClock;
import dev.actr.mailbox.MailboxReceipt.Accepted;
import dev.actr.mailbox.MailboxReceipt.Completed;
import dev.actr.mailbox.MailboxReceipt.Pending;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What holds for every mailbox, wherever it stores. */
public abstract class MailboxContract {

  protected static final Optional<ActrId> ALICE =
      Optional.of(ActrId.parse("1a@101/acme:EchoService:1.0.0"));
  protected static final Optional<ActrId> BOB =
      Optional.of(ActrId.parse("2b@101/acme:EchoService:1.0.0"));

  protected final TestClock clock = new TestClock();
  protected Mailbox mailbox;

  /** Opens the mailbox of this test, anew or again. */
  protected abstract Mailbox open(MailboxLimits limits, Clock clock) throws Exception;

  @BeforeEach
  void openMailbox() throws Exception {
    mailbox = open(MailboxLimits.DEFAULT, clock);
  }

  @AfterEach
  void closeMailbox() {
    mailbox.close();
  }

  protected static ConditionFactory await() {
    return Awaitility.await().atMost(30, SECONDS);
  }

  protected static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(30, SECONDS);
  }

  protected MailboxMessage message(Optional<ActrId> caller, String id, MailboxPriority priority) {
    return new MailboxMessage(
        caller,
        id,
        id.getBytes(StandardCharsets.UTF_8),
        priority,
        clock.instant(),
        Optional.empty());
  }

  protected MailboxReceipt enqueue(String id) throws Exception {
    return get(mailbox.enqueue(message(ALICE, id, MailboxPriority.NORMAL)));
  }

  protected static List<String> ids(List<MailboxDelivery> deliveries) {
    return deliveries.stream().map(delivery -> delivery.message().requestId()).toList();
  }

  protected static MailboxOutcome response(String text) {
    return MailboxOutcome.of(text.getBytes(StandardCharsets.UTF_8));
  }

  protected MailboxDelivery next() {
    List<MailboxDelivery> one = mailbox.dequeue(1);
    assertThat(one).hasSize(1);
    return one.get(0);
  }

  protected MailboxDelivery handle(String id, MailboxOutcome outcome) throws Exception {
    enqueue(id);
    MailboxDelivery delivery = next();
    get(mailbox.complete(delivery, outcome));
    mailbox.acknowledge(delivery);
    return delivery;
  }

  @Test
  void messagesComeInTheOrderTheyWereEnqueuedInHighPriorityFirst() throws Exception {
    for (String id : List.of("n1", "n2")) {
      enqueue(id);
    }
    get(mailbox.enqueue(message(BOB, "h1", MailboxPriority.HIGH)));
    enqueue("n3");
    get(mailbox.enqueue(message(BOB, "h2", MailboxPriority.HIGH)));
    assertThat(mailbox.stats()).isEqualTo(new MailboxStats(2, 3, 0, 0));
    assertThat(ids(mailbox.dequeue(4))).containsExactly("h1", "h2", "n1", "n2");
    assertThat(mailbox.stats()).isEqualTo(new MailboxStats(0, 1, 4, 0));
    assertThat(ids(mailbox.dequeue(4))).containsExactly("n3");
    assertThat(mailbox.dequeue(4)).isEmpty();
  }

  @Test
  void aMessageComesOutAsItWentIn() throws Exception {
    for (Optional<ActrId> caller : List.of(ALICE, Optional.<ActrId>empty())) {
      MailboxMessage sent =
          new MailboxMessage(
              caller,
              "id \u00e9\u4e2d",
              new byte[] {0, 1, -1, 127},
              MailboxPriority.HIGH,
              clock.instant(),
              Optional.of(clock.instant().plusMillis(1234)));
      long id = ((Accepted) get(mailbox.enqueue(sent))).id();
      MailboxDelivery delivery = next();
      assertThat(delivery.id()).isEqualTo(id);
      assertThat(delivery.deliveryCount()).isEqualTo(1);
      assertThat(delivery.outcome()).isEmpty();
      assertThat(delivery.message()).usingRecursiveComparison().isEqualTo(sent);
    }
  }

  @Test
  void whatIsAcknowledgedIsGone() throws Exception {
    handle("a", response("r"));
    assertThat(mailbox.stats()).isEqualTo(new MailboxStats(0, 0, 0, 0));
    assertThat(mailbox.dequeue(1)).isEmpty();
  }

  @Test
  void aRequestThatWaitsOrIsHandledIsNotStoredTwice() throws Exception {
    long id = ((Accepted) enqueue("a")).id();
    assertThat(enqueue("a")).isEqualTo(new Pending(id));
    MailboxDelivery delivery = next();
    assertThat(enqueue("a")).isEqualTo(new Pending(id));
    assertThat(mailbox.outcome(ALICE, "a")).isEmpty();
    get(mailbox.complete(delivery, response("r")));
    assertThat(enqueue("a")).isInstanceOf(Completed.class);
    mailbox.acknowledge(delivery);
    assertThat(mailbox.dequeue(1)).isEmpty();
  }

  @Test
  void aHandledRequestIsAnsweredFromItsOutcome() throws Exception {
    handle("a", response("the response"));
    Completed completed = (Completed) enqueue("a");
    assertThat(completed.outcome().response()).asString().isEqualTo("the response");
    assertThat(mailbox.outcome(ALICE, "a").orElseThrow().response())
        .asString()
        .isEqualTo("the response");
    assertThat(mailbox.outcome(BOB, "a")).isEmpty();
  }

  @Test
  void aFailureIsAnOutcomeToo() throws Exception {
    handle("a", MailboxOutcome.of(new ActrException(ErrorKind.INVALID_ARGUMENT, "no \u00e9")));
    MailboxOutcome outcome = ((Completed) enqueue("a")).outcome();
    assertThat(outcome.error()).contains(ErrorKind.INVALID_ARGUMENT);
    assertThat(outcome.detail()).isEqualTo("no \u00e9");
  }

  @Test
  void aFailureThatMayPassIsNotKept() throws Exception {
    handle("a", MailboxOutcome.of(new ActrException(ErrorKind.UNAVAILABLE, "later")));
    assertThat(enqueue("a")).isInstanceOf(Accepted.class);
  }

  @Test
  void otherCallersAndOtherIdsAreOtherRequests() throws Exception {
    enqueue("a");
    assertThat(enqueue("b")).isInstanceOf(Accepted.class);
    assertThat(get(mailbox.enqueue(message(BOB, "a", MailboxPriority.NORMAL))))
        .isInstanceOf(Accepted.class);
    assertThat(get(mailbox.enqueue(message(Optional.empty(), "a", MailboxPriority.NORMAL))))
        .isInstanceOf(Accepted.class);
  }

  @Test
  void outcomesAreKeptForTheWindowFromArrival() throws Exception {
    handle("a", response("r"));
    clock.advance(Duration.ofMillis(29_999));
    assertThat(enqueue("a")).isInstanceOf(Completed.class);
    clock.advance(Duration.ofMillis(1));
    assertThat(enqueue("a")).isInstanceOf(Accepted.class);
  }

  @Test
  void whatWaitsIsKnownHoweverLong() throws Exception {
    enqueue("a");
    clock.advance(Duration.ofDays(1));
    assertThat(enqueue("a")).isInstanceOf(Pending.class);
  }

  private Mailbox reopened(int dedupEntries, long dedupBytes, int letters, long letterBytes)
      throws Exception {
    mailbox.close();
    mailbox =
        open(
            new MailboxLimits(
                Duration.ofSeconds(30),
                dedupEntries,
                dedupBytes,
                5,
                letters,
                letterBytes,
                Duration.ofDays(7)),
            clock);
    return mailbox;
  }

  @Test
  void outcomesAreBoundedInNumber() throws Exception {
    reopened(2, 1000, 10, 1000);
    for (String id : List.of("a", "b", "c")) {
      handle(id, response("r"));
    }
    await().until(() -> mailbox.outcome(ALICE, "a").isEmpty());
    assertThat(mailbox.outcome(ALICE, "b")).isPresent();
    assertThat(mailbox.outcome(ALICE, "c")).isPresent();
  }

  @Test
  void outcomesAreBoundedInBytes() throws Exception {
    reopened(10, 20, 10, 1000);
    for (String id : List.of("a", "b", "c")) {
      handle(id, response("ten bytes."));
    }
    await().until(() -> mailbox.outcome(ALICE, "a").isEmpty());
    assertThat(mailbox.outcome(ALICE, "b")).isPresent();
    assertThat(mailbox.outcome(ALICE, "c")).isPresent();
  }

  @Test
  void whatIsReleasedIsBackInItsPlaceAsIfNeverDelivered() throws Exception {
    for (String id : List.of("a", "b", "c")) {
      enqueue(id);
    }
    List<MailboxDelivery> taken = mailbox.dequeue(2);
    taken.forEach(mailbox::release);
    await().until(() -> mailbox.stats().equals(new MailboxStats(0, 3, 0, 0)));
    List<MailboxDelivery> again = mailbox.dequeue(3);
    assertThat(ids(again)).containsExactly("a", "b", "c");
    assertThat(again).allMatch(delivery -> delivery.deliveryCount() == 1);
  }

  @Test
  void whatIsNotInFlightCannotBeCompleted() throws Exception {
    MailboxDelivery done = handle("a", response("r"));
    assertThatThrownBy(() -> get(mailbox.complete(done, response("other"))))
        .hasCauseInstanceOf(ActrException.class);
    assertThat(((Completed) enqueue("a")).outcome().response()).asString().isEqualTo("r");
    mailbox.acknowledge(done);
    mailbox.release(done);
    assertThat(mailbox.dequeue(1)).isEmpty();
  }

  @Test
  void deadLettersAreListedNewestFirst() throws Exception {
    for (String id : List.of("a", "b")) {
      enqueue(id);
      get(mailbox.deadLetter(next(), DeadLetterReason.UNDECODABLE, "not an envelope"));
    }
    assertThat(mailbox.stats()).isEqualTo(new MailboxStats(0, 0, 0, 2));
    List<DeadLetter> letters = mailbox.deadLetters().list(10);
    assertThat(letters)
        .extracting(letter -> letter.message().requestId())
        .containsExactly("b", "a");
    assertThat(mailbox.deadLetters().list(1)).hasSize(1);
    DeadLetter first = letters.get(1);
    assertThat(first.message())
        .usingRecursiveComparison()
        .isEqualTo(message(ALICE, "a", MailboxPriority.NORMAL));
    assertThat(first.reason()).isEqualTo(DeadLetterReason.UNDECODABLE);
    assertThat(first.detail()).isEqualTo("not an envelope");
    assertThat(first.at()).isEqualTo(clock.instant());
    assertThat(first.deliveryCount()).isEqualTo(1);
    assertThat(enqueue("a")).isInstanceOf(Accepted.class);
  }

  @Test
  void aDeadLetterIsReplayedOrDropped() throws Exception {
    for (String id : List.of("a", "b")) {
      enqueue(id);
      get(mailbox.deadLetter(next(), DeadLetterReason.EXPIRED, "too late"));
    }
    List<DeadLetter> letters = mailbox.deadLetters().list(10);
    assertThat(get(mailbox.deadLetters().drop(letters.get(0).id()))).isTrue();
    assertThat(get(mailbox.deadLetters().drop(letters.get(0).id()))).isFalse();
    assertThat(get(mailbox.deadLetters().replay(letters.get(1).id()))).isTrue();
    assertThat(get(mailbox.deadLetters().replay(letters.get(1).id()))).isFalse();
    assertThat(mailbox.deadLetters().list(10)).isEmpty();
    MailboxDelivery again = next();
    assertThat(again.message().requestId()).isEqualTo("a");
    assertThat(again.deliveryCount()).isEqualTo(1);
    assertThat(mailbox.dequeue(1)).isEmpty();
  }

  @Test
  void deadLettersAreBoundedInNumberBytesAndTime() throws Exception {
    reopened(10, 1000, 3, 25);
    for (String id : List.of("a", "b", "c", "d")) {
      enqueue(id);
      get(mailbox.deadLetter(next(), DeadLetterReason.EXPIRED, "too late"));
    }
    assertThat(mailbox.deadLetters().list(10))
        .extracting(letter -> letter.message().requestId())
        .containsExactly("d", "c", "b");
    enqueue("twenty four bytes of it.");
    get(mailbox.deadLetter(next(), DeadLetterReason.EXPIRED, "too late"));
    assertThat(mailbox.deadLetters().list(10))
        .extracting(letter -> letter.message().requestId())
        .containsExactly("twenty four bytes of it.", "d");
    clock.advance(Duration.ofDays(7));
    assertThat(mailbox.deadLetters().list(10)).isEmpty();
    assertThat(mailbox.stats().deadLetters()).isZero();
  }

  @Test
  void theListenerIsToldOfWhatWaitsAlready() throws Exception {
    Semaphore told = new Semaphore(0);
    mailbox.onAvailable(told::release);
    enqueue("a");
    assertThat(told.tryAcquire(30, SECONDS)).isTrue();
    Semaphore later = new Semaphore(0);
    mailbox.onAvailable(later::release);
    assertThat(later.tryAcquire(30, SECONDS)).isTrue();
  }

  @Test
  void whoListensGetsEachMessageOnce() throws Exception {
    List<String> taken = new ArrayList<>();
    ExecutorService handlers = Executors.newSingleThreadExecutor();
    mailbox.onAvailable(
        () ->
            handlers.execute(
                () -> {
                  List<String> some = ids(mailbox.dequeue(100));
                  synchronized (taken) {
                    taken.addAll(some);
                  }
                }));
    for (int i = 0; i < 50; i++) {
      mailbox.enqueue(message(ALICE, "m" + i, MailboxPriority.NORMAL));
    }
    await()
        .until(
            () -> {
              synchronized (taken) {
                return taken.size() == 50;
              }
            });
    synchronized (taken) {
      assertThat(taken).doesNotHaveDuplicates().startsWith("m0", "m1", "m2").endsWith("m49");
    }
    handlers.shutdown();
    assertThat(handlers.awaitTermination(30, SECONDS)).isTrue();
  }

  @Test
  void aClosedMailboxTakesNothing() throws Exception {
    enqueue("a");
    MailboxDelivery delivery = next();
    mailbox.close();
    assertThatThrownBy(() -> enqueue("b"))
        .cause()
        .isInstanceOfSatisfying(
            ActrException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.UNAVAILABLE));
    assertThatThrownBy(() -> get(mailbox.complete(delivery, response("r"))))
        .hasCauseInstanceOf(ActrException.class);
    mailbox.close();
  }

  @Test
  void whatIsReleasedComesBeforeWhatCameLaterOfItsPriority() throws Exception {
    enqueue("n1");
    enqueue("n2");
    get(mailbox.enqueue(message(BOB, "h1", MailboxPriority.HIGH)));
    List<MailboxDelivery> taken = mailbox.dequeue(3);
    get(mailbox.enqueue(message(BOB, "h2", MailboxPriority.HIGH)));
    enqueue("n3");
    // Last first: where they come back to is where they were, whatever the order.
    for (int i = taken.size() - 1; i >= 0; i--) {
      mailbox.release(taken.get(i));
    }
    await().until(() -> mailbox.stats().equals(new MailboxStats(2, 3, 0, 0)));
    assertThat(ids(mailbox.dequeue(10))).containsExactly("h1", "h2", "n1", "n2", "n3");
  }

  @Test
  void whatIsReleasedIsKnownStill() throws Exception {
    long id = ((Accepted) enqueue("a")).id();
    mailbox.release(next());
    await().until(() -> mailbox.stats().waiting() == 1);
    assertThat(enqueue("a")).isEqualTo(new Pending(id));
  }

  @Test
  void whatHasAnOutcomeBecomesNoDeadLetterAndIsNotReleased() throws Exception {
    enqueue("a");
    MailboxDelivery delivery = next();
    get(mailbox.complete(delivery, response("r")));
    assertThatThrownBy(
            () -> get(mailbox.deadLetter(delivery, DeadLetterReason.EXPIRED, "too late")))
        .hasCauseInstanceOf(ActrException.class);
    mailbox.release(delivery);
    mailbox.acknowledge(delivery);
    assertThat(enqueue("a")).isInstanceOf(Completed.class);
    assertThat(mailbox.deadLetters().list(10)).isEmpty();
    assertThat(mailbox.stats()).isEqualTo(new MailboxStats(0, 0, 0, 0));
  }

  @Test
  void withoutAWindowAHandledRequestIsANewOne() throws Exception {
    mailbox.close();
    mailbox =
        open(new MailboxLimits(Duration.ZERO, 10, 1000, 5, 10, 1000, Duration.ofDays(7)), clock);
    handle("a", response("r"));
    await().until(() -> mailbox.outcome(ALICE, "a").isEmpty());
    assertThat(enqueue("a")).isInstanceOf(Accepted.class);
    assertThat(enqueue("a")).isInstanceOf(Pending.class);
  }

  @Test
  void whereNoOutcomeIsKeptARequestIsKnownUntilItsReplyIsGiven() throws Exception {
    reopened(0, 0, 10, 1000);
    enqueue("a");
    MailboxDelivery delivery = next();
    get(mailbox.complete(delivery, response("r")));
    assertThat(enqueue("a")).isInstanceOf(Completed.class);
    mailbox.acknowledge(delivery);
    await().until(() -> mailbox.outcome(ALICE, "a").isEmpty());
    assertThat(enqueue("a")).isInstanceOf(Accepted.class);
  }

  @Test
  void whereNoDeadLetterIsKeptMessagesCanBeGivenUp() throws Exception {
    reopened(10, 1000, 0, 0);
    enqueue("a");
    get(mailbox.deadLetter(next(), DeadLetterReason.EXPIRED, "too late"));
    assertThat(mailbox.deadLetters().list(10)).isEmpty();
    assertThat(mailbox.stats()).isEqualTo(new MailboxStats(0, 0, 0, 0));
    assertThat(enqueue("a")).isInstanceOf(Accepted.class);
  }

  @Test
  void aDeadLetterIsReplayedAsItCameButForItsDeadline() throws Exception {
    MailboxMessage sent =
        new MailboxMessage(
            BOB,
            "a",
            new byte[] {0, -1, 7},
            MailboxPriority.HIGH,
            clock.instant(),
            Optional.of(clock.instant().plusMillis(5)));
    enqueue("n");
    get(mailbox.enqueue(sent));
    MailboxDelivery first = next();
    get(mailbox.deadLetter(first, DeadLetterReason.EXPIRED, "too late"));
    DeadLetter letter = mailbox.deadLetters().list(1).get(0);
    assertThat(letter.message()).usingRecursiveComparison().isEqualTo(sent);
    clock.advance(Duration.ofSeconds(60));
    assertThat(get(mailbox.deadLetters().replay(letter.id()))).isTrue();
    MailboxDelivery again = next();
    assertThat(again.message())
        .usingRecursiveComparison()
        .isEqualTo(
            new MailboxMessage(
                BOB,
                "a",
                sent.envelope(),
                MailboxPriority.HIGH,
                clock.instant(),
                Optional.empty()));
    get(mailbox.complete(again, response("r")));
    mailbox.acknowledge(again);
    assertThat(ids(mailbox.dequeue(10))).containsExactly("n");
  }

  @Test
  void aDeadLetterIsReplayedAlsoIfItsRequestHasBeenSentAgain() throws Exception {
    enqueue("a");
    get(mailbox.deadLetter(next(), DeadLetterReason.UNDECODABLE, "not an envelope"));
    enqueue("a");
    assertThat(get(mailbox.deadLetters().replay(mailbox.deadLetters().list(1).get(0).id())))
        .isTrue();
    List<MailboxDelivery> both = mailbox.dequeue(10);
    assertThat(ids(both)).containsExactly("a", "a");
    for (MailboxDelivery each : both) {
      get(mailbox.complete(each, response("r")));
      mailbox.acknowledge(each);
    }
    assertThat(mailbox.stats()).isEqualTo(new MailboxStats(0, 0, 0, 0));
    assertThat(enqueue("a")).isInstanceOf(Completed.class);
  }

  @Test
  void aDeadLetterThatIsReplayedMayDieAgain() throws Exception {
    enqueue("a");
    for (int i = 0; i < 3; i++) {
      get(mailbox.deadLetter(next(), DeadLetterReason.UNDECODABLE, "not an envelope"));
      DeadLetter letter = mailbox.deadLetters().list(10).get(0);
      assertThat(mailbox.deadLetters().list(10)).hasSize(1);
      assertThat(get(mailbox.deadLetters().replay(letter.id()))).isTrue();
    }
    assertThat(ids(mailbox.dequeue(10))).containsExactly("a");
  }

  @Test
  void ofNothingThereIsNoDeadLetter() throws Exception {
    long waits = ((Accepted) enqueue("a")).id();
    for (long id : new long[] {waits, waits + 1, 0, -1, Long.MAX_VALUE}) {
      assertThat(get(mailbox.deadLetters().replay(id))).isFalse();
      assertThat(get(mailbox.deadLetters().drop(id))).isFalse();
    }
    assertThat(ids(mailbox.dequeue(10))).containsExactly("a");
  }

  @Test
  void aFailureMayHaveAnyText() throws Exception {
    String text = "null \u0000, half \ud800, whole \ud83d\ude00 ".repeat(10);
    handle("a", MailboxOutcome.of(new ActrException(ErrorKind.INTERNAL, text)));
    MailboxOutcome outcome = ((Completed) enqueue("a")).outcome();
    assertThat(outcome.error()).contains(ErrorKind.INTERNAL);
    assertThat(outcome.detail()).startsWith("null ").contains("whole \ud83d\ude00");
    handle("b", MailboxOutcome.of(new ActrException(ErrorKind.INTERNAL, null)));
    assertThat(((Completed) enqueue("b")).outcome().detail()).isEmpty();
    enqueue("c");
    get(mailbox.deadLetter(next(), DeadLetterReason.UNDECODABLE, text));
    assertThat(mailbox.deadLetters().list(1).get(0).detail()).startsWith("null ");
  }

  @Test
  void aClosedMailboxHasNoDeadLettersToReplay() throws Exception {
    enqueue("a");
    get(mailbox.deadLetter(next(), DeadLetterReason.EXPIRED, "too late"));
    DeadLetters letters = mailbox.deadLetters();
    long id = letters.list(1).get(0).id();
    mailbox.close();
    for (CompletionStage<Boolean> asked : List.of(letters.replay(id), letters.drop(id))) {
      assertThatThrownBy(() -> get(asked))
          .cause()
          .isInstanceOfSatisfying(
              ActrException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.UNAVAILABLE));
    }
    assertThatThrownBy(() -> letters.list(1)).isInstanceOf(ActrException.class);
  }

  @Test
  void whatIsDroppedIsNotCounted() throws Exception {
    enqueue("a");
    get(mailbox.deadLetter(next(), DeadLetterReason.EXPIRED, "too late"));
    get(mailbox.deadLetters().drop(mailbox.deadLetters().list(1).get(0).id()));
    assertThat(mailbox.stats()).isEqualTo(new MailboxStats(0, 0, 0, 0));
  }
}
