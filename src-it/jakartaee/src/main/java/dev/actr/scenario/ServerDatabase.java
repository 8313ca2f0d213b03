package dev.actr.scenario;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import javax.sql.DataSource;

/** Makes the server's default data source injectable. */
@ApplicationScoped
class ServerDatabase {

  @Produces
  @Resource(lookup = "java:comp/DefaultDataSource")
  DataSource database;
}
