package dev.actr.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.actr.Dest;
import dev.actr.peer.webrtc.WebRtcConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A node without WebRTC says so to peers that have nothing else to reach it by. */
class WebRtcRefusalTest {

  @RegisterExtension final NodeServer server = new NodeServer();

  private TestNode.Builder node() {
    return server.node().withoutListener();
  }

  private TestNode caller() throws Exception {
    return caller(WebRtcCallTest.LOOPBACK);
  }

  private TestNode caller(WebRtcConfig config) throws Exception {
    return node().type("acme:Caller:1.0.0").webRtc(config).build().startAndWait();
  }

  @Test
  void thePeerThatOffersIsRefused() throws Exception {
    try (TestNode echo = node().build().startAndWait();
        TestNode caller = caller()) {
      assertRefused(caller, echo);
    }
  }

  @Test
  void thePeerThatWouldHaveWaitedForAnOfferIsRefusedToo() throws Exception {
    try (TestNode caller = caller();
        TestNode echo = node().build().startAndWait()) {
      assertRefused(caller, echo);
    }
  }

  @Test
  void thePeerThatWouldRatherAnswerItselfIsMadeToOfferAndRefused() throws Exception {
    try (TestNode caller = caller(WebRtcCallTest.ANSWERING);
        TestNode echo = node().build().startAndWait()) {
      assertRefused(caller, echo);
    }
  }

  /** As long as the call lasts it is tried again. */
  private static void assertRefused(TestNode caller, TestNode echo) {
    caller.context().callAsync(Dest.peer(echo.id()), Echo.METHOD, Echo.request("hello"));
    await()
        .atMost(TestNode.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(caller.errors())
                    .first()
                    .satisfies(e -> assertThat(e.source()).hasMessageContaining("refuses")));
  }
}
