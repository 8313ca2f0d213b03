package dev.actr.node;

import static dev.actr.node.Hook.WEB_SOCKET_CONNECTED;
import static dev.actr.node.TestNode.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.actr.Dest;
import dev.actr.ErrorKind;
import dev.actr.PayloadType;
import dev.actr.test.echo.EchoResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** In which order requests are handled, and which are not. */
class HandlingTest {

  @RegisterExtension final NodeServer server = new NodeServer();

  @Test
  void anExpiredRequestIsNotRun() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    List<String> handled = new CopyOnWriteArrayList<>();
    try (TestNode echo =
            server
                .node()
                .echo(
                    (request, context) -> {
                      handled.add(request.getMessage());
                      if (request.getMessage().equals("first")) {
                        release.await();
                      }
                      return Echo.response(request.getMessage());
                    })
                .build()
                .startAndWait();
        TestNode caller = server.caller()) {
      Dest peer = Dest.peer(echo.id());
      var first = caller.context().callAsync(peer, Echo.METHOD, Echo.request("first"));
      await().atMost(TestNode.PATIENCE).until(() -> handled.contains("first"));
      byte[] expiring = Echo.request("expiring").toByteArray();
      failure(
          () ->
              caller
                  .context()
                  .callRaw(
                      peer,
                      Echo.METHOD.routeKey(),
                      PayloadType.RPC_RELIABLE,
                      expiring,
                      Duration.ofMillis(100)));
      await().atMost(TestNode.PATIENCE).until(() -> echo.node.backlog() == 2);
      long arrived = System.nanoTime();
      await().until(() -> System.nanoTime() - arrived > Duration.ofMillis(100).toNanos());
      release.countDown();
      first.toCompletableFuture().get();
      assertThat(caller.echo(peer, "last")).isEqualTo("last");
      assertThat(handled).containsExactly("first", "last");
    }
  }

  @Test
  void requestsOfOneActorAreHandledOneAtATime() throws Exception {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    try (TestNode echo =
            server
                .node()
                .echo(
                    (request, context) -> {
                      most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                      Thread.yield();
                      inside.decrementAndGet();
                      return Echo.response(request.getMessage());
                    })
                .build()
                .startAndWait();
        TestNode caller = server.caller()) {
      List<CompletableFuture<EchoResponse>> calls =
          IntStream.range(0, 500)
              .mapToObj(
                  i ->
                      caller
                          .context()
                          .callAsync(Dest.peer(echo.id()), Echo.METHOD, Echo.request("" + i))
                          .toCompletableFuture())
              .toList();
      for (int i = 0; i < calls.size(); i++) {
        assertThat(calls.get(i).get(20, TimeUnit.SECONDS).getReply()).isEqualTo("" + i);
      }
      assertThat(most).hasValue(1);
      assertThat(caller.hookNames()).containsOnlyOnce(WEB_SOCKET_CONNECTED);
    }
  }

  @Test
  void signalsOvertakeWhatWaits() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    List<String> handled = new CopyOnWriteArrayList<>();
    try (TestNode echo =
            server
                .node()
                .echo(
                    (request, context) -> {
                      handled.add(request.getMessage());
                      if (request.getMessage().equals("first")) {
                        release.await();
                      }
                      return Echo.response("");
                    })
                .build()
                .startAndWait();
        TestNode caller = server.caller()) {
      Dest peer = Dest.peer(echo.id());
      caller.context().tell(peer, Echo.METHOD, Echo.request("first"));
      await().atMost(TestNode.PATIENCE).until(() -> handled.contains("first"));
      caller.context().tell(peer, Echo.METHOD, Echo.request("normal"));
      caller.context().tell(peer, Echo.method(PayloadType.RPC_SIGNAL), Echo.request("signal"));
      var last = caller.context().callAsync(peer, Echo.METHOD, Echo.request("last"));
      await().atMost(TestNode.PATIENCE).until(() -> echo.node.backlog() == 4);
      release.countDown();
      last.toCompletableFuture().get(10, TimeUnit.SECONDS);
      assertThat(handled).containsExactly("first", "signal", "normal", "last");
    }
  }

  @Test
  void requestsInFlightAreAnsweredBeforeTheNodeStops() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    try (TestNode echo =
            server
                .node()
                .echo(
                    (request, context) -> {
                      entered.countDown();
                      release.await();
                      return Echo.response("done");
                    })
                .build()
                .startAndWait();
        TestNode caller = server.caller()) {
      var call = caller.context().callAsync(Dest.peer(echo.id()), Echo.METHOD, Echo.request(""));
      entered.await();
      var stopped = echo.node.stop().toCompletableFuture();
      assertThat(failure(() -> caller.echo(Dest.peer(echo.id()), "late")).kind())
          .isEqualTo(ErrorKind.UNAVAILABLE);
      release.countDown();
      assertThat(call.toCompletableFuture().get(10, TimeUnit.SECONDS).getReply()).isEqualTo("done");
      stopped.get(10, TimeUnit.SECONDS);
    }
  }
}
