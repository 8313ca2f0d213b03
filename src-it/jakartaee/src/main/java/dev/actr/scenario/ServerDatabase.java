package dev.actr.scenario;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;

/** Makes the server's default data source injectable. */
@ApplicationScoped
class ServerDatabase {

  // Payara does not inject it with @Resource on a thread of its managed executor.
  @Produces
  DataSource database() throws NamingException {
    return InitialContext.doLookup("java:comp/DefaultDataSource");
  }
}
