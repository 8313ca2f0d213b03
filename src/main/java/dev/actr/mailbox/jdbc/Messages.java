package dev.actr.mailbox.jdbc;

import dev.actr.ActrException;
import dev.actr.ErrorKind;
import dev.actr.mailbox.DeadLetterReason;
import dev.actr.mailbox.MailboxDelivery;
import dev.actr.mailbox.MailboxLimits;
import dev.actr.mailbox.MailboxMessage;
import dev.actr.mailbox.MailboxOutcome;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What one transaction of a replica does with the messages of that replica. Each of its changes may
 * be made a second time without harm: whether a transaction was committed is not known if the
 * connection ended meanwhile.
 */
final class Messages {

  private static final int WAITING = 0;
  private static final int TAKEN = 1;
  static final int ACKNOWLEDGED = 2;

  private final Transaction transaction;
  private final String actor;
  private final String replica;
  private final MailboxLimits limits;
  private final ReplicaState state;
  private final Requests requests;
  private final LetterTable letters;

  /** Of what is taken in this transaction. */
  private boolean anyTaken;

  private boolean oneAlone;
  private final Set<Long> landed = new HashSet<>();

  Messages(
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
    this.requests = new Requests(transaction, actor, replica, limits, state);
    this.letters = new LetterTable(transaction, actor, limits, state);
  }

  LetterTable letters() {
    return letters;
  }

  Requests requests() {
    return requests;
  }

  /** Reads what this replica has, and puts back what was taken for nobody. */
  void load() throws SQLException {
    List<Long> forNobody =
        transaction.query(
            row -> row.getLong(1),
            "SELECT id FROM actr_mailbox_message WHERE replica = ? AND state = ?",
            replica,
            TAKEN);
    forNobody.removeIf(id -> state.inFlight(id) != null || state.completed(id) != null);
    for (long id : forNobody) {
      putBack(id);
    }
    // What follows in this transaction may take what was taken over, which came before its own.
    state.forgetTaken();
    long[] waiting = new long[2];
    transaction.query(
        row -> waiting[row.getInt(1)] = row.getLong(2),
        "SELECT priority, COUNT(*) FROM actr_mailbox_message"
            + " WHERE replica = ? AND state = ? GROUP BY priority",
        replica,
        WAITING);
    List<ReplicaState.Outcome> acknowledged =
        transaction.query(
            row -> new ReplicaState.Outcome(row.getLong(1), row.getLong(2), row.getInt(3)),
            "SELECT id, received_at, LENGTH(response) FROM actr_mailbox_message"
                + " WHERE replica = ? AND state = ? ORDER BY id",
            replica,
            ACKNOWLEDGED);
    transaction.afterCommit(
        () -> {
          state.setWaiting(waiting[0], waiting[1]);
          state.setAcknowledged(acknowledged);
        });
    letters.trim();
    transaction.tellAvailable();
  }

  /** As if it had not been delivered, unless it has an outcome. */
  private void putBack(long id) throws SQLException {
    transaction.update(
        "UPDATE actr_mailbox_message SET state = ?,"
            + " deliveries = CASE WHEN error_code IS NULL THEN deliveries - 1 ELSE deliveries END"
            + " WHERE id = ? AND replica = ? AND state = ?",
        WAITING,
        id,
        replica,
        TAKEN);
  }

  private record Row(
      long id, int deliveries, Optional<MailboxOutcome> outcome, MailboxMessage message) {

    int priority() {
      return Columns.priority(message.priority());
    }
  }

  List<MailboxDelivery> dequeue(int max) throws SQLException {
    List<MailboxDelivery> deliveries = new ArrayList<>();
    boolean more = true;
    while (more && deliveries.size() < max && !state.isOneAlone() && !oneAlone) {
      more = take(waiting(max - deliveries.size()), deliveries);
    }
    return deliveries;
  }

  private List<Row> waiting(int max) throws SQLException {
    List<Row> rows = new ArrayList<>();
    for (int priority = 0; priority < 2 && rows.size() < max; priority++) {
      if (state.isAnyWaiting(priority)) {
        rows.addAll(waiting(priority, max - rows.size()));
      }
    }
    return rows;
  }

  /** Begins behind what has been taken: until a vacuum that is in the way in the index. */
  private List<Row> waiting(int priority, int max) throws SQLException {
    return transaction.query(
        row ->
            new Row(
                row.getLong(1), row.getInt(2), Columns.outcome(row, 3), Columns.message(row, 6)),
        "SELECT id, deliveries, "
            + Columns.OUTCOME
            + ", "
            + Columns.MESSAGE
            + " FROM actr_mailbox_message"
            + " WHERE replica = ? AND state = 0 AND priority = ? AND id > ?"
            + " ORDER BY id FETCH FIRST ? ROWS ONLY",
        replica,
        priority,
        state.allTakenTo(priority),
        max);
  }

  /** Whether others may be taken in place of those that were given up. */
  private boolean take(List<Row> rows, List<MailboxDelivery> deliveries) throws SQLException {
    boolean more = false;
    List<Object[]> taken = new ArrayList<>();
    for (Row row : rows) {
      boolean open = row.outcome().isEmpty();
      if (open && row.deliveries() >= limits.maxDeliveries()) {
        letters.bury(row.id(), DeadLetterReason.RETRIES_EXHAUSTED, "the process ended each time");
        transaction.afterCommit(() -> state.waiting(row.priority(), -1));
        more = true;
        continue;
      }
      boolean byItself =
          open && row.deliveries() > 0 && row.deliveries() + 1 == limits.maxDeliveries();
      if (byItself && (anyTaken || state.isAnyInFlight())) {
        state.someoneWaits();
        more = false;
        break;
      }
      taken.add(new Object[] {open ? 1 : 0, row.id()});
      deliveries.add(taken(row, open, byItself));
      if (byItself) {
        oneAlone = true;
        break;
      }
    }
    transaction.batch(
        "UPDATE actr_mailbox_message SET state = 1, deliveries = deliveries + ? WHERE id = ?",
        taken);
    return more;
  }

  private MailboxDelivery taken(Row row, boolean open, boolean byItself) {
    anyTaken |= open;
    long receivedAt = row.message().receivedAt().toEpochMilli();
    transaction.afterCommit(
        () -> {
          state.waiting(row.priority(), -1);
          state.taken(row.id(), row.priority());
          if (open) {
            state.taken(row.id(), new ReplicaState.InFlight(receivedAt, row.priority()), byItself);
          } else {
            state.completed(row.id(), receivedAt, row.outcome().get());
          }
        });
    return new MailboxDelivery(
        row.id(), row.message(), Math.max(1, row.deliveries() + (open ? 1 : 0)), row.outcome());
  }

  void complete(List<Work.Complete> all) throws SQLException {
    List<Object[]> rows = new ArrayList<>();
    for (Work.Complete each : all) {
      ReplicaState.InFlight message = land(each.id);
      if (message == null) {
        each.refuse(notInFlight(each.id));
        continue;
      }
      MailboxOutcome outcome = each.outcome;
      rows.add(
          new Object[] {
            new byte[0],
            Columns.code(outcome),
            Columns.text(outcome.detail()),
            outcome.response(),
            each.id
          });
      each.succeed(null);
      transaction.afterCommit(() -> state.completed(each.id, message.receivedAt(), outcome));
    }
    transaction.batch(
        "UPDATE actr_mailbox_message SET envelope = ?, error_code = ?, detail = ?, response = ?"
            + " WHERE id = ?",
        rows);
  }

  /** A message in flight lands, once; null if it is not in flight. */
  private ReplicaState.InFlight land(long id) {
    ReplicaState.InFlight message = state.inFlight(id);
    if (message == null || !landed.add(id)) {
      return null;
    }
    transaction.afterCommit(
        () -> {
          if (state.landed(id)) {
            transaction.tellAvailable();
          }
        });
    return message;
  }

  private ActrException notInFlight(long id) {
    return new ActrException(
        ErrorKind.UNAVAILABLE,
        "message " + id + " of " + actor + " is not in flight, or is another replica's by now");
  }

  void acknowledge(List<Work.Acknowledge> all) throws SQLException {
    List<Object[]> kept = new ArrayList<>();
    List<Object[]> forgotten = new ArrayList<>();
    for (Work.Acknowledge each : all) {
      ReplicaState.Outcome outcome = state.completed(each.id);
      if (outcome != null) {
        (outcome.bytes() >= 0 ? kept : forgotten).add(new Object[] {each.id});
        transaction.afterCommit(() -> state.acknowledged(outcome));
      }
    }
    transaction.batch("UPDATE actr_mailbox_message SET state = 2 WHERE id = ?", kept);
    transaction.batch("DELETE FROM actr_mailbox_message WHERE id = ?", forgotten);
  }

  /** Deletes outcomes that are not kept any longer. */
  void expire() throws SQLException {
    List<Long> expired = state.expired(transaction.now());
    transaction.batch(
        "DELETE FROM actr_mailbox_message WHERE id = ? AND state = 2",
        expired.stream().map(id -> new Object[] {id}).toList());
    transaction.afterCommit(() -> state.dropOldest(expired.size()));
  }

  Void release(long id) throws SQLException {
    ReplicaState.InFlight message = land(id);
    if (message != null) {
      putBack(id);
      transaction.tellAvailable();
      // What follows in this transaction may take it.
      state.returned(id, message.priority());
      transaction.afterCommit(
          () -> {
            state.returned(id, message.priority());
            state.waiting(message.priority(), 1);
          });
    }
    return null;
  }

  Void giveUp(long id, DeadLetterReason reason, String detail) throws SQLException {
    if (land(id) == null) {
      throw notInFlight(id);
    }
    letters.bury(id, reason, detail);
    return null;
  }

  /** Its key is no request's: a replay is wanted, whatever has become of the request since. */
  boolean replay(long letter) throws SQLException {
    List<Integer> priority = letters.lock(letter);
    if (priority.isEmpty()) {
      return false;
    }
    transaction.update(
        "INSERT INTO actr_mailbox_message (actor, replica, request_key, "
            + Columns.MESSAGE
            + ", state, deliveries) SELECT actor, ?, ?, caller, request_id, priority, ?, NULL,"
            + " envelope, 0, 0 FROM actr_mailbox_dead_letter WHERE id = ?",
        replica,
        "replay of " + letter,
        transaction.now(),
        letter);
    transaction.afterCommit(() -> state.waiting(priority.get(0), 1));
    transaction.tellAvailable();
    return letters.drop(letter);
  }
}
