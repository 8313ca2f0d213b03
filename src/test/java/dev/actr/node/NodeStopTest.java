package dev.actr.node;

import static dev.actr.node.Hook.ERROR;
import static dev.actr.node.Hook.START;
import static dev.actr.node.Hook.STOP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.actr.ActrException;
import dev.actr.ErrorKind;
import dev.actr.identity.ScriptedAis;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Ends at other times than a node's usual one. */
class NodeStopTest {

  private static TestNode.Builder node(ScriptedAis ais) {
    return TestNode.builder(ais.url(), URI.create("ws://127.0.0.1:1/"));
  }

  private static ErrorKind failure(CompletableFuture<?> start) {
    ExecutionException failure =
        catchThrowableOfType(ExecutionException.class, () -> start.get(20, TimeUnit.SECONDS));
    return ((ActrException) failure.getCause()).kind();
  }

  @Test
  void aNodeThatWasStoppedBeforeItsStartDoesNotStart() {
    try (ScriptedAis ais = new ScriptedAis(ScriptedAis.answer(500, new byte[0]));
        TestNode node = node(ais).build()) {
      node.stop();
      assertThat(failure(node.node.start().toCompletableFuture())).isEqualTo(ErrorKind.UNAVAILABLE);
      assertThat(node.node.state()).isEqualTo(NodeState.HALTED);
      assertThat(node.hooks).isEmpty();
    }
  }

  @Test
  void startingTwiceStartsOnce() {
    try (ScriptedAis ais = new ScriptedAis(ScriptedAis.answer(403, new byte[0]));
        TestNode node = node(ais).build()) {
      var first = node.node.start();
      assertThat(node.node.start()).isSameAs(first);
      assertThat(failure(first.toCompletableFuture())).isEqualTo(ErrorKind.PERMISSION_DENIED);
      assertThat(node.hookNames()).containsExactly(START, ERROR, STOP);
    }
  }

  /** A node that could not start releases what it has; who stops it waits for that. */
  @Test
  void stoppingANodeThatCrashedWaitsUntilAllIsReleased() throws Exception {
    HeldHook held = new HeldHook(STOP);
    try (ScriptedAis ais = new ScriptedAis(ScriptedAis.answer(403, new byte[0]));
        TestNode node = node(ais).onHook(held).build().start()) {
      held.awaitBegun();
      assertThat(node.node.state()).isEqualTo(NodeState.CRASHED);
      CompletableFuture<Void> stopped = node.node.stop().toCompletableFuture();
      assertThat(stopped).isNotDone();
      held.release();
      stopped.get(20, TimeUnit.SECONDS);
      assertThat(node.node.state()).isEqualTo(NodeState.HALTED);
      assertThat(node.hookNames()).containsExactly(START, ERROR, STOP);
      assertThat(node.node.failure()).isPresent();
    }
  }

  @Test
  void anOnStopThatHangsIsGivenUpAfterTheShutdownTimeout() {
    HeldHook held = new HeldHook(STOP);
    try (ScriptedAis ais = new ScriptedAis(ScriptedAis.answer(500, new byte[0]));
        TestNode node =
            node(ais).shutdownTimeout(Duration.ofMillis(50)).onHook(held).build().start()) {
      node.awaitHooks(hooks -> assertThat(hooks).contains(ERROR));
      node.stop();
      assertThat(node.node.state()).isEqualTo(NodeState.HALTED);
      held.release();
    }
  }
}
