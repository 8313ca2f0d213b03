package dev.actr.mailbox.jdbc;

import dev.actr.ActrException;
import dev.actr.mailbox.MailboxMessage;
import dev.actr.mailbox.MailboxOutcome;
import dev.actr.mailbox.MailboxReceipt;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;

/**
 * Something to be done in the database, and who waits for it. What can be done along with others of
 * its kind has a kind of its own.
 *
 * @param <T> what they are told
 */
abstract sealed class Work<T> {

  final CompletableFuture<T> result = new CompletableFuture<>();

  /** Whether it waits for a database that is away, rather than fail. */
  final boolean patient;

  private T value;
  private ActrException refusal;

  private Work(boolean patient) {
    this.patient = patient;
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

  /** What a {@link Single} does. */
  interface Action<T> {
    T run(Messages messages) throws SQLException;
  }

  static final class Single<T> extends Work<T> {
    private final Action<T> action;

    Single(boolean patient, Action<T> action) {
      super(patient);
      this.action = action;
    }

    void run(Messages messages) throws SQLException {
      try {
        succeed(action.run(messages));
      } catch (ActrException e) {
        refuse(e);
      }
    }
  }

  static final class Enqueue extends Work<MailboxReceipt> {
    final MailboxMessage message;
    final String key;

    Enqueue(MailboxMessage message, String key) {
      super(false);
      this.message = message;
      this.key = key;
    }
  }

  static final class Complete extends Work<Void> {
    final long id;
    final MailboxOutcome outcome;

    Complete(long id, MailboxOutcome outcome) {
      super(true);
      this.id = id;
      this.outcome = outcome;
    }
  }

  static final class Acknowledge extends Work<Void> {
    final long id;

    Acknowledge(long id) {
      super(true);
      this.id = id;
    }
  }
}
