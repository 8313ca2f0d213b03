package dev.actr.mailbox.jdbc;

import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.ErrorKind;
import dev.actr.mailbox.DeadLetter;
import dev.actr.mailbox.DeadLetterReason;
import dev.actr.mailbox.DeadLetters;
import dev.actr.mailbox.Mailbox;
import dev.actr.mailbox.MailboxDelivery;
import dev.actr.mailbox.MailboxLimits;
import dev.actr.mailbox.MailboxMessage;
import dev.actr.mailbox.MailboxOutcome;
import dev.actr.mailbox.MailboxReceipt;
import dev.actr.mailbox.MailboxStats;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import javax.sql.DataSource;

/**
 * A mailbox in a database, which the replicas of an application may share. A message belongs to the
 * replica that took it from its sender, and that alone can answer: the sender's connection ends
 * there. When a replica has ended, another takes what it left, with its outcomes, so that a request
 * sent again is answered wherever it arrives: at once if it closed its mailbox, and otherwise when
 * nothing was heard of it for a lease. One that has just been opened delivers nothing until it
 * knows of each of those before whether it has ended, which takes a third of the lease if it has
 * not.
 *
 * <p>A sender whose message was stored just when the connection to the database broke is told that
 * it was not. The bounds of outcomes hold for each replica.
 *
 * <p>PostgreSQL 14 and later is what this is tested with. It uses one connection at a time, and
 * holds it.
 */
public final class JdbcMailbox implements Mailbox {

  private static final Duration LEASE = Duration.ofSeconds(5);

  private final JdbcWorker worker;

  private JdbcMailbox(JdbcWorker worker) {
    this.worker = worker;
  }

  /**
   * Opens the mailbox of an actor, with a lease of five seconds.
   *
   * @see #open(DataSource, String, MailboxLimits, Duration)
   */
  public static JdbcMailbox open(DataSource dataSource, String actor, MailboxLimits limits)
      throws SQLException {
    return open(dataSource, actor, limits, LEASE);
  }

  /**
   * Opens the mailbox of an actor. Makes the tables, or brings them up to date, and takes over what
   * replicas that have ended have left. Blocks meanwhile.
   *
   * @param dataSource gives connections that are not part of a transaction of the container; not
   *     null
   * @param actor the actor's name, the same in all replicas; not null
   * @param limits not null
   * @param lease after which a replica that is not heard of is taken for ended; at least a second
   * @return the mailbox, to be closed
   * @throws java.sql.SQLTransientException if the database is away, and may come back
   * @throws SQLException if it refuses
   * @throws ActrException of kind {@link ErrorKind#UNAVAILABLE} if a later version has written the
   *     tables
   */
  public static JdbcMailbox open(
      DataSource dataSource, String actor, MailboxLimits limits, Duration lease)
      throws SQLException {
    return open(dataSource, actor, limits, lease, Clock.systemUTC());
  }

  static JdbcMailbox open(
      DataSource dataSource, String actor, MailboxLimits limits, Duration lease, Clock clock)
      throws SQLException {
    Objects.requireNonNull(limits, "limits");
    if (lease.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("a lease of " + lease + " is too short");
    }
    JdbcWorker worker = new JdbcWorker(actor, dataSource, limits, lease, clock);
    worker.start();
    return new JdbcMailbox(worker);
  }

  /** A digest, for an id may be long. */
  private static String key(Optional<ActrId> caller, String requestId) {
    String text = caller.map(ActrId::toString).orElse("") + '\n' + requestId;
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public CompletionStage<MailboxReceipt> enqueue(MailboxMessage message) {
    if (message.requestId().indexOf('\0') >= 0) {
      return CompletableFuture.failedFuture(
          new ActrException(ErrorKind.INVALID_ARGUMENT, "a request id has a null character"));
    }
    return worker.submit(new Work.Enqueue(message, key(message.caller(), message.requestId())))
        .result;
  }

  @Override
  public List<MailboxDelivery> dequeue(int max) {
    return await(messages -> worker.dequeue(messages, max));
  }

  @Override
  public CompletionStage<Void> complete(MailboxDelivery delivery, MailboxOutcome outcome) {
    return worker.submit(
            new Work.Complete(delivery.id(), Objects.requireNonNull(outcome, "outcome")))
        .result;
  }

  @Override
  public void acknowledge(MailboxDelivery delivery) {
    worker.submit(new Work.Acknowledge(delivery.id()));
  }

  @Override
  public void release(MailboxDelivery delivery) {
    worker.submit(new Work.Single<>(true, messages -> messages.release(delivery.id())));
  }

  @Override
  public CompletionStage<Void> deadLetter(
      MailboxDelivery delivery, DeadLetterReason reason, String detail) {
    return worker.submit(
            new Work.Single<>(true, messages -> messages.giveUp(delivery.id(), reason, detail)))
        .result;
  }

  @Override
  public Optional<MailboxOutcome> outcome(Optional<ActrId> caller, String requestId) {
    String key = key(caller, requestId);
    return await(messages -> messages.requests().outcome(key));
  }

  @Override
  public MailboxStats stats() {
    return worker.stats();
  }

  @Override
  public long waiting() {
    return worker.stats().waiting();
  }

  @Override
  public void onAvailable(Runnable listener) {
    worker.setListener(Objects.requireNonNull(listener, "listener"));
    if (waiting() > 0) {
      listener.run();
    }
  }

  @Override
  public DeadLetters deadLetters() {
    return new Letters();
  }

  @Override
  public void close() {
    worker.close();
  }

  private <T> CompletableFuture<T> ask(Work.Action<T> question) {
    return worker.submit(new Work.Single<>(false, question)).result;
  }

  private <T> T await(Work.Action<T> question) {
    worker.checkThread();
    try {
      return ask(question).join();
    } catch (CompletionException e) {
      throw ActrException.of(e);
    }
  }

  private final class Letters implements DeadLetters {

    @Override
    public List<DeadLetter> list(int max) {
      return await(messages -> messages.letters().list(max));
    }

    @Override
    public CompletionStage<Boolean> replay(long id) {
      return ask(messages -> messages.replay(id));
    }

    @Override
    public CompletionStage<Boolean> drop(long id) {
      return ask(messages -> messages.letters().drop(id));
    }
  }
}
