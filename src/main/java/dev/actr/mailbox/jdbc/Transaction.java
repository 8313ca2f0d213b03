package dev.actr.mailbox.jdbc;

import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.ErrorKind;
import dev.actr.mailbox.DeadLetter;
import dev.actr.mailbox.DeadLetterReason;
import dev.actr.mailbox.MailboxDelivery;
import dev.actr.mailbox.MailboxLimits;
import dev.actr.mailbox.MailboxMessage;
import dev.actr.mailbox.MailboxOutcome;
import dev.actr.mailbox.MailboxPriority;
import dev.actr.mailbox.MailboxReceipt;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One transaction of a replica on its mailbox. What it changes of the replica's state it changes
 * when it is committed.
 */
final class Transaction {

  private static final int KEYS = 64;
  private static final int OPEN = 0;
  private static final int ACKNOWLEDGED = 2;

  private static final String MESSAGE = "caller, request_id, rank, received_at, deadline, envelope";
  private static final String OUTCOME = "error_code, detail, response";

  private final Connection connection;
  private final String actor;
  private final String replica;
  private final MailboxLimits limits;
  private final ReplicaState state;
  private final long now;
  private final List<Runnable> afterCommit = new ArrayList<>();
  private boolean available;
  private boolean aloneTaken;
  private int taken;

  Transaction(
      Connection connection,
      String actor,
      String replica,
      MailboxLimits limits,
      ReplicaState state,
      long now) {
    this.connection = connection;
    this.actor = actor;
    this.replica = replica;
    this.limits = limits;
    this.state = state;
    this.now = now;
  }

  /** The replica's state follows what has been committed; whether messages may be delivered. */
  boolean committed() {
    afterCommit.forEach(Runnable::run);
    state.publish();
    return available;
  }

  private void update(String sql, Object... parameters) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      set(statement, parameters);
      statement.executeUpdate();
    }
  }

  private static void set(PreparedStatement statement, Object... parameters) throws SQLException {
    for (int i = 0; i < parameters.length; i++) {
      statement.setObject(i + 1, parameters[i]);
    }
  }

  // Replicas.

  /**
   * Keeps others from taking this replica for ended while the transaction lasts.
   *
   * @param lease in milliseconds
   * @return until when it lasts, by the clock of the database, and what that says now
   */
  long[] lease(long lease, boolean renew) throws SQLException {
    long until;
    long databaseNow;
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT CURRENT_TIMESTAMP, lease_until FROM actr_mailbox_replica WHERE id = ?"
                + " FOR UPDATE")) {
      set(statement, replica);
      try (ResultSet row = statement.executeQuery()) {
        if (row.next()) {
          databaseNow = row.getTimestamp(1).getTime();
          until = row.getLong(2);
        } else {
          return new long[] {0, 0};
        }
      }
    }
    if (renew) {
      until = databaseNow + lease;
      update("UPDATE actr_mailbox_replica SET lease_until = ? WHERE id = ?", until, replica);
    }
    return new long[] {until, databaseNow};
  }

  /** Makes this replica known; its lease begins with the next renewal. */
  void addReplica() throws SQLException {
    update(
        "INSERT INTO actr_mailbox_replica (id, actor, lease_until) VALUES (?, ?, ?)",
        replica,
        actor,
        Long.MAX_VALUE);
  }

  /** What this replica has is anyone's from now on. */
  void endLease() throws SQLException {
    update("UPDATE actr_mailbox_replica SET lease_until = 0 WHERE id = ?", replica);
  }

  /** The other replicas, and until when their leases last. */
  Map<String, Long> others() throws SQLException {
    Map<String, Long> others = new HashMap<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT id, lease_until FROM actr_mailbox_replica WHERE actor = ? AND id <> ?")) {
      set(statement, actor, replica);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          others.put(rows.getString(1), rows.getLong(2));
        }
      }
    }
    return others;
  }

  /**
   * Takes the messages of replicas that have ended.
   *
   * @param databaseNow leases that end before it have ended
   * @param gone replicas of which it is known otherwise
   * @return how many messages
   */
  int takeOver(long databaseNow, Set<String> gone) throws SQLException {
    List<String> ended = new ArrayList<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT id, lease_until FROM actr_mailbox_replica WHERE actor = ? AND id <> ?"
                + " FOR UPDATE SKIP LOCKED")) {
      set(statement, actor, replica);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          if (rows.getLong(2) < databaseNow || gone.contains(rows.getString(1))) {
            ended.add(rows.getString(1));
          }
        }
      }
    }
    int messages = 0;
    for (String other : ended) {
      loadOutcomes(other);
      try (PreparedStatement statement =
          connection.prepareStatement(
              "UPDATE actr_mailbox_message SET replica = ?, waiting = (state <> 2)"
                  + " WHERE actor = ? AND replica = ?")) {
        set(statement, replica, actor, other);
        messages += statement.executeUpdate();
      }
      update("DELETE FROM actr_mailbox_replica WHERE id = ?", other);
    }
    return messages;
  }

  /** Has something done once this is committed. */
  void afterCommit(Runnable action) {
    afterCommit.add(action);
  }

  /** Messages may be delivered that could not before. */
  void tellAvailable() {
    available = true;
  }

  /** Counts anew, and puts back what the database has in flight and this replica has not. */
  void reconcile() throws SQLException {
    Set<Long> inFlight = new HashSet<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT id FROM actr_mailbox_message"
                + " WHERE actor = ? AND replica = ? AND waiting = FALSE AND state = 0")) {
      set(statement, actor, replica);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          long id = rows.getLong(1);
          if (state.isInFlight(id)) {
            inFlight.add(id);
          } else {
            update(
                "UPDATE actr_mailbox_message SET waiting = TRUE, deliveries = deliveries - 1"
                    + " WHERE id = ?",
                id);
          }
        }
      }
    }
    long[] waiting = new long[2];
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT rank, COUNT(*) FROM actr_mailbox_message"
                + " WHERE actor = ? AND replica = ? AND waiting = TRUE GROUP BY rank")) {
      set(statement, actor, replica);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          waiting[rows.getInt(1)] = rows.getLong(2);
        }
      }
    }
    available |= waiting[0] + waiting[1] > 0;
    afterCommit.add(
        () -> {
          state.retainInFlight(inFlight);
          state.setWaiting(waiting[0], waiting[1]);
        });
  }

  private void loadOutcomes(String ended) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT id, received_at, LENGTH(response) FROM actr_mailbox_message"
                + " WHERE actor = ? AND replica = ? AND waiting = FALSE AND state = 2"
                + " ORDER BY id")) {
      set(statement, actor, ended);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          long id = rows.getLong(1);
          long receivedAt = rows.getLong(2);
          int bytes = rows.getInt(3);
          afterCommit.add(() -> state.keep(id, receivedAt, bytes));
        }
      }
    }
  }

  // Messages.

  /** Stores those that are not there yet. */
  void enqueue(List<Work.Enqueue> all) throws SQLException {
    Map<String, Found> known = find(all);
    Map<String, Work.Enqueue> fresh = new HashMap<>();
    List<Work.Enqueue> twice = new ArrayList<>();
    List<Work.Enqueue> inserted = new ArrayList<>();
    for (Work.Enqueue each : all) {
      Found earlier = known.get(each.key);
      if (earlier != null) {
        each.succeed(
            earlier.outcome() == null
                ? new MailboxReceipt.Pending(earlier.id())
                : new MailboxReceipt.Completed(earlier.outcome()));
      } else if (fresh.putIfAbsent(each.key, each) != null) {
        twice.add(each);
      } else {
        inserted.add(each);
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

  private record Found(long id, MailboxOutcome outcome) {}

  private Map<String, Found> find(List<Work.Enqueue> all) throws SQLException {
    Map<String, Found> found = new HashMap<>();
    List<Long> expired = new ArrayList<>();
    for (int from = 0; from < all.size(); from += KEYS) {
      try (PreparedStatement statement =
          connection.prepareStatement(
              "SELECT request_key, id, state, received_at, "
                  + OUTCOME
                  + " FROM actr_mailbox_message WHERE actor = ? AND request_key IN ("
                  + String.join(", ", Collections.nCopies(KEYS, "?"))
                  + ")")) {
        statement.setString(1, actor);
        for (int i = 0; i < KEYS; i++) {
          statement.setString(i + 2, all.get(Math.min(from + i, all.size() - 1)).key);
        }
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            if (rows.getInt(3) == ACKNOWLEDGED && isExpired(rows.getLong(4))) {
              expired.add(rows.getLong(2));
            } else {
              found.put(
                  rows.getString(1),
                  new Found(rows.getLong(2), rows.getInt(3) == OPEN ? null : outcome(rows, 5)));
            }
          }
        }
      }
    }
    delete(expired);
    return found;
  }

  private boolean isExpired(long receivedAt) {
    return receivedAt <= now - limits.dedupWindow().toMillis();
  }

  private void insert(List<Work.Enqueue> all) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "INSERT INTO actr_mailbox_message (actor, replica, request_key, "
                + MESSAGE
                + ", waiting, deliveries, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, TRUE, 0, 0)",
            new String[] {"id"})) {
      for (Work.Enqueue each : all) {
        MailboxMessage message = each.message;
        set(
            statement,
            actor,
            replica,
            each.key,
            message.caller().map(ActrId::toString).orElse(""),
            message.requestId(),
            rank(message.priority()),
            message.receivedAt().toEpochMilli());
        if (message.deadline().isPresent()) {
          statement.setLong(8, message.deadline().get().toEpochMilli());
        } else {
          statement.setNull(8, Types.BIGINT);
        }
        statement.setBytes(9, message.envelope());
        statement.addBatch();
      }
      statement.executeBatch();
      try (ResultSet ids = statement.getGeneratedKeys()) {
        for (Work.Enqueue each : all) {
          ids.next();
          each.succeed(new MailboxReceipt.Accepted(ids.getLong(1)));
        }
      }
    }
    available = true;
    afterCommit.add(() -> all.forEach(each -> state.waiting(rank(each.message.priority()), 1)));
  }

  private static int rank(MailboxPriority priority) {
    return priority == MailboxPriority.HIGH ? 0 : 1;
  }

  private record Row(
      long id,
      MailboxMessage message,
      int rank,
      int state,
      int deliveries,
      MailboxOutcome outcome) {}

  List<MailboxDelivery> dequeue(int max) throws SQLException {
    List<MailboxDelivery> deliveries = new ArrayList<>();
    boolean more = !state.isOneAlone() && !aloneTaken;
    while (more && deliveries.size() < max) {
      try (PreparedStatement taking =
          connection.prepareStatement(
              "UPDATE actr_mailbox_message SET waiting = FALSE, deliveries = deliveries + ?"
                  + " WHERE id = ?")) {
        more = take(waiting(max - deliveries.size()), taking, deliveries);
        taking.executeBatch();
      }
    }
    return deliveries;
  }

  /** Whether others may be taken in place of those that were given up. */
  private boolean take(List<Row> rows, PreparedStatement taking, List<MailboxDelivery> deliveries)
      throws SQLException {
    boolean more = false;
    for (Row row : rows) {
      boolean open = row.state() == OPEN;
      if (open && row.deliveries() >= limits.maxDeliveries()) {
        giveUpExhausted(row);
        more = true;
        continue;
      }
      boolean byItself = open && state.isLastDelivery(row.deliveries());
      if (byItself && (taken > 0 || state.isAnyInFlight())) {
        state.mustWait();
        return false;
      }
      take(row, byItself, taking);
      deliveries.add(
          new MailboxDelivery(
              row.id(),
              row.message(),
              Math.max(1, row.deliveries() + (open ? 1 : 0)),
              Optional.ofNullable(row.outcome())));
      if (byItself) {
        aloneTaken = true;
        return false;
      }
    }
    return more;
  }

  private List<Row> waiting(int max) throws SQLException {
    List<Row> rows = new ArrayList<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT id, state, deliveries, "
                + OUTCOME
                + ", "
                + MESSAGE
                + " FROM actr_mailbox_message"
                + " WHERE actor = ? AND replica = ? AND waiting = TRUE"
                + " ORDER BY rank, id LIMIT ? FOR UPDATE SKIP LOCKED")) {
      set(statement, actor, replica, max);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          rows.add(
              new Row(
                  row.getLong(1),
                  message(row, 7),
                  row.getInt(9),
                  row.getInt(2),
                  row.getInt(3),
                  row.getInt(2) == OPEN ? null : outcome(row, 4)));
        }
      }
    }
    return rows;
  }

  private void take(Row row, boolean byItself, PreparedStatement taking) throws SQLException {
    boolean open = row.state() == OPEN;
    set(taking, open ? 1 : 0, row.id());
    taking.addBatch();
    taken += open ? 1 : 0;
    long receivedAt = row.message().receivedAt().toEpochMilli();
    afterCommit.add(
        () -> {
          state.waiting(row.rank(), -1);
          if (open) {
            state.taken(row.id(), receivedAt, byItself);
          } else {
            completed(row.id(), receivedAt, row.outcome());
          }
        });
  }

  private void completed(long id, long receivedAt, MailboxOutcome outcome) {
    state.completed(id, receivedAt, outcome.isFinal() ? outcome.response().length : -1);
  }

  private void giveUpExhausted(Row row) throws SQLException {
    JdbcLog.LOG.gaveUp(actor, row.id(), DeadLetterReason.RETRIES_EXHAUSTED);
    bury(row.id(), DeadLetterReason.RETRIES_EXHAUSTED, "the process ended each time");
    afterCommit.add(() -> state.waiting(row.rank(), -1));
  }

  void complete(List<Work.Complete> all) throws SQLException {
    int[] counts;
    try (PreparedStatement statement =
        connection.prepareStatement(
            "UPDATE actr_mailbox_message SET state = 1, envelope = ?, error_code = ?, detail = ?,"
                + " response = ? WHERE id = ? AND replica = ? AND waiting = FALSE AND state = 0")) {
      for (Work.Complete each : all) {
        MailboxOutcome outcome = each.outcome;
        set(
            statement,
            new byte[0],
            outcome.error().map(ErrorKind::wireCode).orElse(0),
            text(outcome.detail()),
            outcome.response(),
            each.id,
            replica);
        statement.addBatch();
      }
      counts = statement.executeBatch();
    }
    for (int i = 0; i < counts.length; i++) {
      Work.Complete each = all.get(i);
      if (state.isInFlight(each.id) && (counts[i] == 1 || isCompleted(each.id))) {
        long receivedAt = state.receivedAt(each.id);
        each.succeed(null);
        afterCommit.add(
            () -> {
              land(each.id);
              completed(each.id, receivedAt, each.outcome);
            });
      } else {
        each.refuse(notInFlight(each.id));
        afterCommit.add(() -> land(each.id));
      }
    }
  }

  /** It is if the connection ended while this was committed before. */
  private boolean isCompleted(long id) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT 1 FROM actr_mailbox_message"
                + " WHERE id = ? AND replica = ? AND waiting = FALSE AND state = 1")) {
      set(statement, id, replica);
      try (ResultSet row = statement.executeQuery()) {
        return row.next();
      }
    }
  }

  private void land(long id) {
    if (state.isInFlight(id)) {
      available |= state.landed(id);
    }
  }

  /** PostgreSQL has no text with this character. */
  private static String text(String detail) {
    return detail.replace('\0', '\ufffd');
  }

  private ActrException notInFlight(long id) {
    return new ActrException(
        ErrorKind.UNAVAILABLE,
        "message " + id + " of " + actor + " is not in flight, or is another replica's by now");
  }

  void acknowledge(List<Work.Acknowledge> all) throws SQLException {
    List<Long> forgotten = new ArrayList<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "UPDATE actr_mailbox_message SET state = 2"
                + " WHERE id = ? AND replica = ? AND state = 1")) {
      for (Work.Acknowledge each : all) {
        if (state.isToBeKept(each.id)) {
          set(statement, each.id, replica);
          statement.addBatch();
        } else {
          forgotten.add(each.id);
        }
      }
      statement.executeBatch();
    }
    try (PreparedStatement statement =
        connection.prepareStatement(
            "DELETE FROM actr_mailbox_message WHERE id = ? AND replica = ? AND state = 1")) {
      for (long id : forgotten) {
        set(statement, id, replica);
        statement.addBatch();
      }
      statement.executeBatch();
    }
    afterCommit.add(() -> all.forEach(each -> state.acknowledged(each.id)));
  }

  /** Deletes outcomes that are not kept any longer. */
  void expire() throws SQLException {
    List<Long> expired = state.expired(now);
    delete(expired);
    afterCommit.add(() -> state.dropOldest(expired.size()));
  }

  private void delete(List<Long> ids) throws SQLException {
    if (ids.isEmpty()) {
      return;
    }
    try (PreparedStatement statement =
        connection.prepareStatement(
            "DELETE FROM actr_mailbox_message WHERE id = ? AND state = 2")) {
      for (long id : ids) {
        set(statement, id);
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  void release(List<Work.Release> all) throws SQLException {
    for (Work.Release each : all) {
      if (!state.isInFlight(each.id)) {
        continue;
      }
      int rank = -1;
      try (PreparedStatement statement =
          connection.prepareStatement(
              "SELECT rank FROM actr_mailbox_message"
                  + " WHERE id = ? AND replica = ? AND waiting = FALSE AND state = 0 FOR UPDATE")) {
        set(statement, each.id, replica);
        try (ResultSet row = statement.executeQuery()) {
          rank = row.next() ? row.getInt(1) : -1;
        }
      }
      if (rank >= 0) {
        update(
            "UPDATE actr_mailbox_message SET waiting = TRUE, deliveries = deliveries - 1"
                + " WHERE id = ?",
            each.id);
      }
      int found = rank;
      available = true;
      afterCommit.add(
          () -> {
            land(each.id);
            if (found >= 0) {
              state.waiting(found, 1);
            }
          });
    }
  }

  Optional<MailboxOutcome> outcome(String key) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT state, received_at, "
                + OUTCOME
                + " FROM actr_mailbox_message WHERE actor = ? AND request_key = ?")) {
      set(statement, actor, key);
      try (ResultSet row = statement.executeQuery()) {
        return row.next()
                && row.getInt(1) != OPEN
                && !(row.getInt(1) == ACKNOWLEDGED && isExpired(row.getLong(2)))
            ? Optional.of(outcome(row, 3))
            : Optional.empty();
      }
    }
  }

  private static MailboxOutcome outcome(ResultSet row, int at) throws SQLException {
    int code = row.getInt(at);
    Optional<ErrorKind> error =
        Arrays.stream(ErrorKind.values()).filter(kind -> kind.wireCode() == code).findFirst();
    return new MailboxOutcome(row.getBytes(at + 2), error, row.getString(at + 1));
  }

  private static MailboxMessage message(ResultSet row, int at) throws SQLException {
    String caller = row.getString(at);
    long deadline = row.getLong(at + 4);
    boolean hasDeadline = !row.wasNull();
    return new MailboxMessage(
        caller.isEmpty() ? Optional.empty() : Optional.of(ActrId.parse(caller)),
        row.getString(at + 1),
        row.getBytes(at + 5),
        row.getInt(at + 2) == 0 ? MailboxPriority.HIGH : MailboxPriority.NORMAL,
        Instant.ofEpochMilli(row.getLong(at + 3)),
        hasDeadline ? Optional.of(Instant.ofEpochMilli(deadline)) : Optional.empty());
  }

  // Dead letters.

  void giveUp(List<Work.GiveUp> all) throws SQLException {
    for (Work.GiveUp each : all) {
      if (state.isInFlight(each.id) && bury(each.id, each.reason, each.detail)) {
        each.succeed(null);
      } else {
        each.refuse(notInFlight(each.id));
      }
      afterCommit.add(() -> land(each.id));
    }
  }

  private boolean bury(long id, DeadLetterReason reason, String detail) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "INSERT INTO actr_mailbox_dead_letter (id, actor, "
                + MESSAGE
                + ", size, deliveries, reason, detail, dead_at) SELECT id, actor, "
                + MESSAGE
                + ", LENGTH(envelope), deliveries, ?, ?, ? FROM actr_mailbox_message"
                + " WHERE id = ? AND replica = ? AND state = 0")) {
      set(statement, reason.name(), text(detail), now, id, replica);
      if (statement.executeUpdate() == 0) {
        return false;
      }
    }
    update("DELETE FROM actr_mailbox_message WHERE id = ?", id);
    expireDeadLetters();
    return true;
  }

  /** Drops those over the bounds, oldest first, and counts the rest. */
  void expireDeadLetters() throws SQLException {
    List<Long> expired = new ArrayList<>();
    long count = 0;
    long bytes = 0;
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT id, size, dead_at FROM actr_mailbox_dead_letter WHERE actor = ?"
                + " ORDER BY id DESC")) {
      set(statement, actor);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          bytes += rows.getLong(2);
          if (count < limits.deadLetterEntries()
              && bytes <= limits.deadLetterBytes()
              && rows.getLong(3) > now - limits.deadLetterRetention().toMillis()) {
            count++;
          } else {
            expired.add(rows.getLong(1));
          }
        }
      }
    }
    for (long id : expired) {
      update("DELETE FROM actr_mailbox_dead_letter WHERE id = ?", id);
    }
    long left = count;
    afterCommit.add(() -> state.setDeadLetters(left));
  }

  List<DeadLetter> deadLetters(int max) throws SQLException {
    expireDeadLetters();
    List<DeadLetter> letters = new ArrayList<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT id, reason, detail, dead_at, deliveries, "
                + MESSAGE
                + " FROM actr_mailbox_dead_letter WHERE actor = ? ORDER BY id DESC LIMIT ?")) {
      set(statement, actor, max);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          letters.add(
              new DeadLetter(
                  row.getLong(1),
                  message(row, 6),
                  DeadLetterReason.valueOf(row.getString(2)),
                  row.getString(3),
                  Instant.ofEpochMilli(row.getLong(4)),
                  row.getInt(5)));
        }
      }
    }
    return letters;
  }

  /** Its key is no request's: a replay is wanted, whatever has become of the request since. */
  boolean replay(long letter) throws SQLException {
    int rank;
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT rank FROM actr_mailbox_dead_letter WHERE id = ? AND actor = ? FOR UPDATE")) {
      set(statement, letter, actor);
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          return false;
        }
        rank = row.getInt(1);
      }
    }
    update(
        "INSERT INTO actr_mailbox_message (actor, replica, request_key, "
            + MESSAGE
            + ", waiting, deliveries, state) SELECT actor, ?, ?, caller, request_id, rank, ?, NULL,"
            + " envelope, TRUE, 0, 0 FROM actr_mailbox_dead_letter WHERE id = ?",
        replica,
        "replay of " + letter,
        now,
        letter);
    afterCommit.add(() -> state.waiting(rank, 1));
    available = true;
    return drop(letter);
  }

  boolean drop(long letter) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "DELETE FROM actr_mailbox_dead_letter WHERE id = ? AND actor = ?")) {
      set(statement, letter, actor);
      boolean dropped = statement.executeUpdate() > 0;
      expireDeadLetters();
      return dropped;
    }
  }
}
