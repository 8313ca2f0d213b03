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
    HeldEcho held = new HeldEcho("first"::equals);
    try (TestNode echo = server.node().echo(held).build().startAndWait();
        TestNode caller = server.caller()) {
      Dest peer = Dest.peer(echo.id());
      var first = caller.context().callAsync(peer, Echo.METHOD, Echo.request("first"));
      held.awaitBegun("first");
      byte[] expiring = Echo.request("expiring").toByteArray();
      failure(() -> caller.callRaw(peer, expiring, Duration.ofMillis(100)));
      await().atMost(TestNode.PATIENCE).until(() -> echo.node.backlog() == 2);
      long arrived = System.nanoTime();
      await().until(() -> System.nanoTime() - arrived > Duration.ofMillis(100).toNanos());
      held.release();
      first.toCompletableFuture().get();
      assertThat(caller.echo(peer, "last")).isEqualTo("last");
      assertThat(held.begun).containsExactly("first", "last");
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
    HeldEcho held = new HeldEcho("first"::equals);
    try (TestNode echo = server.node().echo(held).build().startAndWait();
        TestNode caller = server.caller()) {
      Dest peer = Dest.peer(echo.id());
      caller.context().tell(peer, Echo.METHOD, Echo.request("first"));
      held.awaitBegun("first");
      caller.context().tell(peer, Echo.METHOD, Echo.request("normal"));
      caller.context().tell(peer, Echo.method(PayloadType.RPC_SIGNAL), Echo.request("signal"));
      var last = caller.context().callAsync(peer, Echo.METHOD, Echo.request("last"));
      await().atMost(TestNode.PATIENCE).until(() -> echo.node.backlog() == 4);
      held.release();
      last.toCompletableFuture().get(10, TimeUnit.SECONDS);
      assertThat(held.begun).containsExactly("first", "signal", "normal", "last");
    }
  }

  @Test
  void requestsInFlightAreAnsweredBeforeTheNodeStops() throws Exception {
    HeldEcho held = new HeldEcho();
    try (TestNode echo = server.node().echo(held).build().startAndWait();
        TestNode caller = server.caller()) {
      var call =
          caller.context().callAsync(Dest.peer(echo.id()), Echo.METHOD, Echo.request("done"));
      held.awaitBegun("done");
      var stopped = echo.node.stop().toCompletableFuture();
      assertThat(failure(() -> caller.echo(Dest.peer(echo.id()), "late")).kind())
          .isEqualTo(ErrorKind.UNAVAILABLE);
      held.release();
      assertThat(call.toCompletableFuture().get(10, TimeUnit.SECONDS).getReply()).isEqualTo("done");
      stopped.get(10, TimeUnit.SECONDS);
    }
  }
}
