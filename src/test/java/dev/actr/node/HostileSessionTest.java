package dev.actr.node;

import static dev.actr.node.Hook.WEB_RTC_DISCONNECTED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.DataChunk;
import dev.actr.Dest;
import dev.actr.ErrorKind;
import dev.actr.Hostile;
import dev.actr.PayloadType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a peer can do in a session of WebRTC. */
class HostileSessionTest {

  private static final int MAX_MESSAGE = 64 * 1024;

  @RegisterExtension final NodeServer server = new NodeServer();

  private TestNode.Builder node() {
    return server.node().withoutListener().webRtc(WebRtcCallTest.LOOPBACK);
  }

  @Test
  @Hostile("H218")
  void aChunkAboveTheLimitEndsTheSession() throws Exception {
    try (TestNode echo = node().maxMessage(MAX_MESSAGE).build().startAndWait();
        TestNode caller = node().type("acme:Caller:1.0.0").build().startAndWait();
        TestNode friend = node().type("acme:Friend:1.0.0").build().startAndWait()) {
      DataChunk chunk = new DataChunk("a", 0, new byte[4 * MAX_MESSAGE]);
      caller.context().sendDataChunk(Dest.peer(echo.id()), chunk, PayloadType.STREAM_RELIABLE);

      echo.awaitHooks(hooks -> assertThat(hooks).contains(WEB_RTC_DISCONNECTED));
      assertThat(echo.errors())
          .anySatisfy(
              error -> assertThat(error.source().kind()).isEqualTo(ErrorKind.DECODE_FAILURE));
      assertThat(friend.echo(Dest.peer(echo.id()), "fine")).isEqualTo("fine");
    }
  }
}
