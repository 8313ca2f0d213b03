package dev.actr.mailbox.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.actr.ActrException;
import dev.actr.ErrorKind;
import dev.actr.cdi.BlockingTasks;
import dev.actr.cdi.LogRecords;
import dev.actr.mailbox.DeadLetter;
import dev.actr.mailbox.DeadLetterReason;
import dev.actr.mailbox.Mailbox;
import dev.actr.mailbox.MailboxContract;
import dev.actr.mailbox.MailboxDelivery;
import dev.actr.mailbox.MailboxLimits;
import dev.actr.mailbox.MailboxOutcome;
import dev.actr.mailbox.MailboxPriority;
import dev.actr.mailbox.MailboxReceipt.Accepted;
import dev.actr.mailbox.MailboxReceipt.Completed;
import dev.actr.mailbox.MailboxReceipt.Pending;
import dev.actr.mailbox.MailboxStats;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 5, unit = TimeUnit.MINUTES)
class JdbcMailboxTest extends MailboxContract {

  private static final Duration LEASE = Duration.ofSeconds(1);

  private static TestPostgres postgres;

  /** Each test has an actor, and so a mailbox, of its own. */
  private final String actor = UUID.randomUUID().toString();

  @BeforeAll
  static void startPostgres() {
    TestPostgres.assumeThereIsOne();
    postgres = new TestPostgres();
  }

  @AfterAll
  static void stopPostgres() throws Exception {
    if (postgres != null) {
      postgres.close();
    }
  }

  @Override
  protected Mailbox open(MailboxLimits limits, Clock clock) throws Exception {
    return JdbcMailbox.open(postgres.dataSource(), actor, limits, LEASE, clock);
  }

  private void reopen() throws Exception {
    mailbox.close();
    mailbox = open(MailboxLimits.DEFAULT, clock);
  }

  @Test
  void whatWaitsOrIsInFlightWaitsAgainAfterARestart() throws Exception {
    for (String id : List.of("a", "b", "c")) {
      enqueue(id);
    }
    get(mailbox.enqueue(message(BOB, "high", MailboxPriority.HIGH)));
    mailbox.dequeue(2);
    reopen();
    assertThat(mailbox.stats()).isEqualTo(new MailboxStats(1, 3, 0, 0));
    assertThat(enqueue("c")).isInstanceOf(Pending.class);
    List<MailboxDelivery> again = mailbox.dequeue(10);
    assertThat(ids(again)).containsExactly("high", "a", "b", "c");
    assertThat(again).extracting(MailboxDelivery::deliveryCount).containsExactly(2, 2, 1, 1);
  }

  @Test
  void aReplyThatWasNotAcknowledgedIsToldAgainAfterARestart() throws Exception {
    enqueue("a");
    get(mailbox.complete(next(), response("r")));
    reopen();
    MailboxDelivery again = next();
    assertThat(again.outcome().orElseThrow().response()).asString().isEqualTo("r");
    mailbox.acknowledge(again);
    reopen();
    assertThat(mailbox.dequeue(1)).isEmpty();
    assertThat(enqueue("a")).isInstanceOf(Completed.class);
  }

  @Test
  void aPoisonMessageBecomesADeadLetterAndTakesNoOtherWithIt() throws Exception {
    for (String id : List.of("innocent", "poison", "other")) {
      enqueue(id);
    }
    List<String> handled = new ArrayList<>();
    for (int process = 0; process < 20; process++) {
      List<MailboxDelivery> taken;
      boolean died = false;
      while (!died && !(taken = mailbox.dequeue(3)).isEmpty()) {
        died = ids(taken).contains("poison");
        if (!died) {
          for (MailboxDelivery delivery : taken) {
            handled.add(delivery.message().requestId());
            get(mailbox.complete(delivery, response("r")));
            mailbox.acknowledge(delivery);
          }
        }
      }
      reopen();
    }
    assertThat(handled).containsExactly("innocent", "other");
    DeadLetter letter = mailbox.deadLetters().list(10).get(0);
    assertThat(letter.message().requestId()).isEqualTo("poison");
    assertThat(letter.reason()).isEqualTo(DeadLetterReason.RETRIES_EXHAUSTED);
    assertThat(letter.deliveryCount()).isEqualTo(MailboxLimits.DEFAULT.maxDeliveries());
  }

  /** All take what they accepted; when one ends, the others share what it left. */
  @Test
  void replicasHandleEachMessageOnce() throws Exception {
    Set<String> handled = new ConcurrentSkipListSet<>();
    Mailbox third = open(MailboxLimits.DEFAULT, clock);
    try (Mailbox second = open(MailboxLimits.DEFAULT, clock)) {
      List<Mailbox> replicas = List.of(mailbox, second, third);
      List<CompletionStage<?>> accepted = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        accepted.add(replicas.get(i % 3).enqueue(message(ALICE, "m" + i, MailboxPriority.NORMAL)));
      }
      for (CompletionStage<?> each : accepted) {
        get(each);
      }
      handleAll(replicas, handled, 150);
      third.close();
      handleAll(List.of(mailbox, second), handled, 300);
      assertThat(mailbox.stats().waiting() + second.stats().waiting()).isZero();
    }
  }

  /** Each replica handles until all of them together have handled this many. */
  private static void handleAll(List<Mailbox> replicas, Set<String> handled, int many)
      throws Exception {
    List<CompletableFuture<Void>> handlers = new ArrayList<>();
    for (Mailbox one : replicas) {
      handlers.add(
          BlockingTasks.run(
              () ->
                  await()
                      .pollInterval(1, TimeUnit.MILLISECONDS)
                      .until(
                          () -> {
                            for (MailboxDelivery delivery : one.dequeue(2)) {
                              assertThat(handled.add(delivery.message().requestId())).isTrue();
                              get(one.complete(delivery, response("r")));
                              one.acknowledge(delivery);
                            }
                            return handled.size() >= many;
                          })));
    }
    for (CompletableFuture<Void> each : handlers) {
      get(each);
    }
  }

  /** What is taken over came before what this one is just taking, and is not passed over by it. */
  @Test
  void whatIsTakenOverWhileOthersAreTakenIsDeliveredToo() throws Exception {
    Mailbox other = open(MailboxLimits.DEFAULT, clock);
    for (int i = 0; i < 5; i++) {
      get(other.enqueue(message(BOB, "left" + i, MailboxPriority.NORMAL)));
    }
    List<CompletionStage<?>> own = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      own.add(mailbox.enqueue(message(ALICE, "own" + i, MailboxPriority.NORMAL)));
    }
    for (CompletionStage<?> each : own) {
      get(each);
    }
    Set<String> taken = new ConcurrentSkipListSet<>(ids(mailbox.dequeue(1)));
    other.close();
    // Some at a time, so that the transaction that takes over takes some of them as well.
    List<CompletableFuture<Void>> takers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      takers.add(
          BlockingTasks.run(
              () -> {
                for (int left = 3000 / 4; left > 0; left--) {
                  taken.addAll(ids(mailbox.dequeue(1)));
                }
              }));
    }
    for (CompletableFuture<Void> each : takers) {
      get(each);
    }
    await()
        .untilAsserted(
            () -> {
              taken.addAll(ids(mailbox.dequeue(1000)));
              assertThat(taken).contains("left0", "left1", "left2", "left3", "left4");
            });
    assertThat(taken).hasSize(3005);
    assertThat(mailbox.stats().waiting()).isZero();
  }

  @Test
  void aRequestIsKnownToAllReplicas() throws Exception {
    try (Mailbox other = open(MailboxLimits.DEFAULT, clock)) {
      long id = ((Accepted) enqueue("a")).id();
      assertThat(get(other.enqueue(message(ALICE, "a", MailboxPriority.NORMAL))))
          .isEqualTo(new Pending(id));
      assertThat(other.dequeue(1)).isEmpty();
      MailboxDelivery delivery = next();
      get(mailbox.complete(delivery, response("r")));
      assertThat(get(other.enqueue(message(ALICE, "a", MailboxPriority.NORMAL))))
          .isInstanceOf(Completed.class);
      assertThat(other.outcome(ALICE, "a")).isPresent();
    }
  }

  @Test
  void theSameRequestAtTwoReplicasAtOnceIsStoredOnce() throws Exception {
    try (Mailbox other = open(MailboxLimits.DEFAULT, clock)) {
      for (int i = 0; i < 50; i++) {
        CompletionStage<?> here = mailbox.enqueue(message(ALICE, "m" + i, MailboxPriority.NORMAL));
        CompletionStage<?> there = other.enqueue(message(ALICE, "m" + i, MailboxPriority.NORMAL));
        assertThat(List.of(get(here), get(there)))
            .hasAtLeastOneElementOfType(Accepted.class)
            .hasAtLeastOneElementOfType(Pending.class);
      }
    }
  }

  /** The one that was too slow must not answer: another may have, and differently. */
  @Test
  void aReplicaThatHangsCannotCompleteWhatIsAnothersByNow() throws Exception {
    enqueue("a");
    MailboxDelivery slow = next();
    CountDownLatch goesOn = new CountDownLatch(1);
    AtomicBoolean hangs = new AtomicBoolean();
    mailbox.onAvailable(
        () -> {
          hangs.set(true);
          awaitUninterruptibly(goesOn);
        });
    mailbox.enqueue(message(ALICE, "b", MailboxPriority.NORMAL));
    await().untilTrue(hangs);
    try (Mailbox other = open(MailboxLimits.DEFAULT, clock)) {
      List<MailboxDelivery> taken = await().until(() -> other.dequeue(2), some -> !some.isEmpty());
      assertThat(ids(taken)).containsExactly("a", "b");
      CompletionStage<Void> late = mailbox.complete(slow, response("late"));
      goesOn.countDown();
      assertThatThrownBy(() -> get(late)).hasCauseInstanceOf(ActrException.class);
      get(other.complete(taken.get(0), response("in time")));
      assertThat(((Completed) enqueue("a")).outcome().response()).asString().isEqualTo("in time");
      assertThat(mailbox.stats()).isEqualTo(new MailboxStats(0, 0, 0, 0));
      get(mailbox.enqueue(message(BOB, "later", MailboxPriority.NORMAL)));
      assertThat(ids(mailbox.dequeue(10))).containsExactly("later");
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void execute(String sql) throws Exception {
    try (Connection connection = postgres.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void aDatabaseThatIsAwayFailsSendersLosesNothingAndComesBack() throws Exception {
    enqueue("handled");
    enqueue("waiting");
    MailboxDelivery delivery = next();
    CompletionStage<Void> outcome;
    postgres.stop();
    try {
      assertThatThrownBy(() -> enqueue("refused"))
          .cause()
          .isInstanceOfSatisfying(
              ActrException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.UNAVAILABLE));
      assertThatThrownBy(() -> mailbox.dequeue(1)).isInstanceOf(ActrException.class);
      outcome = mailbox.complete(delivery, response("r"));
      assertThat(outcome.toCompletableFuture()).isNotDone();
    } finally {
      postgres.start();
    }
    get(outcome);
    mailbox.acknowledge(delivery);
    await().ignoreExceptions().until(() -> enqueue("later") != null);
    assertThat(((Completed) enqueue("handled")).outcome().response()).asString().isEqualTo("r");
    assertThat(ids(mailbox.dequeue(10))).containsExactly("waiting", "later");
  }

  @Test
  void oneMessageThatCannotBeStoredFailsAlone() throws Exception {
    List<CompletionStage<?>> all = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      String id = i == 10 ? "no\0" : "m" + i;
      all.add(mailbox.enqueue(message(ALICE, id, MailboxPriority.NORMAL)));
    }
    for (int i = 0; i < 20; i++) {
      CompletionStage<?> each = all.get(i);
      if (i == 10) {
        assertThatThrownBy(() -> get(each)).isInstanceOf(ExecutionException.class);
      } else {
        assertThat(get(each)).isInstanceOf(Accepted.class);
      }
    }
    MailboxDelivery delivery = next();
    get(
        mailbox.complete(
            delivery,
            new MailboxOutcome(
                new byte[0], Optional.of(ErrorKind.INVALID_ARGUMENT), "a \0 in it")));
    assertThat(mailbox.outcome(ALICE, "m0").orElseThrow().detail()).isEqualTo("a \ufffd in it");
  }

  @Test
  void tablesOfALaterVersionAreLeftAlone() throws Exception {
    execute("UPDATE actr_mailbox_schema SET version = version + 1");
    try {
      assertThatThrownBy(() -> open(MailboxLimits.DEFAULT, clock))
          .isInstanceOf(ActrException.class)
          .hasMessageContaining("version");
    } finally {
      execute("UPDATE actr_mailbox_schema SET version = version - 1");
    }
  }

  @Test
  void whoMayNotMakeTablesUsesThoseThatAreThere() throws Exception {
    execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC");
    execute("CREATE ROLE clerk LOGIN");
    execute("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO clerk");
    mailbox.close();
    mailbox =
        JdbcMailbox.open(
            TestPostgres.dataSource(postgres.url().replace("user=actr", "user=clerk")),
            actor,
            MailboxLimits.DEFAULT,
            LEASE,
            clock);
    handle("a", response("r"));
    assertThat(enqueue("a")).isInstanceOf(Completed.class);
  }

  /** How many expire is for the senders to say, and each of them is told. */
  @Test
  void onlyWhatHasEndedProcessesIsLogged() throws Exception {
    try (LogRecords log = new LogRecords("dev.actr.mailbox.jdbc")) {
      enqueue("late");
      get(mailbox.deadLetter(next(), DeadLetterReason.EXPIRED, "too late"));
      assertThat(log.with(actor)).isEmpty();
      enqueue("poison");
      get(mailbox.deadLetter(next(), DeadLetterReason.RETRIES_EXHAUSTED, "each time"));
      assertThat(log.with(actor, "RETRIES_EXHAUSTED")).hasSize(1);
    }
  }

  @Test
  void deadLettersGoWhenTheirTimeIsOverAlsoIfNobodyAsks() throws Exception {
    enqueue("late");
    get(mailbox.deadLetter(next(), DeadLetterReason.EXPIRED, "too late"));
    clock.advance(MailboxLimits.DEFAULT.deadLetterRetention());
    await().until(() -> mailbox.stats().deadLetters() == 0);
    assertThat(mailbox.deadLetters().list(1)).isEmpty();
  }
}
