package dev.actr.mailbox.faults;

import dev.actr.ActrId;
import dev.actr.mailbox.Durability;
import dev.actr.mailbox.Mailbox;
import dev.actr.mailbox.MailboxDelivery;
import dev.actr.mailbox.MailboxLimits;
import dev.actr.mailbox.MailboxMessage;
import dev.actr.mailbox.MailboxOutcome;
import dev.actr.mailbox.MailboxPriority;
import dev.actr.mailbox.MailboxReceipt;
import dev.actr.mailbox.jdbc.JdbcMailbox;
import dev.actr.mailbox.jdbc.TestPostgres;
import dev.actr.mailbox.journal.JournalMailbox;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;

/**
 * The process that is killed: senders and a handler on one mailbox. Each line it prints is one call
 * of the system, made when what it says is so, and the pipe keeps it when the process has gone.
 *
 * <ul>
 *   <li>{@code accepted <id>}: the sender was told that the message is stored
 *   <li>{@code ran <id> <token>}: the handler was called; each call makes another token
 *   <li>{@code replied <id> <token>}: the outcome was told
 *   <li>{@code again <id> <token>}: a message that was sent again was answered with this
 * </ul>
 */
final class FaultsChild {

  private static final int WINDOW = 16;
  private static final Duration LEASE = Duration.ofSeconds(1);
  private static final ActrId CALLER = ActrId.parse("1a@101/acme:Sender:1.0.0");
  private static final MailboxLimits LIMITS =
      new MailboxLimits(
          // Long enough for all rounds that ask again, however slow the machine.
          Duration.ofMinutes(10),
          200_000,
          64L << 20,
          // A process that is killed often has nothing to say against its messages.
          100_000,
          10,
          1 << 20,
          Duration.ofDays(1));

  private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);
  private final DataSource database;
  private final Mailbox mailbox;
  private final Semaphore available = new Semaphore(0);

  /** What the handler has taken or is about to take, and has not replied to. */
  private final AtomicInteger inHand = new AtomicInteger();

  private final AtomicBoolean sending = new AtomicBoolean(true);

  private FaultsChild(String store, String place) throws Exception {
    if (store.equals("journal")) {
      database = null;
      mailbox = JournalMailbox.open(Path.of(place), "faults", Durability.DISK, LIMITS);
    } else {
      database = TestPostgres.dataSource(place);
      mailbox = JdbcMailbox.open(database, "faults", LIMITS, LEASE);
    }
  }

  /**
   * Runs.
   *
   * @param args the store; its place; the number of senders; the first number of each. What was
   *     accepted earlier and is to be sent again comes in lines.
   */
  public static void main(String[] args) throws Exception {
    FaultsChild child = new FaultsChild(args[0], args[1]);
    child.run(Integer.parseInt(args[2]), Long.parseLong(args[3]));
  }

  private void run(int senders, long first) throws Exception {
    mailbox.onAvailable(available::release);
    Thread handler = new Thread(this::handle, "handler");
    handler.setDaemon(true);
    handler.start();
    for (int sender = 0; sender < senders; sender++) {
      int key = sender;
      Thread thread = new Thread(() -> send(key, first), "sender-" + sender);
      thread.setDaemon(true);
      thread.start();
    }
    print("open");
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    List<CompletableFuture<?>> again = new ArrayList<>();
    for (String id = in.readLine(); id != null; id = in.readLine()) {
      again.add(sendAgain(id));
    }
    again.forEach(CompletableFuture::join);
    // The end of the lines is the end of the sending: what is left is handled.
    sending.set(false);
    while (isAnyLeft()) {
      LockSupport.parkNanos(10_000_000);
    }
    print("drained");
  }

  private boolean isAnyLeft() throws SQLException {
    // In this order: what does not wait any more is in hand by then.
    if (mailbox.stats().waiting() > 0 || inHand.get() > 0) {
      return true;
    }
    if (database == null) {
      return false;
    }
    // What processes before this one left is not in the statistics as long as it is theirs.
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT 1 FROM actr_mailbox_message WHERE state <> 2 LIMIT 1")) {
      return row.next();
    }
  }

  private void print(String line) {
    try {
      out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static MailboxMessage message(String id) {
    return new MailboxMessage(
        Optional.of(CALLER),
        id,
        new byte[100],
        id.startsWith("0-") ? MailboxPriority.HIGH : MailboxPriority.NORMAL,
        Instant.now(),
        Optional.empty());
  }

  private void send(int key, long first) {
    Semaphore window = new Semaphore(WINDOW);
    for (long n = first; sending.get(); n++) {
      window.acquireUninterruptibly();
      String id = key + "-" + n;
      mailbox
          .enqueue(message(id))
          .whenComplete(
              (receipt, failure) -> {
                window.release();
                if (receipt instanceof MailboxReceipt.Accepted) {
                  print("accepted " + id);
                }
              });
    }
  }

  private CompletableFuture<?> sendAgain(String id) {
    return mailbox
        .enqueue(message(id))
        .thenAccept(
            receipt -> {
              if (receipt instanceof MailboxReceipt.Completed completed) {
                print("again " + id + " " + token(completed.outcome()));
              } else if (receipt instanceof MailboxReceipt.Accepted) {
                // It is handled a second time now, with another token.
                print("accepted " + id);
              }
            })
        .toCompletableFuture();
  }

  private static String token(MailboxOutcome outcome) {
    return new String(outcome.response(), StandardCharsets.UTF_8);
  }

  private void handle() {
    while (true) {
      available.acquireUninterruptibly();
      available.drainPermits();
      inHand.incrementAndGet();
      List<MailboxDelivery> taken;
      while (!(taken = mailbox.dequeue(16)).isEmpty()) {
        inHand.addAndGet(taken.size());
        taken.forEach(this::handle);
      }
      inHand.decrementAndGet();
    }
  }

  private void handle(MailboxDelivery delivery) {
    if (delivery.outcome().isPresent()) {
      reply(delivery, delivery.outcome().get());
      return;
    }
    String token = UUID.randomUUID().toString();
    print("ran " + delivery.message().requestId() + " " + token);
    MailboxOutcome outcome = MailboxOutcome.of(token.getBytes(StandardCharsets.UTF_8));
    mailbox
        .complete(delivery, outcome)
        .whenComplete(
            (stored, failure) -> {
              if (failure == null) {
                reply(delivery, outcome);
              } else {
                inHand.decrementAndGet();
              }
            });
  }

  private void reply(MailboxDelivery delivery, MailboxOutcome outcome) {
    print("replied " + delivery.message().requestId() + " " + token(outcome));
    mailbox.acknowledge(delivery);
    inHand.decrementAndGet();
  }
}
