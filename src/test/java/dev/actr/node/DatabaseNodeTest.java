package dev.actr.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.actr.ActrException;
import dev.actr.Dest;
import dev.actr.ErrorKind;
import dev.actr.cdi.LogRecords;
import dev.actr.mailbox.MailboxLimits;
import dev.actr.mailbox.jdbc.JdbcMailbox;
import dev.actr.mailbox.jdbc.TestPostgres;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A node whose mailbox is in a database that goes away and comes back. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class DatabaseNodeTest {

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @RegisterExtension final NodeServer server = new NodeServer();
  private final HeldEcho held = new HeldEcho(message -> message.startsWith("held"));

  private static void call(TestNode caller, TestNode callee, String message) {
    caller.context().call(Dest.peer(callee.id()), Echo.METHOD, Echo.request(message));
  }

  @Test
  void whileTheDatabaseIsStoppedSendersGetErrorsAndAfterItNothingAcceptedIsLost() throws Exception {
    TestPostgres.assumeThereIsOne();
    try (TestPostgres postgres = new TestPostgres();
        TestNode sender =
            server
                .node()
                .type("acme:Sender:1.0.0")
                .callTimeout(Duration.ofSeconds(5))
                .build()
                .startAndWait();
        TestNode node =
            server
                .node()
                .mailbox(
                    () -> JdbcMailbox.open(postgres.dataSource(), "echo", MailboxLimits.DEFAULT))
                .echo(held)
                .build()
                .startAndWait()) {
      List<String> accepted = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        call(sender, node, "before " + i);
        accepted.add("before " + i);
      }
      for (int i = 0; i < 5; i++) {
        sender.context().tell(Dest.peer(node.id()), Echo.METHOD, Echo.request("held " + i));
        accepted.add("held " + i);
      }
      await().atMost(PATIENCE).until(() -> node.node.backlog() == 5);
      postgres.stop();
      ActrException refusal = null;
      try {
        call(sender, node, "meanwhile");
      } catch (ActrException e) {
        refusal = e;
      }
      assertThat(refusal).isNotNull();
      assertThat(refusal.kind()).isIn(ErrorKind.UNAVAILABLE, ErrorKind.TIMED_OUT);
      postgres.start();
      held.release();
      await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> call(sender, node, "after"));
      accepted.add("after");

      await().atMost(PATIENCE).untilAsserted(() -> assertThat(held.answered).containsAll(accepted));
      assertThat(held.answered.subList(0, 10)).isEqualTo(accepted.subList(0, 10));
      assertThat(node.node.state()).isEqualTo(NodeState.READY);
    }
  }

  @Test
  void aNodeWhoseDatabaseIsAwayAtItsStartIsReadyOnceItIsThere() throws Exception {
    TestPostgres.assumeThereIsOne();
    try (TestPostgres postgres = new TestPostgres();
        TestNode sender = server.caller();
        LogRecords log = new LogRecords("dev.actr.node");
        TestNode node =
            server
                .node()
                .mailbox(
                    () -> JdbcMailbox.open(postgres.dataSource(), "echo", MailboxLimits.DEFAULT))
                .echo(held)
                .build()) {
      postgres.stop();
      node.start();
      await().atMost(PATIENCE).until(() -> log.with("ACTR000205", "echo").size() >= 2);
      assertThat(node.node.state()).isEqualTo(NodeState.STARTING);
      postgres.start();
      await().atMost(PATIENCE).until(() -> node.node.state() == NodeState.READY);
      call(sender, node, "hello");
      assertThat(held.answered).containsExactly("hello");
    }
  }

  @Test
  void aDatabaseThatRefusesIsNotAskedAgain() throws Exception {
    TestPostgres.assumeThereIsOne();
    try (TestPostgres postgres = new TestPostgres();
        TestNode node =
            server
                .node()
                .mailbox(
                    () ->
                        JdbcMailbox.open(
                            TestPostgres.dataSource(postgres.url().replace("/postgres", "/none")),
                            "echo",
                            MailboxLimits.DEFAULT))
                .build()) {
      assertThat(node.failureOfStart()).hasMessageContaining("none");
      assertThat(node.node.state()).isEqualTo(NodeState.CRASHED);
    }
  }

  @Test
  void aNodeThatWaitsForItsDatabaseStopsAtOnce() {
    try (TestNode node =
        server
            .node()
            .shutdownTimeout(PATIENCE)
            .mailbox(
                () -> {
                  throw new SQLTransientConnectionException("away");
                })
            .build()) {
      node.start();
      // Stops, and within less than its shutdown timeout.
      node.stop();
      assertThat(node.node.state()).isEqualTo(NodeState.HALTED);
      assertThat(node.hookNames()).isEmpty();
    }
  }
}
