package dev.actr.node;

import static dev.actr.node.Hook.WEB_RTC_DISCONNECTED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.Dest;
import dev.actr.ErrorKind;
import dev.actr.Hostile;
import dev.actr.devserver.DevServer;
import org.junit.jupiter.api.Test;

/** What a peer can do in a session of WebRTC. */
class HostileSessionTest {

  private static final int MAX_MESSAGE = 64 * 1024;

  private static TestNode.Builder node(DevServer server) {
    return TestNode.builder(server.aisUri(), server.signalingUri())
        .withoutListener()
        .webRtc(WebRtcCallTest.LOOPBACK);
  }

  @Test
  @Hostile("H88")
  void fragmentsOfAMessageAboveTheLimitEndTheSession() throws Exception {
    try (DevServer server = DevServer.builder().port(0).start();
        TestNode echo = node(server).maxMessage(MAX_MESSAGE).build().startAndWait();
        TestNode caller = node(server).type("acme:Caller:1.0.0").build().startAndWait();
        TestNode friend = node(server).type("acme:Friend:1.0.0").build().startAndWait()) {
      // It is sent again, in session after session, as long as the call lasts.
      caller
          .context()
          .callAsync(Dest.peer(echo.id()), Echo.METHOD, Echo.request("x".repeat(4 * MAX_MESSAGE)));

      echo.awaitHooks(hooks -> assertThat(hooks).contains(WEB_RTC_DISCONNECTED));
      assertThat(echo.errors())
          .anySatisfy(
              error -> assertThat(error.source().kind()).isEqualTo(ErrorKind.DECODE_FAILURE));
      assertThat(
              friend
                  .context()
                  .call(Dest.peer(echo.id()), Echo.METHOD, Echo.request("fine"))
                  .getReply())
          .isEqualTo("fine");
    }
  }
}
