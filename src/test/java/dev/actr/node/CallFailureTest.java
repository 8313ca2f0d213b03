package dev.actr.node;

import static dev.actr.node.Hook.WEB_SOCKET_DISCONNECTED;
import static dev.actr.node.TestNode.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.actr.ActrException;
import dev.actr.ActrType;
import dev.actr.Dest;
import dev.actr.ErrorCategory;
import dev.actr.ErrorKind;
import dev.actr.PayloadType;
import dev.actr.test.echo.EchoResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What callers and callees are told when a call fails. */
class CallFailureTest {

  @RegisterExtension final NodeServer server = new NodeServer();

  @Test
  void aMessageAboveTheLimitIsRefusedAndNothingElseSuffers() throws Exception {
    try (TestNode echo = server.node().build().startAndWait();
        TestNode caller =
            server.node().type("acme:Caller:1.0.0").maxMessage(1000).build().startAndWait()) {
      Dest peer = Dest.peer(echo.id());
      assertThat(failure(() -> caller.echo(peer, "x".repeat(1000))).kind())
          .isEqualTo(ErrorKind.INVALID_ARGUMENT);
      assertThat(caller.echo(peer, "small")).isEqualTo("small");
    }
  }

  @Test
  void aCallAboveTheLimitOfTheCalleeFailsAtOnceAndNoOtherDoes() throws Exception {
    HeldEcho held = new HeldEcho("slow"::equals);
    try (TestNode echo = server.node().maxMessage(1000).echo(held).build().startAndWait();
        TestNode caller = server.caller()) {
      Dest peer = Dest.peer(echo.id());
      CompletionStage<EchoResponse> slow =
          caller.context().callAsync(peer, Echo.METHOD, Echo.request("slow"));
      ActrException failure = failure(() -> caller.echo(peer, "x".repeat(100_000)));
      held.release();

      assertThat(failure.kind()).isEqualTo(ErrorKind.INVALID_ARGUMENT);
      assertThat(failure).hasMessageContaining("the limit of the receiver is 1000");
      assertThat(slow.toCompletableFuture().get(20, TimeUnit.SECONDS).getReply()).isEqualTo("slow");
      assertThat(caller.echo(peer, "short")).isEqualTo("short");
      assertThat(caller.hookNames()).doesNotContain(WEB_SOCKET_DISCONNECTED);
    }
  }

  @Test
  void aResponseAboveTheLimitOfTheCallerFailsItsCallAtOnceAndNoOther() throws Exception {
    Echo.Behaviour repeats =
        (request, context) -> Echo.response(request.getMessage().repeat(100_000));
    try (TestNode echo = server.node().echo(repeats).build().startAndWait();
        TestNode caller =
            server.node().type("acme:Caller:1.0.0").maxMessage(1000).build().startAndWait()) {
      Dest peer = Dest.peer(echo.id());
      ActrException failure = failure(() -> caller.echo(peer, "xx"));

      assertThat(failure.kind()).isEqualTo(ErrorKind.INVALID_ARGUMENT);
      assertThat(failure).hasMessageContaining("the limit of the receiver is 1000");
      assertThat(caller.echo(peer, "")).isEmpty();
      assertThat(caller.hookNames()).doesNotContain(WEB_SOCKET_DISCONNECTED);
    }
  }

  @Test
  void aResponseAboveTheLimitFailsTheCallAtOnce() throws Exception {
    try (TestNode echo =
            server
                .node()
                .maxMessage(1000)
                .echo((request, context) -> Echo.response("x".repeat(2000)))
                .build()
                .startAndWait();
        TestNode caller = server.caller()) {
      assertThat(failure(() -> caller.echo(Dest.peer(echo.id()), "")).kind())
          .isEqualTo(ErrorKind.INVALID_ARGUMENT);
      await()
          .atMost(TestNode.PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(echo.errors())
                      .extracting(e -> e.category())
                      .containsExactly(ErrorCategory.HANDLER_ERROR));
    }
  }

  @ParameterizedTest
  @EnumSource(ErrorKind.class)
  void failuresArriveAsTheKindTheyLeftAs(ErrorKind kind) throws Exception {
    try (TestNode echo =
            server
                .node()
                .echo(
                    (request, context) -> {
                      throw new ActrException(kind, "on purpose");
                    })
                .build()
                .startAndWait();
        TestNode caller = server.caller()) {
      ActrException failure = failure(() -> caller.echo(Dest.peer(echo.id()), ""));
      assertThat(failure.kind()).isEqualTo(kind);
      assertThat(failure).hasMessage("on purpose");
    }
  }

  @Test
  void aHandlerThatThrowsIsReportedToBothSides() throws Exception {
    try (TestNode echo =
            server
                .node()
                .echo(
                    (request, context) -> {
                      if (request.getMessage().equals("panic")) {
                        throw new IllegalStateException("on purpose");
                      }
                      throw new ActrException(ErrorKind.NOT_FOUND, "on purpose");
                    })
                .build()
                .startAndWait();
        TestNode caller = server.caller()) {
      Dest peer = Dest.peer(echo.id());
      assertThat(failure(() -> caller.echo(peer, "panic")).kind()).isEqualTo(ErrorKind.INTERNAL);
      assertThat(failure(() -> caller.echo(peer, "error")).kind()).isEqualTo(ErrorKind.NOT_FOUND);
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
    try (TestNode echo = server.node().build().startAndWait();
        TestNode caller = server.caller()) {
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
    try (TestNode echo = server.node().build().startAndWait();
        TestNode caller = server.caller()) {
      assertThat(
              failure(
                      () ->
                          caller.callRaw(
                              Dest.peer(echo.id()),
                              new byte[] {(byte) 0xff},
                              Duration.ofSeconds(5)))
                  .kind())
          .isEqualTo(ErrorKind.DECODE_FAILURE);
    }
  }

  @Test
  void aCallWhoseDeadlinePassesFailsAloneAndTheLinkStaysUp() throws Exception {
    HeldEcho held = new HeldEcho("slow"::equals);
    try (TestNode echo = server.node().echo(held).build().startAndWait();
        TestNode caller = server.caller()) {
      Dest peer = Dest.peer(echo.id());
      byte[] slow = Echo.request("slow").toByteArray();
      assertThat(failure(() -> caller.callRaw(peer, slow, Duration.ofMillis(200))).kind())
          .isEqualTo(ErrorKind.TIMED_OUT);
      held.release();
      assertThat(caller.echo(peer, "next")).isEqualTo("next");
      assertThat(caller.hookNames()).doesNotContain(WEB_SOCKET_DISCONNECTED);
    }
  }

  @Test
  void asynchronousFailuresAreActrExceptions() throws Exception {
    try (TestNode echo =
            server
                .node()
                .echo(
                    (request, context) -> {
                      throw new ActrException(ErrorKind.NOT_FOUND, "on purpose");
                    })
                .build()
                .startAndWait();
        TestNode caller = server.caller()) {
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
    try (TestNode echo = server.node().build().startAndWait();
        TestNode caller = server.caller()) {
      Dest peer = Dest.peer(echo.id());
      caller.echo(peer, "hello");
      echo.stop();
      caller.awaitHooks(hooks -> assertThat(hooks).contains(WEB_SOCKET_DISCONNECTED));
      assertThat(failure(() -> caller.echo(peer, "anyone?")).kind())
          .isIn(ErrorKind.NOT_FOUND, ErrorKind.UNAVAILABLE, ErrorKind.TIMED_OUT);
    }
  }

  @Test
  void callsInFlightFailAtOnceWhenThePeerGoes() throws Exception {
    HeldEcho held = new HeldEcho();
    try (TestNode echo =
            server
                .node()
                .shutdownTimeout(Duration.ofMillis(100))
                .echo(held)
                .build()
                .startAndWait();
        TestNode caller =
            server
                .node()
                .type("acme:Caller:1.0.0")
                .callTimeout(Duration.ofHours(1))
                .build()
                .startAndWait()) {
      var call = caller.context().callAsync(Dest.peer(echo.id()), Echo.METHOD, Echo.request(""));
      held.awaitBegun("");
      echo.stop();
      ExecutionException failure =
          catchThrowableOfType(
              ExecutionException.class, () -> call.toCompletableFuture().get(10, TimeUnit.SECONDS));
      assertThat(((ActrException) failure.getCause()).kind()).isEqualTo(ErrorKind.UNAVAILABLE);
    }
  }

  @Test
  void aPeerWithoutListenerCannotBeReachedYet() throws Exception {
    try (TestNode silent =
            server.node().type("acme:Silent:1.0.0").withoutListener().build().startAndWait();
        TestNode caller = server.caller()) {
      ActrException failure = failure(() -> caller.echo(Dest.peer(silent.id()), ""));
      assertThat(failure.kind()).isEqualTo(ErrorKind.NOT_FOUND);
      assertThat(failure).hasMessageContaining("accepts no WebSocket connections");
    }
  }

  @Test
  void anUnknownTypeIsNotFound() throws Exception {
    try (TestNode caller = server.caller()) {
      assertThat(
              failure(() -> caller.context().discover(ActrType.parse("acme:Nobody:1.0.0"))).kind())
          .isEqualTo(ErrorKind.NOT_FOUND);
    }
  }

  @Test
  void aHandlerThatWouldWaitForItselfIsTold() throws Exception {
    try (TestNode echo =
        server
            .node()
            .echo(
                (request, context) ->
                    context.call(Dest.workload(), Echo.METHOD, Echo.request("again")))
            .build()
            .startAndWait()) {
      ActrException failure = failure(() -> echo.echo(Dest.workload(), "me"));
      assertThat(failure.kind()).isEqualTo(ErrorKind.INVALID_ARGUMENT);
      assertThat(failure).hasMessageContaining("waits for itself");
    }
  }

  @Test
  void callsCannotUseStreamLanesOrNoTime() throws Exception {
    try (TestNode echo = server.node().build().startAndWait()) {
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
