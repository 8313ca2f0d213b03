package dev.actr.mailbox.jdbc;

import dev.actr.mailbox.DeadLetter;
import dev.actr.mailbox.DeadLetterReason;
import dev.actr.mailbox.MailboxLimits;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** What one transaction does with the dead letters of an actor, which all its replicas share. */
final class LetterTable {

  private final Transaction transaction;
  private final String actor;
  private final MailboxLimits limits;
  private final ReplicaState state;
  private boolean anyBuried;

  LetterTable(Transaction transaction, String actor, MailboxLimits limits, ReplicaState state) {
    this.transaction = transaction;
    this.actor = actor;
    this.limits = limits;
    this.state = state;
  }

  /** A message becomes a dead letter. */
  void bury(long id, DeadLetterReason reason, String detail) throws SQLException {
    if (reason == DeadLetterReason.RETRIES_EXHAUSTED) {
      transaction.afterCommit(() -> JdbcLog.LOG.gaveUp(actor, id, reason));
    }
    transaction.update(
        "INSERT INTO actr_mailbox_dead_letter (id, actor, "
            + Columns.MESSAGE
            + ", size, deliveries, reason, detail, dead_at) SELECT id, actor, "
            + Columns.MESSAGE
            + ", LENGTH(envelope), deliveries, ?, ?, ? FROM actr_mailbox_message WHERE id = ?",
        reason.name(),
        Columns.text(detail),
        transaction.now(),
        id);
    transaction.update("DELETE FROM actr_mailbox_message WHERE id = ?", id);
    anyBuried = true;
  }

  /** Once for all that have become dead letters in this transaction, as it looks at each letter. */
  void trimIfAnyBuried() throws SQLException {
    if (anyBuried) {
      trim();
    }
  }

  /** Drops those whose time is over. */
  void expire() throws SQLException {
    if (state.deadLetters() > 0
        && transaction.update(
                "DELETE FROM actr_mailbox_dead_letter WHERE actor = ? AND dead_at <= ?",
                actor,
                oldest())
            > 0) {
      count();
    }
  }

  /** One that became a dead letter then or before is not kept any longer. */
  private long oldest() {
    return transaction.now() - limits.deadLetterRetention().toMillis();
  }

  /** Drops those over the bounds, oldest first, and counts the rest. */
  void trim() throws SQLException {
    transaction.update(
        "DELETE FROM actr_mailbox_dead_letter WHERE id IN (SELECT id FROM (SELECT id, dead_at,"
            + " ROW_NUMBER() OVER (ORDER BY id DESC) AS place,"
            + " SUM(size) OVER (ORDER BY id DESC) AS total"
            + " FROM actr_mailbox_dead_letter WHERE actor = ?) AS letters"
            + " WHERE place > ? OR total > ? OR dead_at <= ?)",
        actor,
        limits.deadLetterEntries(),
        limits.deadLetterBytes(),
        oldest());
    count();
  }

  private void count() throws SQLException {
    List<Long> count =
        transaction.query(
            row -> row.getLong(1),
            "SELECT COUNT(*) FROM actr_mailbox_dead_letter WHERE actor = ?",
            actor);
    transaction.afterCommit(() -> state.setDeadLetters(count.get(0)));
  }

  List<DeadLetter> list(int max) throws SQLException {
    trim();
    return transaction.query(
        row ->
            new DeadLetter(
                row.getLong(1),
                Columns.message(row, 6),
                DeadLetterReason.valueOf(row.getString(2)),
                row.getString(3),
                Instant.ofEpochMilli(row.getLong(4)),
                row.getInt(5)),
        "SELECT id, reason, detail, dead_at, deliveries, "
            + Columns.MESSAGE
            + " FROM actr_mailbox_dead_letter WHERE actor = ?"
            + " ORDER BY id DESC FETCH FIRST ? ROWS ONLY",
        actor,
        max);
  }

  /** Keeps others from a dead letter; its priority, if there is such. */
  List<Integer> lock(long id) throws SQLException {
    return transaction.query(
        row -> row.getInt(1),
        "SELECT priority FROM actr_mailbox_dead_letter WHERE id = ? AND actor = ? FOR UPDATE",
        id,
        actor);
  }

  boolean drop(long id) throws SQLException {
    boolean dropped =
        transaction.update(
                "DELETE FROM actr_mailbox_dead_letter WHERE id = ? AND actor = ?", id, actor)
            > 0;
    count();
    return dropped;
  }
}
