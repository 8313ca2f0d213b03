package dev.actr.mailbox.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;

/**
 * Tells at once that the process of a replica has ended: it has a lock that PostgreSQL frees with
 * the connection. Other databases have none, and leases alone tell there.
 */
final class SessionLock {

  private final boolean known;

  SessionLock(Connection connection) throws SQLException {
    known = "PostgreSQL".equals(connection.getMetaData().getDatabaseProductName());
  }

  /** Takes the lock of a replica for as long as the connection lasts. */
  void hold(Connection connection, String replica) throws SQLException {
    if (known) {
      ask(connection, "SELECT pg_try_advisory_lock(?)", replica);
    }
  }

  void free(Connection connection, String replica) throws SQLException {
    if (known) {
      ask(connection, "SELECT pg_advisory_unlock(?)", replica);
    }
  }

  /** Whether the connection of that replica has ended. */
  boolean isGone(Connection connection, String replica) throws SQLException {
    if (!known || !ask(connection, "SELECT pg_try_advisory_lock(?)", replica)) {
      return false;
    }
    free(connection, replica);
    return true;
  }

  private static boolean ask(Connection connection, String sql, String replica)
      throws SQLException {
    UUID id = UUID.fromString(replica);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, id.getMostSignificantBits() ^ id.getLeastSignificantBits());
      try (ResultSet row = statement.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }
}
