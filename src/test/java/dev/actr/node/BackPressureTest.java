package dev.actr.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.actr.BackpressureEvent;
import dev.actr.DataChunk;
import dev.actr.Dest;
import dev.actr.PayloadType;
import dev.actr.cdi.BlockingTasks;
import dev.actr.dispatch.DispatchConfig;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A handler that does not keep up stops its senders, not the memory of its node. */
class BackPressureTest {

  private static final int CAPACITY = 4;

  /** So large that what the sockets keep is a small part of them all. */
  private static final int MESSAGES = 200;

  private static final String PADDING = "x".repeat(256 * 1024);

  private final CountDownLatch release = new CountDownLatch(1);
  private final List<Integer> handled = new CopyOnWriteArrayList<>();
  @RegisterExtension final NodeServer server = new NodeServer();
  private TestNode slow;
  private TestNode sender;

  @BeforeEach
  void start() throws Exception {
    slow =
        server
            .node()
            .mailboxCapacity(CAPACITY)
            .echo(
                (request, context) -> {
                  release.await();
                  handled.add(Integer.parseInt(request.getMessage().split(" ")[0]));
                  return Echo.response("");
                })
            .build()
            .startAndWait();
    sender =
        server
            .node()
            .type("acme:Sender:1.0.0")
            .tellTimeout(Duration.ofMinutes(1))
            .callTimeout(Duration.ofMinutes(1))
            .build()
            .startAndWait();
  }

  @AfterEach
  void stop() {
    release.countDown();
    sender.close();
    slow.close();
  }

  private void tell(int number) {
    sender.context().tell(Dest.peer(slow.id()), Echo.METHOD, Echo.request(number + " " + PADDING));
  }

  private static int awaitStandstill(AtomicInteger counter) {
    AtomicInteger last = new AtomicInteger(-1);
    await()
        .atMost(TestNode.PATIENCE)
        .pollInterval(Duration.ofMillis(300))
        .until(() -> last.getAndSet(counter.get()) == counter.get());
    return last.get();
  }

  @Test
  void aSenderWaitsForAHandlerThatIsBehindAndNothingIsLost() throws Exception {
    AtomicInteger told = new AtomicInteger();
    CompletableFuture<Void> telling =
        BlockingTasks.run(
            () ->
                IntStream.range(0, MESSAGES)
                    .forEach(
                        i -> {
                          tell(i);
                          told.incrementAndGet();
                        }));
    int before = awaitStandstill(told);
    assertThat(before).isLessThan(MESSAGES);
    assertThat(telling).isNotDone();
    // One read may bring several messages; then no more are read.
    assertThat(slow.node.backlog()).isLessThan(CAPACITY + 10);
    assertThat(handled).isEmpty();

    release.countDown();
    telling.get(20, TimeUnit.SECONDS);
    await().atMost(TestNode.PATIENCE).until(() -> handled.size() == MESSAGES);
    assertThat(handled).isEqualTo(IntStream.range(0, MESSAGES).boxed().toList());
    assertThat(slow.errors()).isEmpty();
    assertThat(sender.errors()).isEmpty();
  }

  /** A connection is stopped, not the node. */
  @Test
  void anotherPeerIsServedByStreamsMeanwhile() throws Exception {
    try (TestNode other = server.node().type("acme:Other:1.0.0").build().startAndWait()) {
      CompletableFuture<Void> telling =
          BlockingTasks.run(() -> IntStream.range(0, CAPACITY + 1).forEach(this::tell));
      await().atMost(TestNode.PATIENCE).until(() -> slow.node.backlog() >= CAPACITY);
      CompletableFuture<Long> chunk = new CompletableFuture<>();
      slow.context().registerStream("s", (c, from) -> chunk.complete(c.sequence()));
      other
          .context()
          .sendDataChunk(
              Dest.peer(slow.id()),
              new DataChunk("s", 5, new byte[0]),
              PayloadType.STREAM_RELIABLE);
      assertThat(chunk.get(20, TimeUnit.SECONDS)).isEqualTo(5);
      assertThat(handled).isEmpty();
      release.countDown();
      telling.get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void callsThatWaitInAFullMailboxAreAllAnswered() throws Exception {
    List<? extends CompletableFuture<?>> calls =
        IntStream.range(0, 50)
            .mapToObj(
                i ->
                    sender
                        .context()
                        .callAsync(Dest.peer(slow.id()), Echo.METHOD, Echo.request(i + " "))
                        .toCompletableFuture())
            .toList();
    await().atMost(TestNode.PATIENCE).until(() -> slow.node.backlog() >= CAPACITY);
    release.countDown();
    for (CompletableFuture<?> call : calls) {
      call.get(20, TimeUnit.SECONDS);
    }
    assertThat(handled).isEqualTo(IntStream.range(0, 50).boxed().toList());
  }

  @Test
  void theHookComesOnceForEachTimeTooManyWaitAndTheNodeStaysReady() throws Exception {
    Semaphore turns = new Semaphore(0);
    Semaphore begun = new Semaphore(0);
    try (TestNode threatened =
        server
            .node()
            .type("acme:Threatened:1.0.0")
            .dispatch(new DispatchConfig(8, 256, 100, 3, false))
            .echo(
                (request, context) -> {
                  begun.release();
                  turns.acquire();
                  return Echo.response("");
                })
            .build()
            .startAndWait()) {
      for (int incident = 1; incident <= 2; incident++) {
        // The first is not one that waits.
        sender.context().tell(Dest.peer(threatened.id()), Echo.METHOD, Echo.request("x"));
        assertThat(begun.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
        for (int i = 1; i < 8; i++) {
          sender.context().tell(Dest.peer(threatened.id()), Echo.METHOD, Echo.request("x"));
        }
        await().atMost(TestNode.PATIENCE).until(() -> threatened.node.backlog() == 8);
        int expected = incident;
        await()
            .atMost(TestNode.PATIENCE)
            .untilAsserted(() -> assertThat(incidents(threatened)).hasSize(expected));
        assertThat(threatened.node.state()).isEqualTo(NodeState.READY);
        turns.release(8);
        assertThat(begun.tryAcquire(7, 20, TimeUnit.SECONDS)).isTrue();
        await().atMost(TestNode.PATIENCE).until(() -> threatened.node.backlog() == 0);
      }
      assertThat(incidents(threatened)).hasSize(2);
      assertThat(incidents(threatened))
          .allSatisfy(event -> assertThat(event.threshold()).isEqualTo(3))
          .allSatisfy(event -> assertThat(event.queueLength()).isBetween(3, 7));
    }
  }

  private static List<BackpressureEvent> incidents(TestNode node) {
    return node.hooks.stream().flatMap(h -> h.payload(BackpressureEvent.class).stream()).toList();
  }
}
