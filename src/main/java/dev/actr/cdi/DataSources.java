package dev.actr.cdi;

import static dev.actr.cdi.CdiLog.LOG;

import jakarta.enterprise.inject.Default;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.literal.NamedLiteral;
import jakarta.enterprise.inject.spi.DeploymentException;
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

  private static final String JNDI = "java:";

  /** What Quarkus calls the data source that has no name of its own. */
  private static final String DEFAULT = "<default>";

  private final Instance<DataSource> beans;
  private final String actor;

  /**
   * Finds data sources.
   *
   * @param beans those of the application, with any qualifiers
   * @param actor whose mailbox is in them
   */
  DataSources(Instance<DataSource> beans, String actor) {
    this.beans = beans;
    this.actor = actor;
  }

  /** The data source of this name: a bean, as in Quarkus, or else what JNDI has. */
  DataSource named(String name) {
    if (!name.startsWith(JNDI)) {
      Instance<DataSource> found =
          beans.select(name.equals(DEFAULT) ? Default.Literal.INSTANCE : NamedLiteral.of(name));
      if (!found.isUnsatisfied()) {
        return bean(name, found);
      }
    }
    return inJndi(name);
  }

  private DataSource bean(String name, Instance<DataSource> found) {
    try {
      return found.get();
    } catch (RuntimeException e) {
      throw notThere(name, e.toString(), e);
    }
  }

  private DataSource inJndi(String name) {
    try {
      if (InitialContext.doLookup(name) instanceof DataSource dataSource) {
        return dataSource;
      }
      throw notThere(name, "it is another kind of object", null);
    } catch (NamingException e) {
      throw notThere(name, "no bean has this name, and of JNDI " + e, e);
    }
  }

  private DeploymentException notThere(String name, String reason, Throwable failure) {
    return LOG.noDataSource(name, ConfigKeys.MAILBOX_DATASOURCE.global(), actor, reason, failure);
  }

  /** One without a pool, as a mailbox holds its connection. */
  DataSource at(String url) {
    return new AtUrl(url, driver(url));
  }

  /** The application may have the driver, which the class loader of this library does not see. */
  private Driver driver(String url) {
    try {
      for (Driver driver : ServiceLoader.load(Driver.class)) {
        if (driver.acceptsURL(url)) {
          return driver;
        }
      }
      return DriverManager.getDriver(url);
    } catch (SQLException e) {
      throw LOG.noDriver(ConfigKeys.MAILBOX_JDBC_URL.global(), actor, e);
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
