package dev.actr.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.ActrException;
import dev.actr.ErrorKind;
import dev.actr.mailbox.MailboxReceipt.Completed;
import java.lang.ref.WeakReference;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InMemoryMailboxTest extends MailboxContract {

  private static final Duration WEEK = Duration.ofDays(7);

  @Override
  protected Mailbox open(MailboxLimits limits, Clock clock) {
    return new InMemoryMailbox("echo", limits, clock);
  }

  /** A window of large requests would be far more than the outcomes that are bounded. */
  @Test
  void ofWhatIsHandledTheOutcomeIsKeptAlone() throws Exception {
    WeakReference<byte[]> envelope = handleAnother();
    await()
        .until(
            () -> {
              System.gc();
              return envelope.get() == null;
            });
    assertThat(enqueue("large")).isInstanceOf(Completed.class);
  }

  private WeakReference<byte[]> handleAnother() throws Exception {
    byte[] envelope = new byte[1 << 20];
    get(
        mailbox.enqueue(
            new MailboxMessage(
                ALICE,
                "large",
                envelope,
                MailboxPriority.NORMAL,
                clock.instant(),
                Optional.empty())));
    MailboxDelivery delivery = next();
    get(mailbox.complete(delivery, response("r")));
    mailbox.acknowledge(delivery);
    return new WeakReference<>(envelope);
  }

  /** They are in the heap, and whoever sends requests decides how long they are. */
  @Test
  void idsAndFailuresCountAmongTheBytesOfOutcomes() throws Exception {
    mailbox.close();
    mailbox = open(new MailboxLimits(Duration.ofHours(1), 100, 10_000, 5, 0, 0, WEEK), clock);
    handle("a", response("r"));
    handle("i".repeat(9_900), response("r"));
    assertThat(enqueue("a")).isInstanceOf(Completed.class);
    handle(
        "b", MailboxOutcome.of(new ActrException(ErrorKind.INVALID_ARGUMENT, "no".repeat(1000))));
    assertThat(mailbox.outcome(ALICE, "a")).isEmpty();
    assertThat(mailbox.outcome(ALICE, "i".repeat(9_900))).isEmpty();
    assertThat(enqueue("b")).isInstanceOf(Completed.class);
  }

  @Test
  void deadLettersPastTheirTimeAreNotCounted() throws Exception {
    enqueue("dead");
    get(mailbox.deadLetter(next(), DeadLetterReason.UNDECODABLE, "no"));
    assertThat(mailbox.stats().deadLetters()).isOne();
    clock.advance(MailboxLimits.DEFAULT.deadLetterRetention());
    assertThat(mailbox.stats().deadLetters()).isZero();
  }

  @Test
  void deadLettersPastTheirTimeGoAsOthersAreHandled() throws Exception {
    WeakReference<byte[]> envelope = buryAnother();
    clock.advance(MailboxLimits.DEFAULT.deadLetterRetention());
    enqueue("another");
    await()
        .until(
            () -> {
              System.gc();
              return envelope.get() == null;
            });
  }

  private WeakReference<byte[]> buryAnother() throws Exception {
    byte[] envelope = new byte[1 << 20];
    get(
        mailbox.enqueue(
            new MailboxMessage(
                ALICE,
                "dead",
                envelope,
                MailboxPriority.NORMAL,
                clock.instant(),
                Optional.empty())));
    get(mailbox.deadLetter(next(), DeadLetterReason.UNDECODABLE, "no"));
    return new WeakReference<>(envelope);
  }
}
