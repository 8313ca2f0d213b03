package dev.actr.mailbox.jdbc;

import dev.actr.mailbox.MailboxLimits;
import dev.actr.mailbox.MailboxMessage;
import dev.actr.mailbox.MailboxOutcome;
import dev.actr.mailbox.MailboxReceipt;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What one transaction does with requests by their keys, which all replicas of an actor share. */
final class Requests {

  private static final int KEYS = 64;

  private final Transaction transaction;
  private final String actor;
  private final String replica;
  private final MailboxLimits limits;
  private final ReplicaState state;

  Requests(
      Transaction transaction,
      String actor,
      String replica,
      MailboxLimits limits,
      ReplicaState state) {
    this.transaction = transaction;
    this.actor = actor;
    this.replica = replica;
    this.limits = limits;
    this.state = state;
  }

  /** Stores those that are not there yet. */
  void enqueue(List<Work.Enqueue> all) throws SQLException {
    Map<String, MailboxReceipt> known = find(all);
    Map<String, Work.Enqueue> fresh = new HashMap<>();
    List<Work.Enqueue> inserted = new ArrayList<>();
    List<Work.Enqueue> twice = new ArrayList<>();
    for (Work.Enqueue each : all) {
      if (known.containsKey(each.key)) {
        each.succeed(known.get(each.key));
      } else {
        (fresh.putIfAbsent(each.key, each) == null ? inserted : twice).add(each);
      }
    }
    if (!inserted.isEmpty()) {
      insert(inserted);
    }
    for (Work.Enqueue each : twice) {
      long id = ((MailboxReceipt.Accepted) fresh.get(each.key).value()).id();
      each.succeed(new MailboxReceipt.Pending(id));
    }
  }

  private Map<String, MailboxReceipt> find(List<Work.Enqueue> all) throws SQLException {
    Map<String, MailboxReceipt> found = new HashMap<>();
    List<Object[]> expired = new ArrayList<>();
    for (int from = 0; from < all.size(); from += KEYS) {
      Object[] parameters = new Object[KEYS + 1];
      parameters[0] = actor;
      for (int i = 0; i < KEYS; i++) {
        parameters[i + 1] = all.get(Math.min(from + i, all.size() - 1)).key;
      }
      transaction.query(
          row -> {
            long id = row.getLong(2);
            if (row.getInt(3) == Messages.ACKNOWLEDGED && isExpired(row.getLong(4))) {
              return expired.add(new Object[] {id});
            }
            Optional<MailboxOutcome> outcome = Columns.outcome(row, 5);
            return found.put(
                row.getString(1),
                outcome.isPresent()
                    ? new MailboxReceipt.Completed(outcome.get())
                    : new MailboxReceipt.Pending(id));
          },
          "SELECT request_key, id, state, received_at, "
              + Columns.OUTCOME
              + " FROM actr_mailbox_message WHERE actor = ? AND request_key IN ("
              + String.join(", ", Collections.nCopies(KEYS, "?"))
              + ")",
          parameters);
    }
    transaction.batch("DELETE FROM actr_mailbox_message WHERE id = ? AND state = 2", expired);
    return found;
  }

  private boolean isExpired(long receivedAt) {
    return receivedAt <= transaction.now() - limits.dedupWindow().toMillis();
  }

  private void insert(List<Work.Enqueue> all) throws SQLException {
    List<Object[]> rows = new ArrayList<>();
    for (Work.Enqueue each : all) {
      MailboxMessage message = each.message;
      rows.add(
          new Object[] {
            actor,
            replica,
            each.key,
            Columns.caller(message.caller()),
            message.requestId(),
            Columns.priority(message.priority()),
            message.receivedAt().toEpochMilli(),
            Columns.millis(message.deadline()),
            message.envelope()
          });
    }
    List<Long> ids =
        transaction.insert(
            "INSERT INTO actr_mailbox_message (actor, replica, request_key, "
                + Columns.MESSAGE
                + ", state, deliveries) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0)",
            rows);
    for (int i = 0; i < all.size(); i++) {
      Work.Enqueue each = all.get(i);
      each.succeed(new MailboxReceipt.Accepted(ids.get(i)));
      transaction.afterCommit(() -> state.waiting(Columns.priority(each.message.priority()), 1));
    }
    transaction.tellAvailable();
  }

  Optional<MailboxOutcome> outcome(String key) throws SQLException {
    return transaction
        .query(
            row ->
                row.getInt(1) == Messages.ACKNOWLEDGED && isExpired(row.getLong(2))
                    ? Optional.<MailboxOutcome>empty()
                    : Columns.outcome(row, 3),
            "SELECT state, received_at, "
                + Columns.OUTCOME
                + " FROM actr_mailbox_message WHERE actor = ? AND request_key = ?",
            actor,
            key)
        .stream()
        .findFirst()
        .flatMap(outcome -> outcome);
  }
}
