package dev.actr.app;

import static dev.actr.app.Application.PATIENCE;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.actr.Actor;
import dev.actr.ActorContext;
import dev.actr.devserver.DevServer;
import dev.actr.mailbox.jdbc.TestPostgres;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Named;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Applications whose actors keep their mailboxes in a PostgreSQL set up as the examples say. */
class PostgresApplicationTest {

  private static final Path SETUP = Path.of("server-config/postgresql/actors.sql");

  private final ExecutorService executor = Executors.newCachedThreadPool();
  private TestPostgres postgres;
  private DevServer server;
  private Application customers;

  @BeforeEach
  void start() throws Exception {
    TestPostgres.assumeThereIsOne();
    postgres = new TestPostgres();
    try (Connection connection = postgres.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(Files.readString(SETUP));
    }
    server = DevServer.builder().port(0).start();
    customers =
        Application.start(Application.configOn(server), Customer.class).awaitReady("customer");
  }

  @AfterEach
  void stop() throws Exception {
    if (postgres == null) {
      return;
    }
    customers.close();
    server.close();
    executor.shutdownNow();
    postgres.close();
  }

  private String url() {
    return postgres.url().replace("user=actr", "user=actors&password=change-me");
  }

  /** How many messages have no outcome yet. */
  private int waiting() throws SQLException {
    try (Connection connection = TestPostgres.dataSource(url()).getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT count(*) FROM actors.actr_mailbox_message WHERE error_code IS NULL")) {
      rows.next();
      return rows.getInt(1);
    }
  }

  private CompletableFuture<String> send(String message) {
    return CompletableFuture.supplyAsync(
        () -> customers.get(Customer.class).call("acme:Clerk:1.0.0", message), executor);
  }

  private ChildJvm clerk(boolean holding) {
    List<String> options = new ArrayList<>();
    Application.configOn(server, "actr.mailbox.jdbc-url", url())
        .forEach((key, value) -> options.add("-D" + key + '=' + value));
    options.add("-Dholding=" + holding);
    ChildJvm clerk =
        ChildJvm.start(
            Map.of(), options, List.of(ChildApplication.class.getName(), Clerk.class.getName()));
    clerk.awaitLine("clerk ready");
    return clerk;
  }

  private static List<String> handled(ChildJvm clerk) {
    return clerk.output().stream().filter(line -> line.startsWith("handled ")).toList();
  }

  @Test
  void whatIsAcceptedIsHandledOnceAfterTheProcessWasKilled() throws Exception {
    try (ChildJvm first = clerk(true)) {
      assertThat(send("one").get(30, SECONDS)).isEqualTo("one");
      send("hold");
      first.awaitLine("holding");
      send("two");
      await().atMost(PATIENCE).until(() -> waiting() == 2);
      // A reply may come before the line that was written before it.
      first.awaitLine("handled one");
      assertThat(handled(first)).containsExactly("handled one");
    }

    try (ChildJvm second = clerk(false)) {
      // Not before the killed one is known to have ended.
      await().atMost(Duration.ofMinutes(1)).until(() -> waiting() == 0);
      assertThat(send("three").get(30, SECONDS)).isEqualTo("three");
      second.awaitLine("handled three");
      assertThat(handled(second)).containsExactly("handled hold", "handled two", "handled three");
    }
  }

  @Test
  void theDataSourceMayBeABean() throws Exception {
    Warehouse.url = url();
    try (Application shop =
        Application.start(
                Application.configOn(server, "actr.mailbox.datasource", "warehouse"),
                Stock.class,
                Warehouse.class)
            .awaitReady("stock")) {
      assertThat(shop.get(Stock.class)).isNotNull();
      assertThat(customers.get(Customer.class).call("acme:Stock:1.0.0", "tea")).isEqualTo("tea");
      assertThat(outcomes()).isEqualTo(1);
    }
  }

  private int outcomes() throws SQLException {
    try (Connection connection = TestPostgres.dataSource(url()).getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT count(*) FROM actors.actr_mailbox_message WHERE actor = 'stock'"
                    + " AND error_code IS NOT NULL")) {
      rows.next();
      return rows.getInt(1);
    }
  }

  @ApplicationScoped
  static class Warehouse {

    private static volatile String url;

    @Produces
    @ApplicationScoped
    @Named("warehouse")
    DataSource database() {
      return TestPostgres.dataSource(url);
    }
  }

  @Actor("acme:Clerk:1.0.0")
  static class Clerk extends ChildApplication.Telling {

    @Override
    public String echo(String message, ActorContext context) {
      if (message.equals("hold") && Boolean.getBoolean("holding")) {
        System.out.println("holding");
        await().forever().until(() -> false);
      }
      System.out.println("handled " + message);
      return message;
    }
  }

  @Actor("acme:Stock:1.0.0")
  static class Stock extends PlainActor {}

  @Actor("acme:Customer:1.0.0")
  static class Customer extends PlainActor {}
}
