package dev.actr.node;

import static dev.actr.node.Hook.CREDENTIAL_RENEWED;
import static dev.actr.node.Hook.ERROR;
import static dev.actr.node.Hook.READY;
import static dev.actr.node.Hook.SIGNALING_CONNECTED;
import static dev.actr.node.Hook.SIGNALING_CONNECTING;
import static dev.actr.node.Hook.SIGNALING_DISCONNECTED;
import static dev.actr.node.Hook.START;
import static dev.actr.node.Hook.STOP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.actr.ActrException;
import dev.actr.CredentialEvent;
import dev.actr.ErrorCategory;
import dev.actr.ErrorKind;
import dev.actr.NodeEvent;
import dev.actr.Realm;
import java.net.ServerSocket;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class NodeLifeTest {

  @RegisterExtension final NodeServer server = new NodeServer();

  @Test
  void hooksOfAWholeLifeComeInOrder() throws Exception {
    try (TestNode node = server.node().build().startAndWait()) {
      assertThat(node.node.state()).isEqualTo(NodeState.READY);
      node.stop();

      assertThat(node.hookNames())
          .containsExactly(
              START,
              CREDENTIAL_RENEWED,
              SIGNALING_CONNECTING,
              SIGNALING_CONNECTED,
              READY,
              STOP,
              SIGNALING_DISCONNECTED);
      assertThat(node.node.state()).isEqualTo(NodeState.HALTED);
    }
  }

  @Test
  void hooksCarryTheNodeAndItsCredentialsExpiry() throws Exception {
    try (TestNode node = server.node().build().startAndWait()) {
      NodeEvent registered = new NodeEvent("echo", Optional.of(node.id()));
      assertThat(node.hooks.get(0).payload()).isEqualTo(new NodeEvent("echo", Optional.empty()));
      assertThat(node.hooks.get(1).payload(CredentialEvent.class).orElseThrow().newExpiry())
          .isAfter(Instant.now());
      assertThat(node.hooks.subList(2, 5))
          .extracting(RecordedHook::payload)
          .containsOnly(registered);
    }
  }

  @Test
  void onlyTheFirstSignalingConnectionHasNoContext() throws Exception {
    try (TestNode node = server.node().build().startAndWait()) {
      server.stop();
      node.awaitState(NodeState.RECOVERING);
      server.restart();
      node.awaitState(NodeState.READY);

      assertThat(node.hooks.stream().filter(h -> !h.withContext()).map(RecordedHook::hook))
          .containsExactly(SIGNALING_CONNECTING, SIGNALING_CONNECTED);
    }
  }

  @Test
  void hookContextsHaveNoCallerAndAnIdOfTheirOwn() throws Exception {
    List<String> requestIds = new CopyOnWriteArrayList<>();
    try (TestNode node =
        server
            .node()
            .onHook(
                event ->
                    event
                        .context()
                        .ifPresent(
                            context -> {
                              assertThat(context.callerId()).isEmpty();
                              requestIds.add(context.requestId());
                            }))
            .build()
            .startAndWait()) {
      assertThat(node.hooks).hasSize(5);
      assertThat(requestIds).hasSize(3).doesNotHaveDuplicates();
    }
  }

  @Test
  void aContextBeforeTheFirstRegistrationHasNoIdentity() throws Exception {
    CompletableFuture<ErrorKind> kind = new CompletableFuture<>();
    try (TestNode node =
        server
            .node()
            .onHook(
                event -> {
                  if (event.hook() == START) {
                    try {
                      event.context().orElseThrow().selfId();
                    } catch (ActrException e) {
                      kind.complete(e.kind());
                    }
                  }
                })
            .build()
            .startAndWait()) {
      assertThat(kind).isCompletedWithValue(ErrorKind.CONNECTION_NOT_READY);
      assertThat(node.context().selfId()).isEqualTo(node.id());
    }
  }

  @Test
  void onStartThatThrowsEndsTheStart() throws Exception {
    try (TestNode node =
        server
            .node()
            .onHook(
                event -> {
                  if (event.hook() == START) {
                    throw new IllegalStateException("no disk");
                  }
                })
            .build()) {
      Throwable failure = node.failureOfStart();

      assertThat(failure).isInstanceOf(ActrException.class).hasMessageContaining("no disk");
      assertThat(node.node.state()).isEqualTo(NodeState.CRASHED);
      assertThat(node.node.failure()).containsSame((ActrException) failure);
      assertThat(node.hookNames()).containsExactly(START);
    }
  }

  @Test
  void onReadyThatThrowsDoesNotKeepTheNodeFromServing() throws Exception {
    try (TestNode node =
        server
            .node()
            .onHook(
                event -> {
                  if (event.hook() == READY) {
                    throw new IllegalStateException("not essential");
                  }
                })
            .build()
            .startAndWait()) {
      assertThat(node.node.state()).isEqualTo(NodeState.READY);
    }
  }

  @Test
  void aNodeIsNotReadyBeforeOnReadyHasReturned() throws Exception {
    HeldHook held = new HeldHook(READY);
    try (TestNode node = server.node().onHook(held).build().start()) {
      held.awaitBegun();
      assertThat(node.node.state()).isEqualTo(NodeState.CONNECTING);
      held.release();
      node.awaitState(NodeState.READY);
    }
  }

  @Test
  void aRefusedRegistrationEndsTheStartAndTellsOnErrorAndOnStop() throws Exception {
    server.restart(settings -> settings.realm(new Realm(1001), "right"));
    try (TestNode node = server.node().secret("wrong").build()) {
      Throwable failure = node.failureOfStart();

      assertThat(((ActrException) failure).kind()).isEqualTo(ErrorKind.PERMISSION_DENIED);
      assertThat(node.hookNames()).containsExactly(START, ERROR, STOP);
      assertThat(node.errors().get(0).category()).isEqualTo(ErrorCategory.SIGNALING_FAILURE);
      assertThat(node.errors().get(0).source()).isSameAs(failure);
    }
  }

  @Test
  void theRealmSecretIsSent() throws Exception {
    server.restart(settings -> settings.realm(new Realm(1001), "right"));
    try (TestNode node = server.node().secret("right").build().startAndWait()) {
      assertThat(node.node.state()).isEqualTo(NodeState.READY);
    }
  }

  @Test
  void anAisThatIsAwayIsWaitedFor() throws Exception {
    server.stop();
    try (TestNode node = server.node().build().start()) {
      node.awaitHooks(hooks -> assertThat(hooks).contains(ERROR));
      assertThat(node.node.state()).isEqualTo(NodeState.REGISTERING);

      server.restart();
      node.awaitState(NodeState.READY);
    }
  }

  @Test
  void aTakenListenerPortEndsTheStartNamingTheKey() throws Exception {
    try (ServerSocket taken = new ServerSocket(0);
        TestNode node = server.node().port(taken.getLocalPort()).build()) {
      assertThat(node.failureOfStart())
          .hasMessageContaining("actr.websocket.port")
          .hasMessageContaining(String.valueOf(taken.getLocalPort()));
      assertThat(node.hookNames()).containsExactly(START, STOP);
    }
  }

  @Test
  void stoppingWhileOnStartRunsWaitsForItAndCallsOnStop() throws Exception {
    HeldHook held = new HeldHook(START);
    try (TestNode node = server.node().onHook(held).build().start()) {
      held.awaitBegun();
      var stopping = node.node.stop().toCompletableFuture();
      assertThat(stopping).isNotDone();
      held.release();
      node.stop();
      assertThat(node.hookNames()).containsExactly(START, STOP);
      await()
          .atMost(TestNode.PATIENCE)
          .until(() -> node.node.start().toCompletableFuture().isCompletedExceptionally());
    }
  }

  @Test
  void stoppingWhileTheAisIsAwayIsPrompt() throws Exception {
    server.stop();
    try (TestNode node = server.node().build().start()) {
      node.awaitHooks(hooks -> assertThat(hooks).contains(ERROR));
      node.stop();
      assertThat(node.node.state()).isEqualTo(NodeState.HALTED);
      assertThat(node.hookNames()).contains(STOP);
    }
  }

  @Test
  void stoppingTwiceCallsOnStopOnce() throws Exception {
    try (TestNode node = server.node().build().startAndWait()) {
      node.stop();
      node.stop();
      assertThat(node.hookNames()).containsOnlyOnce(STOP);
    }
  }

  @Test
  void aStoppedNodeIsNoLongerFound() throws Exception {
    try (TestNode echo = server.node().build().startAndWait();
        TestNode caller = server.node().type("acme:Caller:1.0.0").build().startAndWait()) {
      assertThat(caller.context().discover(echo.id().type())).isEqualTo(echo.id());
      echo.stop();
      await()
          .atMost(TestNode.PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(
                          Assertions.catchThrowableOfType(
                                  ActrException.class,
                                  () -> caller.context().discover(echo.id().type()))
                              .kind())
                      .isEqualTo(ErrorKind.NOT_FOUND));
    }
  }
}
