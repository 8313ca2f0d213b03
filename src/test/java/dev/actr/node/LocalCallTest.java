package dev.actr.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.ActrException;
import dev.actr.Dest;
import dev.actr.ErrorKind;
import dev.actr.test.echo.EchoResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Calls of an application to its own actor, whose future the caller has things depend on. */
class LocalCallTest {

  private final HeldEcho held = new HeldEcho("slow"::equals);
  private final CountDownLatch release = new CountDownLatch(1);
  @RegisterExtension final NodeServer server = new NodeServer();

  @AfterEach
  void stop() {
    held.release();
    release.countDown();
  }

  private TestNode.Builder node() {
    return server.node().echo(held);
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
      held.release();

      assertThat(next).succeedsWithin(TestNode.PATIENCE);
      assertThat(node.echo(Dest.workload(), "last")).isEqualTo("last");
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
          call(node, "first").thenApply(first -> node.echo(Dest.workload(), "second"));
      held.release();

      assertThat(second).succeedsWithin(TestNode.PATIENCE).isEqualTo("second");
    }
  }

  @Test
  void aCallThatIsCancelledBeforeItsTurnIsNotHandled() throws Exception {
    try (TestNode node = node().build().startAndWait()) {
      CompletableFuture<EchoResponse> first = call(node, "slow");
      CompletableFuture<EchoResponse> cancelled = call(node, "cancelled");
      CompletableFuture<EchoResponse> last = call(node, "last");
      held.awaitBegun("slow");
      cancelled.cancel(false);
      held.release();

      assertThat(last).succeedsWithin(TestNode.PATIENCE);
      assertThat(first).succeedsWithin(TestNode.PATIENCE);
      assertThat(held.begun).containsExactly("slow", "last");
    }
  }

  @Test
  void aCallWhoseDeadlinePassesBeforeItsTurnFailsInTimeAndIsNotHandled() throws Exception {
    try (TestNode node = node().callTimeout(Duration.ofSeconds(1)).build().startAndWait()) {
      node.context().tell(Dest.workload(), Echo.METHOD, Echo.request("slow"));
      held.awaitBegun("slow");
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
      held.release();
      node.context().tell(Dest.workload(), Echo.METHOD, Echo.request("last"));
      held.awaitBegun("last");
      assertThat(held.begun).containsExactly("slow", "last");
    }
  }
}
