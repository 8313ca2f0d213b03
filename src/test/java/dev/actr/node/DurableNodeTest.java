package dev.actr.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.actr.ActrException;
import dev.actr.Dest;
import dev.actr.ErrorKind;
import dev.actr.PayloadType;
import dev.actr.RpcEnvelope;
import dev.actr.mailbox.DeadLetter;
import dev.actr.mailbox.DeadLetterReason;
import dev.actr.mailbox.Durability;
import dev.actr.mailbox.MailboxLimits;
import dev.actr.mailbox.journal.JournalMailbox;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A node that stops and starts again on the mailbox it has left. */
class DurableNodeTest {

  @TempDir Path folder;

  private final HeldEcho held = new HeldEcho();
  private final List<String> handled = new CopyOnWriteArrayList<>();
  @RegisterExtension final NodeServer server = new NodeServer();
  private TestNode sender;

  @BeforeEach
  void start() throws Exception {
    sender = server.node().type("acme:Sender:1.0.0").build().startAndWait();
  }

  @AfterEach
  void stop() {
    held.release();
    sender.close();
  }

  private TestNode.Builder node() {
    return server
        .node()
        .shutdownTimeout(Duration.ofMillis(100))
        .mailbox(
            () -> JournalMailbox.open(folder, "echo", Durability.PROCESS, MailboxLimits.DEFAULT));
  }

  /** Holds its first request up until the test lets it go on. */
  private TestNode blocked() throws Exception {
    return node().echo(held).build().startAndWait();
  }

  private TestNode recording() {
    return node()
        .echo(
            (request, context) -> {
              handled.add(request.getMessage());
              return Echo.response("to " + request.getMessage());
            })
        .build();
  }

  private void tell(TestNode target, String message) {
    sender.context().tell(Dest.peer(target.id()), Echo.METHOD, Echo.request(message));
  }

  @Test
  void whatTheEndLeftIsHandledInItsOrderAfterTheNextStart() throws Exception {
    try (TestNode first = blocked()) {
      for (int i = 0; i < 5; i++) {
        tell(first, "message " + i);
      }
      await().atMost(TestNode.PATIENCE).until(() -> first.node.backlog() == 5);
      first.stop();
    }
    assertThat(held.begun).containsExactly("message 0");
    try (TestNode second = recording().startAndWait()) {
      await().atMost(TestNode.PATIENCE).until(() -> second.node.backlog() == 0);
      assertThat(handled)
          .containsExactly("message 0", "message 1", "message 2", "message 3", "message 4");
      tell(second, "new");
      await().atMost(TestNode.PATIENCE).until(() -> handled.size() == 6);
    }
    try (TestNode third = recording().startAndWait()) {
      tell(third, "last");
      await().atMost(TestNode.PATIENCE).until(() -> handled.contains("last"));
      assertThat(handled).hasSize(7);
    }
  }

  @Test
  void aRequestWhoseHandlerTheEndCutOffIsHandledAgainAfterTheNextStart() throws Exception {
    CountDownLatch failed = new CountDownLatch(1);
    try (TestNode silent =
            server.node().type("acme:Silent:1.0.0").echo(held).build().startAndWait();
        TestNode first =
            node()
                .echo(
                    (request, context) -> {
                      try {
                        return context.call(Dest.peer(silent.id()), Echo.METHOD, request);
                      } finally {
                        failed.countDown();
                      }
                    })
                .build()
                .startAndWait()) {
      tell(first, "message");
      held.awaitBegun("message");
      first.stop();
      assertThat(failed.await(TestNode.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      try (TestNode second = recording().startAndWait()) {
        await().atMost(TestNode.PATIENCE).until(() -> handled.contains("message"));
        assertThat(second.node.backlog()).isZero();
      }
      held.release();
    }
  }

  @Test
  void theEndWaitsForWhatCanBeHandledInTime() throws Exception {
    try (TestNode slow =
        node().shutdownTimeout(Duration.ofMinutes(1)).echo(held).build().startAndWait()) {
      for (int i = 0; i < 5; i++) {
        tell(slow, "message " + i);
      }
      await().atMost(TestNode.PATIENCE).until(() -> slow.node.backlog() == 5);
      slow.node.stop();
      assertThat(slow.node.state()).isEqualTo(NodeState.DRAINING);
      held.release();
      slow.stop();
      assertThat(held.answered).hasSize(5);
    }
    try (TestNode next = recording().startAndWait()) {
      assertThat(next.node.backlog()).isZero();
    }
    assertThat(handled).isEmpty();
  }

  @Test
  void aRequestSentAgainAfterTheNextStartIsAnsweredFromTheRecord() throws Exception {
    RpcEnvelope request =
        new RpcEnvelope(
            Echo.METHOD.routeKey(),
            Echo.request("once").toByteArray(),
            "the same id",
            Optional.empty(),
            Optional.empty());
    byte[] answer;
    try (TestNode first = recording().startAndWait()) {
      answer = call(first, request);
    }
    try (TestNode second = recording().startAndWait()) {
      assertThat(call(second, request)).isEqualTo(answer);
    }
    assertThat(handled).containsExactly("once");
  }

  private byte[] call(TestNode target, RpcEnvelope request) throws Exception {
    return sender
        .node
        .parts
        .peers
        .call(target.id(), PayloadType.RPC_RELIABLE, request, TestNode.PATIENCE)
        .get(20, TimeUnit.SECONDS);
  }

  @Test
  void aRequestThatExpiredMeanwhileIsNotHandledButADeadLetterWhichMayBeReplayed() throws Exception {
    Duration timeout = Duration.ofMillis(200);
    try (TestNode first = blocked()) {
      tell(first, "blocks");
      held.awaitBegun("blocks");
      byte[] request = Echo.request("too late").toByteArray();
      ActrException failure =
          catchThrowableOfType(
              ActrException.class, () -> sender.callRaw(Dest.peer(first.id()), request, timeout));
      assertThat(failure.kind()).isEqualTo(ErrorKind.TIMED_OUT);
      assertThat(first.node.backlog()).isEqualTo(2);
      first.stop();
    }
    // It had arrived by now.
    Instant deadline = Instant.now().plus(timeout);
    await().until(() -> Instant.now().isAfter(deadline.plusMillis(1)));
    try (TestNode second = recording().startAndWait()) {
      await().atMost(TestNode.PATIENCE).until(() -> second.node.backlog() == 0);
      assertThat(handled).containsExactly("blocks");
      DeadLetter letter = second.node.deadLetters().list(10).get(0);
      assertThat(letter.reason()).isEqualTo(DeadLetterReason.EXPIRED);
      assertThat(letter.message().caller()).contains(sender.id());

      assertThat(second.node.deadLetters().replay(letter.id()).toCompletableFuture().get())
          .isTrue();
      await().atMost(TestNode.PATIENCE).until(() -> handled.contains("too late"));
      assertThat(second.node.deadLetters().list(10)).isEmpty();
    }
  }

  @Test
  void aMailboxInUseKeepsAnotherNodeFromStarting() throws Exception {
    try (TestNode first = recording().startAndWait();
        TestNode second = recording()) {
      assertThat(second.failureOfStart())
          .isInstanceOf(ActrException.class)
          .hasMessageContaining("in use by another node");
      assertThat(second.node.state()).isEqualTo(NodeState.CRASHED);
      assertThat(second.hooks).isEmpty();
      tell(first, "still there");
      await().atMost(TestNode.PATIENCE).until(() -> handled.contains("still there"));
    }
    // Once it is free.
    recording().startAndWait().close();
  }

  @Test
  void aResponseLargerThanAFileOfTheMailboxIsGiven() throws Exception {
    String large = "x".repeat(9 << 20);
    try (TestNode node =
        node().echo((request, context) -> Echo.response(large)).build().startAndWait()) {
      assertThat(sender.echo(Dest.peer(node.id()), "hello")).hasSize(large.length());
      assertThat(sender.echo(Dest.peer(node.id()), "again")).hasSize(large.length());
    }
  }
}
