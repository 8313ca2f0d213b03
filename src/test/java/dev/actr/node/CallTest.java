package dev.actr.node;

import static dev.actr.node.Hook.WEB_SOCKET_CONNECTED;
import static dev.actr.node.Hook.WEB_SOCKET_CONNECTING;
import static dev.actr.node.Hook.WEB_SOCKET_DISCONNECTED;
import static dev.actr.node.TestNode.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.ActrId;
import dev.actr.ActrType;
import dev.actr.Dest;
import dev.actr.ErrorKind;
import dev.actr.PeerEvent;
import dev.actr.test.echo.EchoResponse;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallTest {

  private static final ActrType ECHO = ActrType.parse("acme:Echo:1.0.0");

  @RegisterExtension final NodeServer server = new NodeServer();

  @Test
  void aDiscoveredPeerAnswers() throws Exception {
    try (TestNode echo = server.node().build().startAndWait();
        TestNode caller = server.caller()) {
      ActrId found = caller.context().discover(ECHO);
      assertThat(found).isEqualTo(echo.id());
      assertThat(caller.echo(Dest.peer(found), "hello")).isEqualTo("hello");
    }
  }

  @Test
  void bothSidesReportTheConnection() throws Exception {
    try (TestNode echo = server.node().build().startAndWait();
        TestNode caller = server.caller()) {
      caller.echo(Dest.peer(echo.id()), "hello");
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
            server
                .node()
                .echo(
                    (request, context) -> {
                      seen.complete(
                          List.of(context.callerId(), context.requestId(), context.selfId()));
                      return EchoResponse.getDefaultInstance();
                    })
                .build()
                .startAndWait();
        TestNode caller = server.caller()) {
      caller.echo(Dest.peer(echo.id()), "");
      assertThat(seen.get().get(0)).isEqualTo(Optional.of(caller.id()));
      assertThat((String) seen.get().get(1)).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
      assertThat(seen.get().get(2)).isEqualTo(echo.id());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 200_000, 16 * 1024 * 1024 - 200})
  void messagesOfAnySizeArriveWhole(int size) throws Exception {
    String message = "x".repeat(size);
    try (TestNode echo = server.node().build().startAndWait();
        TestNode caller = server.caller()) {
      assertThat(caller.echo(Dest.peer(echo.id()), message)).isEqualTo(message);
    }
  }

  @Test
  void tellRunsTheHandlerAndReturnsNothing() throws Exception {
    CompletableFuture<String> told = new CompletableFuture<>();
    try (TestNode echo =
            server
                .node()
                .echo(
                    (request, context) -> {
                      told.complete(request.getMessage());
                      throw new IllegalStateException("nobody hears of it");
                    })
                .build()
                .startAndWait();
        TestNode caller = server.caller()) {
      caller.context().tell(Dest.peer(echo.id()), Echo.METHOD, Echo.request("psst"));
      assertThat(told.get(10, TimeUnit.SECONDS)).isEqualTo("psst");
    }
  }

  @Test
  void responsesReachTheApplicationOffTheIoThreads() throws Exception {
    try (TestNode echo = server.node().build().startAndWait();
        TestNode caller = server.caller()) {
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
  void aCallToItselfFromOutsideAHandlerIsHandled() throws Exception {
    try (TestNode echo = server.node().build().startAndWait()) {
      assertThat(echo.echo(Dest.workload(), "me")).isEqualTo("me");
      assertThat(echo.echo(Dest.peer(echo.id()), "me again")).isEqualTo("me again");
    }
  }

  @Test
  void theHostHandlerAnswersForTheHost() throws Exception {
    try (TestNode echo =
            server
                .node()
                .host(
                    (envelope, context) ->
                        Echo.response("host of " + context.selfId()).toByteArray())
                .build()
                .startAndWait();
        TestNode caller = server.caller()) {
      assertThat(echo.echo(Dest.host(), "")).isEqualTo("host of " + echo.id());
      assertThat(failure(() -> caller.echo(Dest.host(), "")).kind())
          .isEqualTo(ErrorKind.NOT_IMPLEMENTED);
    }
  }
}
