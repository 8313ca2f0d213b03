package dev.actr.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.actr.ActrException;
import dev.actr.Dest;
import dev.actr.ErrorKind;
import dev.actr.test.echo.EchoResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Calls of an application to its own actor, whose future the caller has things depend on. */
class LocalCallTest {

  private final List<String> handled = new CopyOnWriteArrayList<>();
  private final CountDownLatch slow = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);
  @RegisterExtension final NodeServer server = new NodeServer();

  @AfterEach
  void stop() {
    slow.countDown();
    release.countDown();
  }

  private TestNode.Builder node() {
    return server
        .node()
        .echo(
            (request, context) -> {
              handled.add(request.getMessage());
              if (request.getMessage().equals("slow")) {
                slow.await();
              }
              return Echo.response(request.getMessage());
            });
  }

  private static CompletableFuture<EchoResponse> call(TestNode node, String message) {
    return node.context()
        .callAsync(Dest.workload(), Echo.METHOD, Echo.request(message))
        .toCompletableFuture();
  }

  private void pause() {
    try {
      release.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void codeThatFollowsOnAResponseAndBlocksHoldsUpNeitherTheActorNorOtherCallers() throws Exception {
    try (TestNode node = node().build().startAndWait()) {
      CountDownLatch blocked = new CountDownLatch(20);
      // Or the responses might come before anything depends on them.
      CompletableFuture<EchoResponse> first = call(node, "slow");
      CompletableFuture<?>[] following = new CompletableFuture<?>[20];
      for (int i = 0; i < following.length; i++) {
        following[i] =
            call(node, "blocks " + i)
                .thenRun(
                    () -> {
                      blocked.countDown();
                      pause();
                    });
      }
      CompletableFuture<EchoResponse> next = call(node, "next");
      slow.countDown();

      assertThat(next).succeedsWithin(TestNode.PATIENCE);
      assertThat(node.context().call(Dest.workload(), Echo.METHOD, Echo.request("last")).getReply())
          .isEqualTo("last");
      assertThat(blocked.await(TestNode.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(first).succeedsWithin(TestNode.PATIENCE);
      assertThat(following).allMatch(each -> !each.isDone());
      release.countDown();
      assertThat(CompletableFuture.allOf(following)).succeedsWithin(TestNode.PATIENCE);
    }
  }

  @Test
  void codeThatFollowsOnAResponseMayCallTheSameActorAndWait() throws Exception {
    try (TestNode node = node().build().startAndWait()) {
      call(node, "slow");
      CompletableFuture<String> second =
          call(node, "first")
              .thenApply(
                  first ->
                      node.context()
                          .call(Dest.workload(), Echo.METHOD, Echo.request("second"))
                          .getReply());
      slow.countDown();

      assertThat(second).succeedsWithin(TestNode.PATIENCE).isEqualTo("second");
    }
  }

  @Test
  void aCallThatIsCancelledBeforeItsTurnIsNotHandled() throws Exception {
    try (TestNode node = node().build().startAndWait()) {
      CompletableFuture<EchoResponse> first = call(node, "slow");
      CompletableFuture<EchoResponse> cancelled = call(node, "cancelled");
      CompletableFuture<EchoResponse> last = call(node, "last");
      await().atMost(TestNode.PATIENCE).until(() -> handled.contains("slow"));
      cancelled.cancel(false);
      slow.countDown();

      assertThat(last).succeedsWithin(TestNode.PATIENCE);
      assertThat(first).succeedsWithin(TestNode.PATIENCE);
      assertThat(handled).containsExactly("slow", "last");
    }
  }

  @Test
  void aCallWhoseDeadlinePassesBeforeItsTurnFailsInTimeAndIsNotHandled() throws Exception {
    try (TestNode node = node().callTimeout(Duration.ofSeconds(1)).build().startAndWait()) {
      node.context().tell(Dest.workload(), Echo.METHOD, Echo.request("slow"));
      await().atMost(TestNode.PATIENCE).until(() -> handled.contains("slow"));
      CompletableFuture<Throwable> failure = new CompletableFuture<>();
      CompletableFuture<String> thread = new CompletableFuture<>();
      call(node, "late")
          .whenComplete(
              (response, thrown) -> {
                failure.complete(thrown);
                thread.complete(Thread.currentThread().getName());
              });

      assertThat(failure)
          .succeedsWithin(TestNode.PATIENCE)
          .isInstanceOfSatisfying(
              ActrException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.TIMED_OUT));
      assertThat(thread)
          .succeedsWithin(TestNode.PATIENCE, InstanceOfAssertFactories.STRING)
          .doesNotStartWith("actr-io");
      slow.countDown();
      node.context().tell(Dest.workload(), Echo.METHOD, Echo.request("last"));
      await().atMost(TestNode.PATIENCE).until(() -> handled.contains("last"));
      assertThat(handled).containsExactly("slow", "last");
    }
  }
}
