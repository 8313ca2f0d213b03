package dev.actr.mailbox.jdbc;

import dev.actr.ActrId;
import dev.actr.ErrorKind;
import dev.actr.mailbox.MailboxMessage;
import dev.actr.mailbox.MailboxOutcome;
import dev.actr.mailbox.MailboxPriority;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/** How messages and outcomes are written in columns. */
final class Columns {

  static final String MESSAGE = "caller, request_id, priority, received_at, deadline, envelope";

  /** The code is null as long as there is no outcome, and 0 for a response. */
  static final String OUTCOME = "error_code, detail, response";

  private Columns() {}

  static int priority(MailboxPriority priority) {
    return priority == MailboxPriority.HIGH ? 0 : 1;
  }

  static String caller(Optional<ActrId> caller) {
    return caller.map(ActrId::toString).orElse("");
  }

  static Long millis(Optional<Instant> time) {
    return time.map(Instant::toEpochMilli).orElse(null);
  }

  static int code(MailboxOutcome outcome) {
    return outcome.error().map(ErrorKind::wireCode).orElse(0);
  }

  /** PostgreSQL has no text with a null character or half a character. */
  static String text(String text) {
    byte[] encoded = text.replace('\0', '\ufffd').getBytes(StandardCharsets.UTF_8);
    return new String(encoded, StandardCharsets.UTF_8);
  }

  static MailboxMessage message(ResultSet row, int at) throws SQLException {
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

  static Optional<MailboxOutcome> outcome(ResultSet row, int at) throws SQLException {
    int code = row.getInt(at);
    if (row.wasNull()) {
      return Optional.empty();
    }
    Optional<ErrorKind> error =
        Arrays.stream(ErrorKind.values()).filter(kind -> kind.wireCode() == code).findFirst();
    return Optional.of(new MailboxOutcome(row.getBytes(at + 2), error, row.getString(at + 1)));
  }
}
