package dev.actr.servers;

import static dev.actr.servers.TestServer.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.actr.ActorContext;
import dev.actr.ActrId;
import dev.actr.Dest;
import dev.actr.PayloadType;
import dev.actr.mailbox.jdbc.TestPostgres;
import dev.actr.scenario.EchoServiceMethods;
import dev.actr.scenario.Text;
import dev.actr.servers.TestServer.Ability;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Mailboxes in a data source of the server, set up with the files users copy. */
class DatabaseMailboxIT {

  private Fleet fleet;
  private TestPostgres postgres;

  @BeforeEach
  void start() throws Exception {
    TestPostgres.assumeThereIsOne();
    postgres = new TestPostgres();
    execute(postgres.url(), "CREATE DATABASE shop");
    execute(shop(), Files.readString(Folders.CONFIG.resolve("postgresql/actors.sql")));
    fleet = new Fleet();
    fleet.startDevServer();
  }

  @AfterEach
  void end() throws IOException {
    if (postgres != null) {
      fleet.close();
      postgres.close();
    }
  }

  private String shop() {
    return postgres.url().replace("/postgres?", "/shop?");
  }

  private static void execute(String url, String sql) throws SQLException {
    try (Connection connection = TestPostgres.dataSource(url).getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private int messages(String condition) throws SQLException {
    try (Connection connection = TestPostgres.dataSource(shop()).getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT count(*) FROM actors.actr_mailbox_message WHERE actor = 'echo' AND "
                    + condition)) {
      rows.next();
      return rows.getInt(1);
    }
  }

  private int waiting() throws SQLException {
    return messages("error_code IS NULL");
  }

  static List<TestServer> serversWithDatabase() throws IOException {
    return new Fleet().servers().stream().filter(s -> s.can(Ability.MAILBOX_DATABASE)).toList();
  }

  private void start(TestServer server) throws Exception {
    int port = URI.create(postgres.url().substring("jdbc:".length())).getPort();
    fleet.start(
        server.withDatabase(),
        Map.of("actr.mailbox.datasource", server.dataSource(), "actr.shutdown.timeout", "PT1S"),
        Map.of(
            "ACTORS_DB_HOST", "127.0.0.1",
            "ACTORS_DB_PORT", Integer.toString(port),
            "ACTORS_DB_PASSWORD", "change-me"),
        folder -> {});
  }

  private static String echo(TestServer server) {
    return server.awaitCheck("echo", "UP").path("data").path("id").asText();
  }

  private String answer(String echo, String text) {
    return fleet.gate().echo(echo).echo(Text.newBuilder().setText(text).build()).getText();
  }

  /** Has a request held up at the gate, that does not expire meanwhile. */
  private void hold(ActrId echo, String text) {
    ActorContext context = fleet.gate().context();
    byte[] request = Text.newBuilder().setText(text).build().toByteArray();
    CompletableFuture.runAsync(
        () ->
            context.callRaw(
                Dest.peer(echo),
                EchoServiceMethods.HOLD.routeKey(),
                PayloadType.RPC_RELIABLE,
                request,
                Duration.ofHours(1)),
        task -> new Thread(task).start());
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("serversWithDatabase")
  void whatIsAcceptedIsHandledOnceAfterTheServerWasStoppedAndStarted(TestServer server)
      throws Exception {
    try {
      start(server);
      String id = echo(server);
      assertThat(answer(id, "hello")).isEqualTo("hello");
      assertThat(messages("error_code = 0")).as("outcomes in the database").isEqualTo(1);

      CompletableFuture<Void> gate = fleet.gate().close();
      hold(ActrId.parse(id), "in flight");
      await().atMost(PATIENCE).until(() -> fleet.gate().arrived().contains("in flight"));
      hold(ActrId.parse(id), "accepted");
      await().atMost(PATIENCE).until(() -> waiting() == 2);
      server.process().terminate();
      assertThat(server.process().awaitExit(PATIENCE)).as("the process ends").isTrue();
      // The one in flight fails if its own call is ended first.
      assertThat(waiting()).isBetween(1, 2);
      gate.complete(null);

      start(server);
      await(server + " handles what was left" + server.process())
          .atMost(PATIENCE)
          .until(() -> waiting() == 0);
      assertThat(fleet.gate().arrived()).containsOnlyOnce("accepted");
      assertThat(answer(echo(server), "again")).isEqualTo("again");
    } finally {
      server.kill();
    }
  }
}
