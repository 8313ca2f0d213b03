package dev.actr.cdi;

import static dev.actr.cdi.CdiLog.LOG;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.logging.Logger;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;

/** Finds the databases that mailboxes are kept in. */
final class DataSources {

  private DataSources() {}

  /** The data source the container has under a name. */
  static DataSource named(String jndiName) {
    try {
      Object found = new InitialContext().lookup(jndiName);
      if (found instanceof DataSource dataSource) {
        return dataSource;
      }
      throw LOG.noDataSource(
          jndiName, ConfigKeys.MAILBOX_DATASOURCE.global(), "it is another kind of object", null);
    } catch (NamingException e) {
      throw LOG.noDataSource(jndiName, ConfigKeys.MAILBOX_DATASOURCE.global(), e.toString(), e);
    }
  }

  /** One without a pool, as a mailbox holds its connection. */
  static DataSource at(String url) {
    return new AtUrl(url, driver(url));
  }

  /** The application may have the driver, which the class loader of this library does not see. */
  private static Driver driver(String url) {
    try {
      for (Driver driver : ServiceLoader.load(Driver.class)) {
        if (driver.acceptsURL(url)) {
          return driver;
        }
      }
      return DriverManager.getDriver(url);
    } catch (SQLException e) {
      throw LOG.noDriver(ConfigKeys.MAILBOX_JDBC_URL.global(), e);
    }
  }

  private record AtUrl(String url, Driver driver) implements DataSource {

    @Override
    public Connection getConnection() throws SQLException {
      return connect(new Properties());
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
      Properties properties = new Properties();
      properties.put("user", user);
      properties.put("password", password);
      return connect(properties);
    }

    private Connection connect(Properties properties) throws SQLException {
      Connection connection = driver.connect(url, properties);
      if (connection == null) {
        throw new SQLException("the driver does not take the URL any more");
      }
      return connection;
    }

    @Override
    public PrintWriter getLogWriter() {
      return null;
    }

    @Override
    public void setLogWriter(PrintWriter out) {}

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
      throw new SQLFeatureNotSupportedException("set it in the URL");
    }

    @Override
    public int getLoginTimeout() {
      return 0;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
      throw new SQLFeatureNotSupportedException();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
      throw new SQLException("wraps nothing");
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
      return false;
    }

    /** Without the URL, which may hold a password. */
    @Override
    public String toString() {
      return "the data source of " + driver.getClass().getName();
    }
  }
}
