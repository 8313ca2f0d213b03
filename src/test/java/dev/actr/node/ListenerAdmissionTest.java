package dev.actr.node;

import static dev.actr.node.Hook.ERROR;
import static dev.actr.node.Hook.READY;
import static dev.actr.node.Hook.WEB_SOCKET_CONNECTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.actr.Dest;
import dev.actr.ErrorCategory;
import dev.actr.ErrorKind;
import dev.actr.identity.Identity;
import dev.actr.wire.ProtoValues;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** When a node cannot take a connection though there is nothing wrong with its peer. */
class ListenerAdmissionTest {

  private final HttpClient http = HttpClient.newHttpClient();
  @RegisterExtension final NodeServer server = new NodeServer();

  private Identity stranger() {
    return Strangers.register(server.get(), "");
  }

  private CompletableFuture<WebSocket> connect(TestNode node, Identity identity) {
    byte[] id = ProtoValues.toProto(identity.id()).toByteArray();
    byte[] credential = identity.credential().toByteArray();
    URI url = URI.create("ws://127.0.0.1:" + node.node.listenerPort().orElseThrow() + "/");
    return http.newWebSocketBuilder()
        .header("X-Actr-Source-ID", HexFormat.of().formatHex(id))
        .header("X-Actr-Credential", Base64.getEncoder().encodeToString(credential))
        .buildAsync(url, new WebSocket.Listener() {});
  }

  private int refusal(TestNode node, Identity identity) {
    ExecutionException failure =
        catchThrowableOfType(
            ExecutionException.class, () -> connect(node, identity).get(20, TimeUnit.SECONDS));
    return ((WebSocketHandshakeException) failure.getCause()).getResponse().statusCode();
  }

  @Test
  void beforeItIsRegisteredANodeAsksPeersToComeLater() throws Exception {
    Identity stranger = stranger();
    server.stop();
    try (TestNode node = server.node().build().start()) {
      node.awaitHooks(hooks -> assertThat(hooks).contains(ERROR));
      assertThat(refusal(node, stranger)).isEqualTo(503);

      server.restart();
      node.awaitState(NodeState.READY);
      connect(node, stranger()).get(20, TimeUnit.SECONDS).abort();
    }
  }

  /** Requests may come while onReady runs, as it may be found by then. */
  @Test
  void fromOnReadyOnPeersAreAdmitted() throws Exception {
    HeldHook held = new HeldHook(READY);
    try (TestNode node = server.node().onHook(held).build().start()) {
      held.awaitBegun();
      connect(node, stranger()).get(20, TimeUnit.SECONDS).abort();
      held.release();
    }
  }

  @Test
  void whileItStopsANodeTakesNoMoreConnections() throws Exception {
    HeldEcho held = new HeldEcho();
    try (TestNode node = server.node().echo(held).build().startAndWait()) {
      Identity stranger = stranger();
      var call = node.context().callAsync(Dest.workload(), Echo.METHOD, Echo.request(""));
      held.awaitBegun("");
      var stopped = node.node.stop().toCompletableFuture();
      assertThat(refusal(node, stranger)).isEqualTo(503);
      held.release();
      call.toCompletableFuture().get(20, TimeUnit.SECONDS);
      stopped.get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void aKeyThatCannotBeAskedForWhileSignalingIsAwayIsReported() throws Exception {
    try (TestNode node = server.node().build().startAndWait()) {
      Identity known = stranger();
      server.get().rotateKey();
      Identity unknown = stranger();
      server.stop();
      node.awaitState(NodeState.RECOVERING);

      assertThat(refusal(node, unknown)).isEqualTo(503);
      await()
          .atMost(TestNode.PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(node.errors())
                      .anySatisfy(
                          error -> {
                            assertThat(error.category()).isEqualTo(ErrorCategory.SIGNALING_FAILURE);
                            assertThat(error.context()).isEqualTo("verifying a peer");
                            assertThat(error.source().kind()).isEqualTo(ErrorKind.UNAVAILABLE);
                          }));
      // Peers whose key is known are served all the same.
      connect(node, known).get(20, TimeUnit.SECONDS).abort();
      node.awaitHooks(hooks -> assertThat(hooks).contains(WEB_SOCKET_CONNECTED));
    }
  }
}
