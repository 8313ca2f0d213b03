package dev.actr.node;

import static dev.actr.node.Hook.WEB_SOCKET_CONNECTED;
import static dev.actr.node.Hook.WEB_SOCKET_CONNECTING;
import static dev.actr.node.Hook.WEB_SOCKET_DISCONNECTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.ActrType;
import dev.actr.Dest;
import dev.actr.ErrorCategory;
import dev.actr.ErrorKind;
import dev.actr.PayloadType;
import dev.actr.PeerEvent;
import dev.actr.devserver.DevServer;
import dev.actr.test.echo.EchoResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallTest {

  private static final ActrType ECHO = ActrType.parse("acme:Echo:1.0.0");

  private DevServer server;

  @BeforeEach
  void startServer() throws Exception {
    server = DevServer.builder().port(0).start();
  }

  @AfterEach
  void stopServer() {
    server.close();
  }

  private TestNode.Builder node() {
    return TestNode.builder(server.aisUri(), server.signalingUri());
  }

  private TestNode caller() throws Exception {
    return node().type("acme:Caller:1.0.0").withoutListener().build().startAndWait();
  }

  private static String echo(TestNode caller, Dest dest, String message) {
    return caller.context().call(dest, Echo.METHOD, Echo.request(message)).getReply();
  }

  private static ActrException failure(ThrowableAssert.ThrowingCallable call) {
    return catchThrowableOfType(ActrException.class, call);
  }

  @Test
  void aDiscoveredPeerAnswers() throws Exception {
    try (TestNode echo = node().build().startAndWait();
        TestNode caller = caller()) {
      ActrId found = caller.context().discover(ECHO);
      assertThat(found).isEqualTo(echo.id());
      assertThat(echo(caller, Dest.peer(found), "hello")).isEqualTo("hello");
    }
  }

  @Test
  void bothSidesReportTheConnection() throws Exception {
    try (TestNode echo = node().build().startAndWait();
        TestNode caller = caller()) {
      echo(caller, Dest.peer(echo.id()), "hello");
      caller.stop();

      caller.awaitHooks(
          hooks ->
              assertThat(hooks)
                  .containsSubsequence(
                      WEB_SOCKET_CONNECTING, WEB_SOCKET_CONNECTED, WEB_SOCKET_DISCONNECTED));
      echo.awaitHooks(
          hooks ->
              assertThat(hooks)
                  .containsSubsequence(
                      WEB_SOCKET_CONNECTING, WEB_SOCKET_CONNECTED, WEB_SOCKET_DISCONNECTED));
      assertThat(echo.hooks)
          .filteredOn(h -> h.payload() instanceof PeerEvent)
          .extracting(RecordedHook::payload)
          .containsOnly(PeerEvent.ofWebSocket(caller.id()));
      assertThat(caller.hooks)
          .filteredOn(h -> h.payload() instanceof PeerEvent)
          .extracting(RecordedHook::payload)
          .containsOnly(PeerEvent.ofWebSocket(echo.id()));
    }
  }

  @Test
  void aHandlerKnowsItsCallerAndRequest() throws Exception {
    CompletableFuture<List<Object>> seen = new CompletableFuture<>();
    try (TestNode echo =
            node()
                .echo(
                    (request, context) -> {
                      seen.complete(
                          List.of(context.callerId(), context.requestId(), context.selfId()));
                      return EchoResponse.getDefaultInstance();
                    })
                .build()
                .startAndWait();
        TestNode caller = caller()) {
      echo(caller, Dest.peer(echo.id()), "");
      assertThat(seen.get().get(0)).isEqualTo(Optional.of(caller.id()));
      assertThat((String) seen.get().get(1)).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
      assertThat(seen.get().get(2)).isEqualTo(echo.id());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 200_000, 16 * 1024 * 1024 - 200})
  void messagesOfAnySizeArriveWhole(int size) throws Exception {
    String message = "x".repeat(size);
    try (TestNode echo = node().build().startAndWait();
        TestNode caller = caller()) {
      assertThat(echo(caller, Dest.peer(echo.id()), message)).isEqualTo(message);
    }
  }

  @Test
  void aMessageAboveTheLimitIsRefusedAndNothingElseSuffers() throws Exception {
    try (TestNode echo = node().build().startAndWait();
        TestNode caller =
            node().type("acme:Caller:1.0.0").maxMessage(1000).build().startAndWait()) {
      Dest peer = Dest.peer(echo.id());
      assertThat(failure(() -> echo(caller, peer, "x".repeat(1000))).kind())
          .isEqualTo(ErrorKind.INVALID_ARGUMENT);
      assertThat(echo(caller, peer, "small")).isEqualTo("small");
    }
  }

  @Test
  void aResponseAboveTheLimitFailsTheCallAtOnce() throws Exception {
    try (TestNode echo =
            node()
                .maxMessage(1000)
                .echo((request, context) -> Echo.response("x".repeat(2000)))
                .build()
                .startAndWait();
        TestNode caller = caller()) {
      assertThat(failure(() -> echo(caller, Dest.peer(echo.id()), "")).kind())
          .isEqualTo(ErrorKind.INVALID_ARGUMENT);
    }
  }

  @ParameterizedTest
  @EnumSource(ErrorKind.class)
  void failuresArriveAsTheKindTheyLeftAs(ErrorKind kind) throws Exception {
    try (TestNode echo =
            node()
                .echo(
                    (request, context) -> {
                      throw new ActrException(kind, "on purpose");
                    })
                .build()
                .startAndWait();
        TestNode caller = caller()) {
      ActrException failure = failure(() -> echo(caller, Dest.peer(echo.id()), ""));
      assertThat(failure.kind()).isEqualTo(kind);
      assertThat(failure).hasMessage("on purpose");
    }
  }

  @Test
  void aHandlerThatThrowsIsReportedToBothSides() throws Exception {
    try (TestNode echo =
            node()
                .echo(
                    (request, context) -> {
                      if (request.getMessage().equals("panic")) {
                        throw new IllegalStateException("on purpose");
                      }
                      throw new ActrException(ErrorKind.NOT_FOUND, "on purpose");
                    })
                .build()
                .startAndWait();
        TestNode caller = caller()) {
      Dest peer = Dest.peer(echo.id());
      assertThat(failure(() -> echo(caller, peer, "panic")).kind()).isEqualTo(ErrorKind.INTERNAL);
      assertThat(failure(() -> echo(caller, peer, "error")).kind()).isEqualTo(ErrorKind.NOT_FOUND);
      await()
          .atMost(TestNode.PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(echo.errors())
                      .extracting(e -> e.category())
                      .containsExactly(ErrorCategory.HANDLER_PANIC, ErrorCategory.HANDLER_ERROR));
    }
  }

  @Test
  void anUnknownRouteIsAnsweredAndIsNoFailureOfTheHandler() throws Exception {
    try (TestNode echo = node().build().startAndWait();
        TestNode caller = caller()) {
      ActrException failure =
          failure(
              () ->
                  caller
                      .context()
                      .callRaw(
                          Dest.peer(echo.id()),
                          "testing.EchoService.Nope",
                          PayloadType.RPC_RELIABLE,
                          new byte[0],
                          Duration.ofSeconds(5)));
      assertThat(failure.kind()).isEqualTo(ErrorKind.UNKNOWN_ROUTE);
      assertThat(failure).hasMessage("testing.EchoService.Nope");
      assertThat(echo.errors()).isEmpty();
    }
  }

  @Test
  void aPayloadThatIsNoRequestIsADecodeFailure() throws Exception {
    try (TestNode echo = node().build().startAndWait();
        TestNode caller = caller()) {
      assertThat(
              failure(
                      () ->
                          caller
                              .context()
                              .callRaw(
                                  Dest.peer(echo.id()),
                                  Echo.METHOD.routeKey(),
                                  PayloadType.RPC_RELIABLE,
                                  new byte[] {(byte) 0xff},
                                  Duration.ofSeconds(5)))
                  .kind())
          .isEqualTo(ErrorKind.DECODE_FAILURE);
    }
  }

  @Test
  void aCallWhoseDeadlinePassesFailsAloneAndTheLinkStaysUp() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    try (TestNode echo =
            node()
                .echo(
                    (request, context) -> {
                      if (request.getMessage().equals("slow")) {
                        release.await();
                      }
                      return Echo.response(request.getMessage());
                    })
                .build()
                .startAndWait();
        TestNode caller = caller()) {
      Dest peer = Dest.peer(echo.id());
      byte[] slow = Echo.request("slow").toByteArray();
      assertThat(
              failure(
                      () ->
                          caller
                              .context()
                              .callRaw(
                                  peer,
                                  Echo.METHOD.routeKey(),
                                  PayloadType.RPC_RELIABLE,
                                  slow,
                                  Duration.ofMillis(200)))
                  .kind())
          .isEqualTo(ErrorKind.TIMED_OUT);
      release.countDown();
      assertThat(echo(caller, peer, "next")).isEqualTo("next");
      assertThat(caller.hookNames()).doesNotContain(WEB_SOCKET_DISCONNECTED);
    }
  }

  @Test
  void anExpiredRequestIsNotRun() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    List<String> handled = new CopyOnWriteArrayList<>();
    try (TestNode echo =
            node()
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
        TestNode caller = caller()) {
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
      assertThat(echo(caller, peer, "last")).isEqualTo("last");
      assertThat(handled).containsExactly("first", "last");
    }
  }

  @Test
  void tellRunsTheHandlerAndReturnsNothing() throws Exception {
    CompletableFuture<String> told = new CompletableFuture<>();
    try (TestNode echo =
            node()
                .echo(
                    (request, context) -> {
                      told.complete(request.getMessage());
                      throw new IllegalStateException("nobody hears of it");
                    })
                .build()
                .startAndWait();
        TestNode caller = caller()) {
      caller.context().tell(Dest.peer(echo.id()), Echo.METHOD, Echo.request("psst"));
      assertThat(told.get(10, TimeUnit.SECONDS)).isEqualTo("psst");
    }
  }

  @Test
  void requestsOfOneActorAreHandledOneAtATime() throws Exception {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    try (TestNode echo =
            node()
                .echo(
                    (request, context) -> {
                      most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                      Thread.yield();
                      inside.decrementAndGet();
                      return Echo.response(request.getMessage());
                    })
                .build()
                .startAndWait();
        TestNode caller = caller()) {
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
            node()
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
        TestNode caller = caller()) {
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
  void responsesReachTheApplicationOffTheIoThreads() throws Exception {
    try (TestNode echo = node().build().startAndWait();
        TestNode caller = caller()) {
      CompletableFuture<String> thread = new CompletableFuture<>();
      caller
          .context()
          .callAsync(Dest.peer(echo.id()), Echo.METHOD, Echo.request(""))
          .whenComplete((r, f) -> thread.complete(Thread.currentThread().getName()));
      CompletableFuture<String> failed = new CompletableFuture<>();
      ActrId nobody = ActrId.parse("1@1001/acme:Nobody:1.0.0");
      caller
          .context()
          .callAsync(Dest.peer(nobody), Echo.METHOD, Echo.request(""))
          .whenComplete((r, f) -> failed.complete(Thread.currentThread().getName()));
      assertThat(thread.get(10, TimeUnit.SECONDS)).doesNotStartWith("actr-io");
      assertThat(failed.get(10, TimeUnit.SECONDS)).doesNotStartWith("actr-io");
    }
  }

  @Test
  void asynchronousFailuresAreActrExceptions() throws Exception {
    try (TestNode echo =
            node()
                .echo(
                    (request, context) -> {
                      throw new ActrException(ErrorKind.NOT_FOUND, "on purpose");
                    })
                .build()
                .startAndWait();
        TestNode caller = caller()) {
      ExecutionException failure =
          catchThrowableOfType(
              ExecutionException.class,
              () ->
                  caller
                      .context()
                      .callAsync(Dest.peer(echo.id()), Echo.METHOD, Echo.request(""))
                      .toCompletableFuture()
                      .get(10, TimeUnit.SECONDS));
      assertThat(failure.getCause()).isInstanceOf(ActrException.class).hasMessage("on purpose");
    }
  }

  @Test
  void aPeerThatHasGoneIsNotFound() throws Exception {
    try (TestNode echo = node().build().startAndWait();
        TestNode caller = caller()) {
      Dest peer = Dest.peer(echo.id());
      echo(caller, peer, "hello");
      echo.stop();
      caller.awaitHooks(hooks -> assertThat(hooks).contains(WEB_SOCKET_DISCONNECTED));
      assertThat(failure(() -> echo(caller, peer, "anyone?")).kind())
          .isIn(ErrorKind.NOT_FOUND, ErrorKind.UNAVAILABLE, ErrorKind.TIMED_OUT);
    }
  }

  @Test
  void callsInFlightFailAtOnceWhenThePeerGoes() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    try (TestNode echo =
            node()
                .shutdownTimeout(Duration.ofMillis(100))
                .echo(
                    (request, context) -> {
                      entered.countDown();
                      new CountDownLatch(1).await();
                      return null;
                    })
                .build()
                .startAndWait();
        TestNode caller =
            node()
                .type("acme:Caller:1.0.0")
                .callTimeout(Duration.ofHours(1))
                .build()
                .startAndWait()) {
      var call = caller.context().callAsync(Dest.peer(echo.id()), Echo.METHOD, Echo.request(""));
      entered.await();
      echo.stop();
      ExecutionException failure =
          catchThrowableOfType(
              ExecutionException.class, () -> call.toCompletableFuture().get(10, TimeUnit.SECONDS));
      assertThat(((ActrException) failure.getCause()).kind()).isEqualTo(ErrorKind.UNAVAILABLE);
    }
  }

  @Test
  void requestsInFlightAreAnsweredBeforeTheNodeStops() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    try (TestNode echo =
            node()
                .echo(
                    (request, context) -> {
                      entered.countDown();
                      release.await();
                      return Echo.response("done");
                    })
                .build()
                .startAndWait();
        TestNode caller = caller()) {
      var call = caller.context().callAsync(Dest.peer(echo.id()), Echo.METHOD, Echo.request(""));
      entered.await();
      var stopped = echo.node.stop().toCompletableFuture();
      assertThat(failure(() -> echo(caller, Dest.peer(echo.id()), "late")).kind())
          .isEqualTo(ErrorKind.UNAVAILABLE);
      release.countDown();
      assertThat(call.toCompletableFuture().get(10, TimeUnit.SECONDS).getReply()).isEqualTo("done");
      stopped.get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void aPeerWithoutListenerCannotBeReachedYet() throws Exception {
    try (TestNode silent =
            node().type("acme:Silent:1.0.0").withoutListener().build().startAndWait();
        TestNode caller = caller()) {
      ActrException failure = failure(() -> echo(caller, Dest.peer(silent.id()), ""));
      assertThat(failure.kind()).isEqualTo(ErrorKind.NOT_FOUND);
      assertThat(failure).hasMessageContaining("accepts no WebSocket connections");
    }
  }

  @Test
  void anUnknownTypeIsNotFound() throws Exception {
    try (TestNode caller = caller()) {
      assertThat(
              failure(() -> caller.context().discover(ActrType.parse("acme:Nobody:1.0.0"))).kind())
          .isEqualTo(ErrorKind.NOT_FOUND);
    }
  }

  @Test
  void aCallToItselfFromOutsideAHandlerIsHandled() throws Exception {
    try (TestNode echo = node().build().startAndWait()) {
      assertThat(echo(echo, Dest.workload(), "me")).isEqualTo("me");
      assertThat(echo(echo, Dest.peer(echo.id()), "me again")).isEqualTo("me again");
    }
  }

  @Test
  void aHandlerThatWouldWaitForItselfIsTold() throws Exception {
    try (TestNode echo =
        node()
            .echo(
                (request, context) ->
                    context.call(Dest.workload(), Echo.METHOD, Echo.request("again")))
            .build()
            .startAndWait()) {
      ActrException failure = failure(() -> echo(echo, Dest.workload(), "me"));
      assertThat(failure.kind()).isEqualTo(ErrorKind.INVALID_ARGUMENT);
      assertThat(failure).hasMessageContaining("waits for itself");
    }
  }

  @Test
  void theHostHandlerAnswersForTheHost() throws Exception {
    try (TestNode echo =
            node()
                .host(
                    (envelope, context) ->
                        Echo.response("host of " + context.selfId()).toByteArray())
                .build()
                .startAndWait();
        TestNode caller = caller()) {
      assertThat(echo(echo, Dest.host(), "")).isEqualTo("host of " + echo.id());
      assertThat(failure(() -> echo(caller, Dest.host(), "")).kind())
          .isEqualTo(ErrorKind.NOT_IMPLEMENTED);
    }
  }

  @Test
  void callsCannotUseStreamLanesOrNoTime() throws Exception {
    try (TestNode echo = node().build().startAndWait()) {
      for (PayloadType lane : List.of(PayloadType.STREAM_RELIABLE, PayloadType.MEDIA_RTP)) {
        assertThat(
                failure(
                        () ->
                            echo.context()
                                .callRaw(
                                    Dest.workload(), "x", lane, new byte[0], Duration.ofSeconds(1)))
                    .kind())
            .isEqualTo(ErrorKind.INVALID_ARGUMENT);
      }
      for (Duration none : List.of(Duration.ZERO, Duration.ofMillis(-1))) {
        assertThat(
                failure(
                        () ->
                            echo.context()
                                .callRaw(
                                    Dest.workload(),
                                    "x",
                                    PayloadType.RPC_RELIABLE,
                                    new byte[0],
                                    none))
                    .kind())
            .isEqualTo(ErrorKind.INVALID_ARGUMENT);
      }
    }
  }
}
