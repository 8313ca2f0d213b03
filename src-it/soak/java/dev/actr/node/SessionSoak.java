package dev.actr.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.ActrId;
import dev.actr.Dest;
import dev.actr.devserver.DevServer;
import dev.actr.soak.Growth;
import dev.actr.soak.Usage;
import dev.actr.test.echo.EchoResponse;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nodes that talk over WebRTC: many, one after the other; a hundred at once; two for long. */
class SessionSoak {

  private static final int NODES = Integer.getInteger("soak.cycles") / 10;
  private static final int PEERS = 100;
  private static final int MESSAGES_PER_SECOND = 1000;
  private static final int MOST_UNANSWERED = 10_000;
  private static final String MESSAGE = "x".repeat(1000);

  private DevServer server;

  @BeforeEach
  void startServer() throws Exception {
    server = DevServer.builder().port(0).start();
  }

  @AfterEach
  void stopServer() {
    server.close();
  }

  private TestNode node(String type) throws Exception {
    return TestNode.builder(server.aisUri(), server.signalingUri())
        .withoutListener()
        .webRtc(WebRtcCallTest.LOOPBACK)
        .mailboxCapacity(2 * MOST_UNANSWERED)
        .type(type)
        .build()
        .startAndWait();
  }

  private static CompletableFuture<EchoResponse> call(TestNode caller, ActrId callee) {
    return caller
        .context()
        .callAsync(Dest.peer(callee), Echo.METHOD, Echo.request(MESSAGE))
        .toCompletableFuture();
  }

  private static void callBothWays(TestNode one, TestNode other) throws Exception {
    assertThat(call(one, other.id()).get(20, TimeUnit.SECONDS).getReply()).isEqualTo(MESSAGE);
    assertThat(call(other, one.id()).get(20, TimeUnit.SECONDS).getReply()).isEqualTo(MESSAGE);
    // A test keeps these; they are no growth of the node.
    other.hooks.clear();
  }

  @Test
  void nodesThatComeAndGoLeaveNothingAtTheirPeer() throws Exception {
    try (TestNode echo = node("acme:Echo:1.0.0")) {
      comeAndGo(echo, Math.max(NODES / 2, 20));
      Growth growth = new Growth();
      comeAndGo(echo, NODES);
      growth.assertNone(NODES + " nodes, each with a session with one that stays");
    }
  }

  private void comeAndGo(TestNode echo, int count) throws Exception {
    for (int i = 0; i < count; i++) {
      try (TestNode caller = node("acme:Caller:1.0.0")) {
        callBothWays(caller, echo);
      }
    }
  }

  @Test
  void aHundredPeersAtOnceLeaveNothing() throws Exception {
    try (TestNode echo = node("acme:Echo:1.0.0")) {
      // What as many need at once the allocator keeps.
      atOnce(echo, PEERS);
      Growth growth = new Growth();
      atOnce(echo, PEERS);
      growth.assertNone(PEERS + " peers at once");
    }
  }

  private void atOnce(TestNode echo, int count) throws Exception {
    List<TestNode> callers = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        callers.add(node("acme:Caller" + i + ":1.0.0"));
      }
      Usage before = Usage.now();
      CompletableFuture<?>[] first =
          callers.stream()
              .map(caller -> call(caller, echo.id()))
              .toArray(CompletableFuture<?>[]::new);
      CompletableFuture.allOf(first).get(60, TimeUnit.SECONDS);
      for (TestNode caller : callers) {
        callBothWays(caller, echo);
      }
      Usage.report(count + " sessions, both ends", before, Usage.now());
    } finally {
      callers.forEach(TestNode::close);
    }
  }

  @Test
  void aSessionThatLastsDoesNotGrow() throws Exception {
    long minutes = Integer.getInteger("soak.minutes");
    try (TestNode echo = node("acme:Echo:1.0.0");
        TestNode caller = node("acme:Caller:1.0.0")) {
      send(caller, echo.id(), 60L * MESSAGES_PER_SECOND);
      Growth growth = new Growth();
      send(caller, echo.id(), minutes * 60 * MESSAGES_PER_SECOND);
      growth.assertNone(
          minutes + " minutes of " + MESSAGES_PER_SECOND + " calls a second, all answered");
      assertThat(caller.hooks).hasSizeLessThan(10);
    }
  }

  /** The next message goes when its time has come, however late the answers are. */
  private static void send(TestNode caller, ActrId callee, long count) throws Exception {
    Queue<CompletableFuture<EchoResponse>> unanswered = new ArrayDeque<>();
    long start = System.nanoTime();
    for (long i = 0; i < count; i++) {
      long due = start + i * 1_000_000_000L / MESSAGES_PER_SECOND;
      while (System.nanoTime() - due < 0) {
        LockSupport.parkNanos(Math.max(due - System.nanoTime(), 0));
      }
      unanswered.add(call(caller, callee));
      while (unanswered.peek() != null && unanswered.peek().isDone()
          || unanswered.size() > MOST_UNANSWERED) {
        assertThat(unanswered.remove().get(20, TimeUnit.SECONDS).getReply()).isEqualTo(MESSAGE);
      }
    }
    while (!unanswered.isEmpty()) {
      assertThat(unanswered.remove().get(20, TimeUnit.SECONDS).getReply()).isEqualTo(MESSAGE);
    }
  }
}
