package dev.actr.node;

import static dev.actr.node.Hook.WEB_RTC_DISCONNECTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.actr.ActrException;
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

  private static String call(TestNode caller, TestNode echo, String text) {
    return caller.context().call(Dest.peer(echo.id()), Echo.METHOD, Echo.request(text)).getReply();
  }

  @Test
  @Hostile("H88")
  void fragmentsOfAMessageAboveTheLimitEndTheSession() throws Exception {
    try (DevServer server = DevServer.builder().port(0).start();
        TestNode echo = node(server).maxMessage(MAX_MESSAGE).build().startAndWait();
        TestNode caller = node(server).type("acme:Caller:1.0.0").build().startAndWait()) {
      String tooLong = "x".repeat(4 * MAX_MESSAGE);
      assertThat(catchThrowableOfType(ActrException.class, () -> call(caller, echo, tooLong)))
          .isNotNull();

      echo.awaitHooks(hooks -> assertThat(hooks).contains(WEB_RTC_DISCONNECTED));
      assertThat(echo.errors())
          .anySatisfy(
              error -> assertThat(error.source().kind()).isEqualTo(ErrorKind.DECODE_FAILURE));
      assertThat(call(caller, echo, "short")).isEqualTo("short");
    }
  }
}
