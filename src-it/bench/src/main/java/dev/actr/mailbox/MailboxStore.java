package dev.actr.mailbox;

import dev.actr.ActrId;
import dev.actr.mailbox.MailboxReceipt.Accepted;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** A mailbox, with a handler that answers each message. */
final class MailboxStore implements Store {

  private static final Optional<ActrId> CALLER =
      Optional.of(ActrId.parse("1a@101/acme:Sender:1.0.0"));
  private static final MailboxOutcome OUTCOME = MailboxOutcome.of(RESPONSE);

  /** At least as many as the senders have under way. */
  private static final int UNDER_WAY = 1 << 14;

  private final Mailbox mailbox;
  private final AtomicLong ids = new AtomicLong();
  private final AtomicReferenceArray<CompletableFuture<Void>> waiting =
      new AtomicReferenceArray<>(UNDER_WAY);
  private final ExecutorService handler = Executors.newSingleThreadExecutor();
  private final AtomicBoolean scheduled = new AtomicBoolean();

  MailboxStore(Mailbox mailbox) {
    this.mailbox = mailbox;
    mailbox.onAvailable(this::schedule);
  }

  private void schedule() {
    if (!scheduled.get() && scheduled.compareAndSet(false, true)) {
      handler.execute(this::handle);
    }
  }

  static MailboxMessage message(String id, byte[] envelope) {
    return new MailboxMessage(
        CALLER, id, envelope, MailboxPriority.NORMAL, Instant.now(), Optional.empty());
  }

  @Override
  public CompletionStage<Void> send(byte[] envelope) {
    long id = ids.incrementAndGet();
    CompletableFuture<Void> done = new CompletableFuture<>();
    if (!waiting.compareAndSet(slot(id), null, done)) {
      throw new IllegalStateException("more under way than there are slots");
    }
    mailbox
        .enqueue(message(Long.toString(id), envelope))
        .whenComplete(
            (receipt, failure) -> {
              if (!(receipt instanceof Accepted)) {
                done.completeExceptionally(new IllegalStateException("refused", failure));
              }
            });
    return done;
  }

  private static int slot(long id) {
    return (int) (id % UNDER_WAY);
  }

  private void handle() {
    scheduled.set(false);
    List<MailboxDelivery> taken = new ArrayList<>();
    while (!(taken = mailbox.dequeue(16)).isEmpty()) {
      for (MailboxDelivery delivery : taken) {
        mailbox
            .complete(delivery, OUTCOME)
            .thenRun(
                () -> {
                  long id = Long.parseLong(delivery.message().requestId());
                  waiting.getAndSet(slot(id), null).complete(null);
                  mailbox.acknowledge(delivery);
                });
      }
    }
  }

  @Override
  public void close() {
    handler.shutdown();
    mailbox.close();
  }
}
