package dev.actr.node;

import static dev.actr.node.Hook.CREDENTIAL_RENEWED;
import static dev.actr.node.Hook.SIGNALING_CONNECTED;
import static dev.actr.node.Hook.SIGNALING_DISCONNECTED;
import static dev.actr.node.Hook.WEB_SOCKET_DISCONNECTED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.ActrId;
import dev.actr.Dest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Somebody writes into the line between a node and its signaling server. */
class HostileLineTest {

  private static List<byte[]> garbage() {
    Random random = new Random(11);
    byte[] noise = new byte[100_000];
    random.nextBytes(noise);
    // Reserved bits, which no frame may have.
    noise[0] |= 0x70;
    return List.of(
        noise,
        HexFormat.of().parseHex("ff"),
        HexFormat.of().parseHex("8201ff"),
        HexFormat.of().parseHex("827fffffffffffffffff"),
        HexFormat.of().parseHex("8803ffff00"),
        "HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
  }

  @RegisterExtension final NodeServer server = new NodeServer();

  @Test
  void garbageCostsTheConnectionAndNothingElse() throws Exception {
    try (CuttableLine line = new CuttableLine(server.get().port());
        TestNode echo =
            TestNode.builder(
                    server.get().aisUri(),
                    URI.create("ws://127.0.0.1:" + line.port() + "/signaling/ws"))
                .build()
                .startAndWait();
        TestNode caller = server.node().type("acme:Caller:1.0.0").build().startAndWait()) {
      ActrId id = echo.id();
      Dest peer = Dest.peer(id);
      int connections = 1;
      for (byte[] bytes : garbage()) {
        int expected = ++connections;
        line.inject(bytes);
        echo.awaitHooks(
            hooks ->
                assertThat(Collections.frequency(hooks, SIGNALING_CONNECTED)).isEqualTo(expected));
        echo.awaitState(NodeState.READY);
        assertThat(caller.echo(peer, "fine")).isEqualTo("fine");
      }
      assertThat(echo.id()).isEqualTo(id);
      List<Hook> hooks = echo.hookNames();
      assertThat(Collections.frequency(hooks, SIGNALING_DISCONNECTED)).isEqualTo(connections - 1);
      assertThat(hooks)
          .containsOnlyOnce(CREDENTIAL_RENEWED)
          .doesNotContain(WEB_SOCKET_DISCONNECTED);
      assertThat(echo.errors()).isEmpty();
    }
  }
}
