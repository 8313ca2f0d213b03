package dev.actr.mailbox.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.actr.ActrException;
import dev.actr.ErrorKind;
import dev.actr.mailbox.DeadLetter;
import dev.actr.mailbox.DeadLetterReason;
import dev.actr.mailbox.Durability;
import dev.actr.mailbox.Mailbox;
import dev.actr.mailbox.MailboxContract;
import dev.actr.mailbox.MailboxDelivery;
import dev.actr.mailbox.MailboxLimits;
import dev.actr.mailbox.MailboxMessage;
import dev.actr.mailbox.MailboxOutcome;
import dev.actr.mailbox.MailboxPriority;
import dev.actr.mailbox.MailboxReceipt;
import dev.actr.mailbox.MailboxReceipt.Completed;
import dev.actr.mailbox.MailboxReceipt.Pending;
import dev.actr.mailbox.MailboxStats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JournalMailboxTest extends MailboxContract {

  private static final int SEGMENT = 1 << 14;

  @TempDir Path directory;
  private final AtomicBoolean full = new AtomicBoolean();

  @Override
  protected Mailbox open(MailboxLimits limits, Clock clock) throws Exception {
    return open(Durability.DISK, limits, clock);
  }

  private Mailbox open(Durability durability, MailboxLimits limits, Clock clock)
      throws IOException {
    return JournalMailbox.open(
        directory,
        "echo",
        durability,
        limits,
        clock,
        SEGMENT,
        (file, size) -> {
          if (full.get()) {
            throw new IOException("No space left on device");
          }
          return Segment.create(file, size);
        });
  }

  private void reopen() throws Exception {
    mailbox.close();
    mailbox = open(MailboxLimits.DEFAULT, clock);
  }

  private long segments() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".segment")).count();
    }
  }

  private MailboxMessage large(String id, int size) {
    return new MailboxMessage(
        ALICE, id, new byte[size], MailboxPriority.NORMAL, clock.instant(), Optional.empty());
  }

  @ParameterizedTest
  @EnumSource(names = {"DISK", "PROCESS"})
  void whatWaitsOrIsInFlightWaitsAgainAfterARestart(Durability durability) throws Exception {
    mailbox.close();
    mailbox = open(durability, MailboxLimits.DEFAULT, clock);
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
    assertThat(((Completed) enqueue("a")).outcome().response()).asString().isEqualTo("r");
    MailboxDelivery again = next();
    assertThat(again.message().requestId()).isEqualTo("a");
    assertThat(again.outcome().orElseThrow().response()).asString().isEqualTo("r");
    assertThat(mailbox.stats().inFlight()).isZero();
    mailbox.acknowledge(again);
    reopen();
    assertThat(mailbox.dequeue(1)).isEmpty();
    assertThat(enqueue("a")).isInstanceOf(Completed.class);
  }

  @Test
  void outcomesExpireAcrossARestart() throws Exception {
    handle("a", response("r"));
    reopen();
    assertThat(enqueue("a")).isInstanceOf(Completed.class);
    clock.advance(Duration.ofSeconds(30));
    reopen();
    assertThat(enqueue("a")).isInstanceOf(MailboxReceipt.Accepted.class);
  }

  @Test
  void whatWasReleasedIsAsIfNeverDeliveredAfterARestart() throws Exception {
    enqueue("a");
    mailbox.release(next());
    reopen();
    assertThat(next().deliveryCount()).isEqualTo(1);
  }

  @Test
  void deadLettersSurviveARestartAndAreReplayedOnce() throws Exception {
    for (String id : List.of("a", "b", "c")) {
      enqueue(id);
      get(mailbox.deadLetter(next(), DeadLetterReason.UNDECODABLE, "no"));
    }
    reopen();
    List<DeadLetter> letters = mailbox.deadLetters().list(10);
    assertThat(letters).hasSize(3);
    get(mailbox.deadLetters().drop(letters.get(0).id()));
    get(mailbox.deadLetters().replay(letters.get(1).id()));
    reopen();
    assertThat(mailbox.deadLetters().list(10))
        .extracting(letter -> letter.message().requestId())
        .containsExactly("a");
    assertThat(ids(mailbox.dequeue(10))).containsExactly("b");
  }

  /** A message that ends the process each time, and those that have the bad luck to be near it. */
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
    assertThat(mailbox.stats()).isEqualTo(new MailboxStats(0, 0, 0, 1));
  }

  @Test
  void messagesLargerThanAFileOfTheJournalAreStored() throws Exception {
    enqueue("before");
    get(mailbox.enqueue(large("large", 10 * SEGMENT)));
    enqueue("after");
    reopen();
    List<MailboxDelivery> all = mailbox.dequeue(10);
    assertThat(ids(all)).containsExactly("before", "large", "after");
    assertThat(all.get(1).message().envelope()).hasSize(10 * SEGMENT);
  }

  @Test
  void outcomesLargerThanAFileOfTheJournalAreStored() throws Exception {
    for (String id : List.of("response", "after")) {
      enqueue(id);
    }
    List<MailboxDelivery> taken = mailbox.dequeue(2);
    MailboxOutcome large = MailboxOutcome.of(new byte[3 * SEGMENT]);
    CompletionStage<Void> stored = mailbox.complete(taken.get(0), large);
    get(mailbox.complete(taken.get(1), response("small")));
    get(stored);
    mailbox.acknowledge(taken.get(0));
    reopen();
    assertThat(((Completed) enqueue("response")).outcome().response()).hasSize(3 * SEGMENT);
  }

  @Test
  void aDeadLetterLargerThanAFileOfTheJournalIsStoredAndReplayed() throws Exception {
    get(mailbox.enqueue(large("large", 3 * SEGMENT)));
    MailboxDelivery delivery = next();
    get(mailbox.deadLetter(delivery, DeadLetterReason.UNDECODABLE, "not an envelope"));
    reopen();
    DeadLetter letter = mailbox.deadLetters().list(1).get(0);
    assertThat(letter.message().envelope()).hasSize(3 * SEGMENT);
    CompletionStage<Boolean> replayed = mailbox.deadLetters().replay(letter.id());
    enqueue("after");
    assertThat(get(replayed)).isTrue();
    List<MailboxDelivery> all = new ArrayList<>();
    await()
        .until(
            () -> {
              all.addAll(mailbox.dequeue(2));
              return all.size() == 2;
            });
    assertThat(ids(all)).containsExactlyInAnyOrder("large", "after");
  }

  @Test
  void whatIsLargerThanAFileKeepsNoFilesFromBeingDeleted() throws Exception {
    mailbox.close();
    MailboxLimits few =
        new MailboxLimits(Duration.ofSeconds(30), 10, 1000, 5, 10, 100_000, Duration.ofDays(7));
    mailbox = open(few, clock);
    get(mailbox.enqueue(large("large", 3 * SEGMENT)));
    get(mailbox.deadLetter(next(), DeadLetterReason.UNDECODABLE, "not an envelope"));
    for (int i = 0; i < 300; i++) {
      get(mailbox.enqueue(large("m" + i, SEGMENT / 4)));
      MailboxDelivery delivery = next();
      get(mailbox.complete(delivery, response("r")));
      mailbox.acknowledge(delivery);
    }
    await().until(() -> segments() < 20);
    mailbox.close();
    mailbox = open(few, clock);
    assertThat(mailbox.deadLetters().list(1).get(0).message().envelope()).hasSize(3 * SEGMENT);
  }

  @Test
  void theOrderHoldsWhileFilesAreMade() throws Exception {
    List<CompletionStage<MailboxReceipt>> all = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      all.add(mailbox.enqueue(large("m" + i, i % 100 == 99 ? 20_000 : 100)));
    }
    for (CompletionStage<MailboxReceipt> each : all) {
      get(each);
    }
    for (int i = 0; i < 2000; i++) {
      assertThat(next().message().requestId()).isEqualTo("m" + i);
    }
  }

  @Test
  void filesOfWhichNothingIsNeededAreDeleted() throws Exception {
    for (int i = 0; i < 1000; i++) {
      handle("m" + i, response("some hundred bytes of a response, or somewhat fewer than that"));
    }
    assertThat(segments()).isGreaterThan(5);
    clock.advance(Duration.ofSeconds(31));
    handle("last", response("r"));
    await().until(() -> segments() <= 2);
    reopen();
    assertThat(mailbox.stats()).isEqualTo(new MailboxStats(0, 0, 0, 0));
    assertThat(enqueue("last")).isInstanceOf(Completed.class);
  }

  @Test
  void outcomesPastTheirTimeKeepNoFilesOfAMailboxThatNobodyUses() throws Exception {
    for (int i = 0; i < 1000; i++) {
      handle("m" + i, response("some hundred bytes of a response, or somewhat fewer than that"));
    }
    reopenWith(Duration.ofMillis(10), Duration.ofDays(7));
    assertThat(segments()).isGreaterThan(5);
    clock.advance(Duration.ofMillis(10));
    await().until(() -> segments() <= 2);
  }

  @Test
  void deadLettersPastTheirTimeGoFromAMailboxThatNobodyUses() throws Exception {
    reopenWith(Duration.ofDays(1), Duration.ofDays(7));
    handle("earlier", response("r"));
    reopenWith(Duration.ofDays(1), Duration.ofMillis(10));
    enqueue("dead");
    get(mailbox.deadLetter(next(), DeadLetterReason.UNDECODABLE, "no"));
    assertThat(mailbox.stats().deadLetters()).isOne();
    clock.advance(Duration.ofMillis(10));
    await().until(() -> mailbox.stats().deadLetters() == 0);
  }

  private void reopenWith(Duration dedupWindow, Duration deadLetterRetention) throws Exception {
    mailbox.close();
    mailbox =
        open(
            new MailboxLimits(dedupWindow, 100_000, 1 << 20, 5, 100, 100_000, deadLetterRetention),
            clock);
  }

  /** A message that waits behind those of high priority keeps no more than itself. */
  @Test
  void oldMessagesKeepNoFilesFromBeingDeleted() throws Exception {
    mailbox.close();
    MailboxLimits few =
        new MailboxLimits(Duration.ofSeconds(30), 10, 1000, 5, 10, 100_000, Duration.ofDays(7));
    mailbox = open(few, clock);
    enqueue("dead");
    get(mailbox.deadLetter(next(), DeadLetterReason.UNDECODABLE, "no"));
    enqueue("old");
    for (int i = 0; i < 2000; i++) {
      get(mailbox.enqueue(message(BOB, "h" + i, MailboxPriority.HIGH)));
      MailboxDelivery delivery = next();
      assertThat(delivery.message().requestId()).isEqualTo("h" + i);
      get(mailbox.complete(delivery, response("r")));
      mailbox.acknowledge(delivery);
    }
    await().until(() -> segments() <= 6);
    mailbox.close();
    mailbox = open(few, clock);
    assertThat(ids(mailbox.dequeue(10))).containsExactly("old");
    assertThat(mailbox.deadLetters().list(10)).hasSize(1);
  }

  @Test
  void aFullDiskFailsSendersLosesNothingAndPasses() throws Exception {
    List<String> accepted = new ArrayList<>();
    full.set(true);
    Throwable refusal = null;
    for (int i = 0; refusal == null; i++) {
      try {
        get(mailbox.enqueue(large("m" + i, 500)));
        accepted.add("m" + i);
      } catch (java.util.concurrent.ExecutionException e) {
        refusal = e.getCause();
      }
    }
    assertThat(refusal)
        .isInstanceOfSatisfying(
            ActrException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.UNAVAILABLE))
        .hasMessageContaining("No space left on device");
    assertThat(accepted).isNotEmpty();
    // What is there can be handled still, for which some room is kept.
    MailboxDelivery first = next();
    get(mailbox.complete(first, response("r")));
    mailbox.acknowledge(first);
    full.set(false);
    await().ignoreExceptions().until(() -> get(mailbox.enqueue(large("later", 500))) != null);
    reopen();
    assertThat(ids(mailbox.dequeue(1000)))
        .containsExactlyElementsOf(
            Stream.concat(accepted.stream().skip(1), Stream.of("later")).toList());
  }

  @Test
  void outcomesWaitForRoomWhenEvenTheReserveIsUsed() throws Exception {
    for (int i = 0; i < 8; i++) {
      enqueue("m" + i);
    }
    full.set(true);
    List<MailboxDelivery> all = mailbox.dequeue(8);
    List<CompletionStage<Void>> outcomes = new ArrayList<>();
    for (MailboxDelivery delivery : all) {
      outcomes.add(mailbox.complete(delivery, response("x".repeat(SEGMENT / 3))));
    }
    assertThat(outcomes).anyMatch(outcome -> !outcome.toCompletableFuture().isDone());
    full.set(false);
    for (CompletionStage<Void> outcome : outcomes) {
      get(outcome);
    }
    for (int i = 0; i < 8; i++) {
      assertThat(enqueue("m" + i)).isInstanceOf(Completed.class);
    }
  }

  @Test
  void aDirectoryIsUsedByOneMailbox() {
    assertThatThrownBy(() -> open(MailboxLimits.DEFAULT, clock))
        .isInstanceOf(ActrException.class)
        .hasMessageContaining(directory.toString())
        .hasMessageContaining("actr.data-dir");
  }

  @Test
  void aLaterFormatIsLeftAlone() throws Exception {
    mailbox.close();
    Path only = directory.resolve("0000000001.segment");
    JournalFiles.setVersion(only, Segment.VERSION + 1);
    byte[] before = Files.readAllBytes(only);
    assertThatThrownBy(() -> open(MailboxLimits.DEFAULT, clock))
        .isInstanceOf(ActrException.class)
        .hasMessageContaining("format 2");
    assertThat(Files.readAllBytes(only)).isEqualTo(before);
    JournalFiles.setVersion(only, Segment.VERSION);
    mailbox = open(MailboxLimits.DEFAULT, clock);
  }

  @Test
  void aPlaceThatIsNoDirectoryIsAnError() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "");
    assertThatThrownBy(
            () -> JournalMailbox.open(file, "echo", Durability.DISK, MailboxLimits.DEFAULT))
        .isInstanceOf(IOException.class);
  }
}
