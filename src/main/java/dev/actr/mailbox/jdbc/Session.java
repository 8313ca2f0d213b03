package dev.actr.mailbox.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.Objects;
import javax.sql.DataSource;

/** The one connection of a mailbox, which is made anew when it is lost. For one thread. */
final class Session {

  private static final int MOST_SILENT_MILLIS = 60_000;
  private static final String TOO_LITTLE_RESOURCES = "53";
  private static final String REFUSED_USER = "28";
  private static final String NO_SUCH_DATABASE = "3D";
  private static final int MOST_CAUSES = 10;

  private final DataSource dataSource;
  private Connection connection;

  Session(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /** Connects, if it is not connected; whether it was not. */
  boolean connect() throws SQLException {
    if (connection != null) {
      return false;
    }
    connection = dataSource.getConnection();
    connection.setAutoCommit(false);
    connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
    try {
      // A database that does not answer any more must not keep this waiting for ever.
      connection.setNetworkTimeout(Runnable::run, MOST_SILENT_MILLIS);
    } catch (SQLFeatureNotSupportedException e) {
      JdbcLog.LOG.debugf("no network timeout: %s", e.getMessage());
    }
    return true;
  }

  boolean isConnected() {
    return connection != null;
  }

  /** Null while it is not connected. */
  Connection connection() {
    return connection;
  }

  /**
   * Whether a database may come back that there is no connection with: it cannot be reached, is
   * being started or stopped, or has too many connections. Pools tell what the driver told as a
   * cause; one that refuses the user or has not such a database says so for good.
   */
  static boolean isAway(SQLException failure) {
    boolean away = false;
    Throwable cause = failure;
    for (int i = 0; cause != null && i < MOST_CAUSES; i++) {
      if (cause instanceof SQLException e) {
        String sqlState = Objects.requireNonNullElse(e.getSQLState(), "");
        if (sqlState.startsWith(REFUSED_USER) || sqlState.startsWith(NO_SUCH_DATABASE)) {
          return false;
        }
        away |=
            e instanceof SQLTransientException
                || e instanceof SQLRecoverableException
                || isOfConnection(sqlState)
                || sqlState.startsWith(TOO_LITTLE_RESOURCES);
      }
      cause = cause.getCause();
    }
    return away;
  }

  private static boolean isOfConnection(String sqlState) {
    return sqlState.startsWith("08") || sqlState.startsWith("57P");
  }

  /** Whether a failure is one of the connection, and not of what was asked. */
  boolean isLost(Exception failure) {
    if (connection == null) {
      return true;
    }
    String sqlState = failure instanceof SQLException e ? e.getSQLState() : null;
    try {
      return sqlState != null && isOfConnection(sqlState) || !connection.isValid(5);
    } catch (SQLException e) {
      return true;
    }
  }

  void rollback() {
    try {
      if (connection != null) {
        connection.rollback();
      }
    } catch (SQLException e) {
      JdbcLog.LOG.debugf("no rollback: %s", e.getMessage());
    }
  }

  void disconnect() {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException e) {
      JdbcLog.LOG.debugf("no proper end of a connection: %s", e.getMessage());
    }
    connection = null;
  }
}
