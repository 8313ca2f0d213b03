package dev.actr.mailbox.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** One transaction of a replica. What it changes in memory it changes once it is committed. */
final class Transaction {

  /** Makes a value of a row. */
  interface Reader<T> {
    T read(ResultSet row) throws SQLException;
  }

  private final Connection connection;
  private final long now;
  private final List<Runnable> afterCommit = new ArrayList<>();
  private boolean available;

  Transaction(Connection connection, long now) {
    this.connection = connection;
    this.now = now;
  }

  /** When it began, by the clock of the mailbox, in milliseconds. */
  long now() {
    return now;
  }

  int update(String sql, Object... parameters) throws SQLException {
    try (PreparedStatement statement = prepare(sql, parameters)) {
      return statement.executeUpdate();
    }
  }

  <T> List<T> query(Reader<T> reader, String sql, Object... parameters) throws SQLException {
    try (PreparedStatement statement = prepare(sql, parameters);
        ResultSet rows = statement.executeQuery()) {
      List<T> found = new ArrayList<>();
      while (rows.next()) {
        found.add(reader.read(rows));
      }
      return found;
    }
  }

  void batch(String sql, List<Object[]> rows) throws SQLException {
    if (!rows.isEmpty()) {
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        addAll(statement, rows);
      }
    }
  }

  /** Inserts rows; the numbers that the database gave them. */
  List<Long> insert(String sql, List<Object[]> rows) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql, new String[] {"id"})) {
      addAll(statement, rows);
      List<Long> ids = new ArrayList<>();
      try (ResultSet keys = statement.getGeneratedKeys()) {
        while (keys.next()) {
          ids.add(keys.getLong(1));
        }
      }
      return ids;
    }
  }

  private PreparedStatement prepare(String sql, Object... parameters) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    try {
      set(statement, parameters);
      return statement;
    } catch (SQLException | RuntimeException e) {
      statement.close();
      throw e;
    }
  }

  private static void addAll(PreparedStatement statement, List<Object[]> rows) throws SQLException {
    for (Object[] row : rows) {
      set(statement, row);
      statement.addBatch();
    }
    statement.executeBatch();
  }

  private static void set(PreparedStatement statement, Object... parameters) throws SQLException {
    for (int i = 0; i < parameters.length; i++) {
      statement.setObject(i + 1, parameters[i]);
    }
  }

  /** Has something done once this is committed. */
  void afterCommit(Runnable action) {
    afterCommit.add(action);
  }

  /** Messages may be delivered that could not before. */
  void tellAvailable() {
    available = true;
  }

  /** Does what waits for the commit; whether messages may be delivered. */
  boolean committed() {
    afterCommit.forEach(Runnable::run);
    return available;
  }
}
