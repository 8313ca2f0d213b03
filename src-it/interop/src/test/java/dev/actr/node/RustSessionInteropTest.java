package dev.actr.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.actr.ActrException;
import dev.actr.Dest;
import dev.actr.ErrorKind;
import dev.actr.PayloadType;
import dev.actr.PeerEvent;
import dev.actr.WebRtcPeerStatus;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A session over WebRTC with a Rust node, and what may happen to it. */
class RustSessionInteropTest {

  /** A path is given up and restored within about a minute. */
  private static final Duration RECOVERY = Duration.ofSeconds(90);

  @RegisterExtension final RustLab lab = new RustLab();

  private TestNode java;
  private RustNode rust;

  /** Who registers later offers. */
  private void start(boolean rustFirst, URI signaling) throws Exception {
    if (rustFirst) {
      rust = lab.rust(lab.config().signaling(signaling));
    }
    java = lab.start(lab.java(signaling).withoutListener().webRtc(RustLab.WEB_RTC));
    if (!rustFirst) {
      rust = lab.rust(lab.config().signaling(signaling));
    }
    assertThat(rust.discover(RustLab.JAVA)).containsExactly(java.id());
    assertBothCall();
  }

  private void start(boolean rustFirst) throws Exception {
    start(rustFirst, lab.server().signalingUri());
  }

  private void assertBothCall() throws Exception {
    assertThat(
            RustNode.await(
                rust.call(
                    java.id(),
                    RawWorkload.ECHO,
                    PayloadType.RPC_RELIABLE,
                    new byte[] {1, 2, 3},
                    RustNode.CALL_MILLIS)))
        .containsExactly(1, 2, 3);
    assertJavaReaches(rust);
  }

  private void assertJavaReaches(RustNode node) {
    ActrException answer =
        catchThrowableOfType(
            ActrException.class,
            () ->
                java.context()
                    .callRaw(
                        Dest.peer(node.id()),
                        RawWorkload.ECHO,
                        PayloadType.RPC_RELIABLE,
                        new byte[1],
                        TestNode.PATIENCE));
    assertThat(answer).isNotNull();
    assertThat(answer.kind()).isEqualTo(ErrorKind.NOT_IMPLEMENTED);
  }

  private List<WebRtcPeerStatus> statuses() {
    return java.hooks.stream()
        .filter(hook -> hook.hook().name().startsWith("WEB_RTC"))
        .flatMap(hook -> hook.payload(PeerEvent.class).stream())
        .map(event -> event.status().orElseThrow())
        .toList();
  }

  private void awaitStatuses(WebRtcPeerStatus... expected) {
    await().atMost(RECOVERY).untilAsserted(() -> assertThat(statuses()).containsExactly(expected));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void oneThatIsKilledIsMissedAndTheNextIsReached(boolean rustFirst) throws Exception {
    start(rustFirst);
    rust.kill();
    awaitStatuses(
        WebRtcPeerStatus.CONNECTING,
        WebRtcPeerStatus.CONNECTED,
        WebRtcPeerStatus.RECOVERING,
        WebRtcPeerStatus.IDLE);
    assertJavaReaches(lab.rust());
  }

  @Test
  void oneThatStopsEndsTheSessionAndTheNextIsReached() throws Exception {
    start(false);
    rust.stop();
    await()
        .atMost(TestNode.PATIENCE)
        .untilAsserted(() -> assertThat(statuses()).endsWith(WebRtcPeerStatus.IDLE));
    assertJavaReaches(lab.rust());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void ofOneThatFreezesThePathIsRestored(boolean rustFirst) throws Exception {
    start(rustFirst);
    rust.freeze();
    awaitStatuses(
        WebRtcPeerStatus.CONNECTING, WebRtcPeerStatus.CONNECTED, WebRtcPeerStatus.RECOVERING);
    rust.thaw();
    // The Rust node may notice after us that the path was lost, and ask for another restart.
    await()
        .atMost(RECOVERY)
        .untilAsserted(
            () ->
                assertThat(statuses())
                    .hasSizeGreaterThan(3)
                    .endsWith(WebRtcPeerStatus.CONNECTED)
                    .doesNotContain(WebRtcPeerStatus.IDLE));
    // The Rust node may not have found the path yet, and tells its callers to try again.
    await().atMost(RECOVERY).ignoreExceptions().untilAsserted(this::assertBothCall);
  }

  @Test
  void theRustNodeNoticesAtOnceThatOursHasStopped() throws Exception {
    start(false);
    java.stop();
    TestNode next = lab.start(lab.java().withoutListener().webRtc(RustLab.WEB_RTC));
    assertThat(rust.discover(RustLab.JAVA)).containsExactly(next.id());
    java = next;
    assertBothCall();
  }

  @Test
  void callsGoOnWhileSignalingIsAwayAndAfterIt() throws Exception {
    CuttableLine line = lab.closing(new CuttableLine(lab.server().port()));
    start(false, URI.create("ws://127.0.0.1:" + line.port() + "/signaling/ws"));
    line.cut();
    assertBothCall();
    java.awaitState(NodeState.READY);
    java.awaitHooks(hooks -> assertThat(hooks).contains(Hook.SIGNALING_DISCONNECTED));
    assertBothCall();
    lab.server().close();
    java.awaitState(NodeState.RECOVERING);
    assertBothCall();
    assertThat(statuses()).containsExactly(WebRtcPeerStatus.CONNECTING, WebRtcPeerStatus.CONNECTED);
  }
}
