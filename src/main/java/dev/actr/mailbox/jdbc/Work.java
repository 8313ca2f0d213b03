package dev.actr.mailbox.jdbc;

import dev.actr.ActrException;
import dev.actr.mailbox.DeadLetterReason;
import dev.actr.mailbox.MailboxMessage;
import dev.actr.mailbox.MailboxOutcome;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;

/**
 * Something to be done in the database, and who waits for it.
 *
 * @param <T> what they are told
 */
abstract class Work<T> {

  final CompletableFuture<T> result = new CompletableFuture<>();
  private T value;
  private ActrException refusal;

  /** Whether it waits for a database that is away, rather than fail. */
  boolean isPatient() {
    return false;
  }

  final void succeed(T found) {
    value = found;
    refusal = null;
  }

  final void refuse(ActrException why) {
    refusal = why;
  }

  final T value() {
    return value;
  }

  /** The transaction has been committed: what was found in it holds. */
  final void tell() {
    if (refusal == null) {
      result.complete(value);
    } else {
      result.completeExceptionally(refusal);
    }
  }

  /** What is asked of the database by itself, not along with others of its kind. */
  abstract static class Single<T> extends Work<T> {

    abstract T run(Transaction transaction) throws SQLException;
  }

  static final class Enqueue extends Work<dev.actr.mailbox.MailboxReceipt> {
    final MailboxMessage message;
    final String key;

    Enqueue(MailboxMessage message, String key) {
      this.message = message;
      this.key = key;
    }
  }

  static final class Complete extends Work<Void> {
    final long id;
    final MailboxOutcome outcome;

    Complete(long id, MailboxOutcome outcome) {
      this.id = id;
      this.outcome = outcome;
    }

    @Override
    boolean isPatient() {
      return true;
    }
  }

  static final class Acknowledge extends Work<Void> {
    final long id;

    Acknowledge(long id) {
      this.id = id;
    }

    @Override
    boolean isPatient() {
      return true;
    }
  }

  static final class Release extends Work<Void> {
    final long id;

    Release(long id) {
      this.id = id;
    }

    @Override
    boolean isPatient() {
      return true;
    }
  }

  static final class GiveUp extends Work<Void> {
    final long id;
    final DeadLetterReason reason;
    final String detail;

    GiveUp(long id, DeadLetterReason reason, String detail) {
      this.id = id;
      this.reason = reason;
      this.detail = detail;
    }

    @Override
    boolean isPatient() {
      return true;
    }
  }
}
