package dev.actr.node;

import static dev.actr.node.Hook.CREDENTIAL_RENEWED;
import static dev.actr.node.Hook.ERROR;
import static dev.actr.node.Hook.READY;
import static dev.actr.node.Hook.SIGNALING_CONNECTED;
import static dev.actr.node.Hook.SIGNALING_CONNECTING;
import static dev.actr.node.Hook.SIGNALING_DISCONNECTED;
import static dev.actr.node.Hook.WEB_SOCKET_CONNECTED;
import static dev.actr.node.Hook.WEB_SOCKET_DISCONNECTED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.ActrType;
import dev.actr.Dest;
import dev.actr.ErrorCategory;
import dev.actr.ErrorEvent;
import dev.actr.ErrorKind;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ReconnectTest {

  private static final ActrType ECHO = ActrType.parse("acme:Echo:1.0.0");

  @RegisterExtension final NodeServer server = new NodeServer();

  private static String call(TestNode caller) {
    ActrId peer = caller.context().discover(ECHO);
    return caller.echo(Dest.peer(peer), "hello");
  }

  private static void awaitCall(TestNode caller) {
    Awaitility.await()
        .atMost(TestNode.PATIENCE)
        .ignoreExceptionsInstanceOf(ActrException.class)
        .until(() -> call(caller).equals("hello"));
  }

  /** The attempts while the server was away, each a hook and the error that ended it. */
  private static List<RecordedHook> withoutFailedAttempts(List<RecordedHook> hooks) {
    List<RecordedHook> rest = new ArrayList<>(hooks);
    for (int i = 0; i < rest.size(); ) {
      boolean failedAttempt =
          rest.get(i).hook() == SIGNALING_CONNECTING
              && i + 1 < rest.size()
              && rest.get(i + 1).hook() == ERROR;
      if (failedAttempt) {
        ErrorEvent error = (ErrorEvent) rest.get(i + 1).payload();
        assertThat(error.category()).isEqualTo(ErrorCategory.SIGNALING_FAILURE);
        rest.subList(i, i + 2).clear();
      } else {
        i++;
      }
    }
    return rest;
  }

  @Test
  void aLineThatWasCutChangesNothingButTheConnection() throws Exception {
    try (CuttableLine line = new CuttableLine(server.get().port());
        TestNode echo =
            TestNode.builder(
                    server.get().aisUri(),
                    URI.create("ws://127.0.0.1:" + line.port() + "/signaling/ws"))
                .build()
                .startAndWait();
        TestNode caller = server.node().type("acme:Caller:1.0.0").build().startAndWait()) {
      assertThat(call(caller)).isEqualTo("hello");
      // A call may be answered before the hook of its connection.
      echo.awaitHooks(hooks -> assertThat(hooks).contains(WEB_SOCKET_CONNECTED));
      ActrId id = echo.id();
      int seen = echo.hooks.size();

      line.cut();
      echo.awaitHooks(hooks -> assertThat(hooks).hasSize(seen + 3));
      echo.awaitState(NodeState.READY);

      awaitCall(caller);
      assertThat(echo.id()).isEqualTo(id);
      assertThat(echo.hookNames().subList(seen, seen + 3))
          .containsExactly(SIGNALING_DISCONNECTED, SIGNALING_CONNECTING, SIGNALING_CONNECTED);
    }
  }

  @Test
  void aRestartedServerGivesNewIdentitiesAndCallsWorkAgain() throws Exception {
    try (TestNode echo = server.node().build().startAndWait();
        TestNode caller = server.node().type("acme:Caller:1.0.0").build().startAndWait()) {
      assertThat(call(caller)).isEqualTo("hello");
      ActrId id = echo.id();
      int seen = echo.hooks.size();

      server.stop();
      echo.awaitState(NodeState.RECOVERING);
      caller.awaitState(NodeState.RECOVERING);
      server.restart();
      echo.awaitState(NodeState.READY);
      caller.awaitState(NodeState.READY);

      awaitCall(caller);
      assertThat(echo.id()).isNotEqualTo(id);
      assertThat(withoutFailedAttempts(echo.hooks.subList(seen, echo.hooks.size())))
          .extracting(RecordedHook::hook)
          .containsSubsequence(
              SIGNALING_DISCONNECTED, CREDENTIAL_RENEWED, SIGNALING_CONNECTING, SIGNALING_CONNECTED)
          .doesNotContain(READY);
    }
  }

  @Test
  void peersStayConnectedWhileSignalingIsAway() throws Exception {
    try (TestNode echo = server.node().build().startAndWait();
        TestNode caller = server.node().type("acme:Caller:1.0.0").build().startAndWait()) {
      Dest peer = Dest.peer(caller.context().discover(ECHO));
      caller.context().call(peer, Echo.METHOD, Echo.request("before"));
      server.stop();
      echo.awaitState(NodeState.RECOVERING);
      caller.awaitState(NodeState.RECOVERING);

      assertThat(caller.echo(peer, "still")).isEqualTo("still");
      assertThat(caller.hookNames()).doesNotContain(WEB_SOCKET_DISCONNECTED);
    }
  }

  @Test
  void discoveryFailsAsRetryableWhileSignalingIsAway() throws Exception {
    try (TestNode caller = server.node().build().startAndWait()) {
      server.stop();
      caller.awaitState(NodeState.RECOVERING);
      ActrException failure =
          Assertions.catchThrowableOfType(
              ActrException.class, () -> caller.context().discover(ECHO));
      assertThat(failure.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
      assertThat(failure.kind().isRetryable()).isTrue();
    }
  }

  @Test
  void anExpiredCredentialIsReplacedAndTheNodeServesOn() throws Exception {
    server.restart(
        settings ->
            settings
                .credentialLifetime(Duration.ofSeconds(2))
                .heartbeatInterval(Duration.ofSeconds(1)));
    try (TestNode echo = server.node().build().startAndWait();
        TestNode caller = server.node().type("acme:Caller:1.0.0").build().startAndWait()) {
      echo.awaitHooks(
          hooks -> assertThat(hooks.stream().filter(CREDENTIAL_RENEWED::equals)).hasSize(2));
      awaitCall(caller);
    }
  }
}
