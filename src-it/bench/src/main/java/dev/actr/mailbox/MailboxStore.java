package dev.actr.mailbox;

import dev.actr.ActrId;
import dev.actr.mailbox.MailboxReceipt.Accepted;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** A mailbox, with a handler that answers each message. */
final class MailboxStore implements Store {

  private static final Optional<ActrId> CALLER =
      Optional.of(ActrId.parse("1a@101/acme:Sender:1.0.0"));
  private static final MailboxOutcome OUTCOME = MailboxOutcome.of(RESPONSE);

  private final Mailbox mailbox;
  private final AtomicLong ids = new AtomicLong();
  private final Map<String, CompletableFuture<Void>> waiting = new ConcurrentHashMap<>();
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
    String id = Long.toString(ids.incrementAndGet());
    CompletableFuture<Void> done = new CompletableFuture<>();
    waiting.put(id, done);
    mailbox
        .enqueue(message(id, envelope))
        .whenComplete(
            (receipt, failure) -> {
              if (!(receipt instanceof Accepted)) {
                done.completeExceptionally(new IllegalStateException("refused", failure));
              }
            });
    return done;
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
                  waiting.remove(delivery.message().requestId()).complete(null);
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
