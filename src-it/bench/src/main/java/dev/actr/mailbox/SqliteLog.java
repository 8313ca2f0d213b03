package dev.actr.mailbox;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** SQLite with a write-ahead log that is synchronized at each commit. */
final class SqliteLog implements CommitStore.Log {

  private final Connection connection;
  private final PreparedStatement insert;
  private final PreparedStatement update;

  SqliteLog(Path directory) throws SQLException {
    connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("sqlite.db"));
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode=WAL");
      statement.execute("PRAGMA synchronous=FULL");
      statement.execute(
          "CREATE TABLE message (id INTEGER PRIMARY KEY, envelope BLOB, outcome BLOB)");
    }
    connection.setAutoCommit(false);
    insert = connection.prepareStatement("INSERT INTO message (id, envelope) VALUES (?, ?)");
    update =
        connection.prepareStatement("UPDATE message SET envelope = NULL, outcome = ? WHERE id = ?");
  }

  @Override
  public void commit(List<CommitStore.Entry> entries) throws SQLException {
    for (CommitStore.Entry entry : entries) {
      if (entry.message != null) {
        insert.setLong(1, entry.id);
        insert.setBytes(2, entry.message);
        insert.addBatch();
      } else {
        update.setBytes(1, entry.outcome);
        update.setLong(2, entry.id);
        update.addBatch();
      }
    }
    insert.executeBatch();
    update.executeBatch();
    connection.commit();
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
