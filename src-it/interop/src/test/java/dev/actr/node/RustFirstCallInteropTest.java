package dev.actr.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.actr.ActrException;
import dev.actr.Dest;
import dev.actr.ErrorKind;
import dev.actr.PayloadType;
import dev.actr.cdi.BlockingTasks;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The calls that connect two nodes, within deadlines that leave no time for a second try. */
class RustFirstCallInteropTest {

  /** The Rust framework tries a path that is refused four times, and 1, 2 and 4 s apart. */
  private static final int REFUSED_MILLIS = 20_000;

  /** Less than the 10 s after which either side gives up an attempt. */
  private static final int AT_ONCE_MILLIS = 8_000;

  private static final byte[] HELLO = {1, 2, 3};

  @RegisterExtension final RustLab lab = new RustLab();

  private TestNode java;
  private RustNode rust;

  private void start(TestNode.Builder node, RustConfig config, boolean rustFirst) throws Exception {
    if (rustFirst) {
      rust = lab.rust(config);
    }
    java = lab.start(node);
    if (!rustFirst) {
      rust = lab.rust(config);
    }
    assertThat(rust.discover(RustLab.JAVA)).containsExactly(java.id());
  }

  private CompletableFuture<byte[]> rustCalls(int millis) {
    return rust.call(java.id(), RawWorkload.ECHO, PayloadType.RPC_RELIABLE, HELLO, millis);
  }

  private ActrException javaCalls() {
    return catchThrowableOfType(
        ActrException.class,
        () ->
            java.context()
                .callRaw(
                    Dest.peer(rust.id()),
                    RawWorkload.ECHO,
                    PayloadType.RPC_RELIABLE,
                    HELLO,
                    TestNode.PATIENCE));
  }

  private List<Hook> webRtcHooks() {
    return java.hookNames().stream().filter(hook -> hook.name().startsWith("WEB_RTC")).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "false, true, false",
    "false, false, false",
    "true, true, false",
    "true, false, false",
    "true, true, true",
    "true, false, true"
  })
  void callsOfBothAtOnceShareOneSession(boolean javaListens, boolean rustFirst, boolean rustAnswers)
      throws Exception {
    TestNode.Builder node = lab.java().webRtc(RustLab.WEB_RTC);
    RustConfig config = lab.config();
    start(
        javaListens ? node : node.withoutListener(),
        rustAnswers ? config.answering() : config,
        rustFirst);
    CompletableFuture<ActrException> ofJava = BlockingTasks.supply(this::javaCalls);
    assertThat(RustNode.await(rustCalls(AT_ONCE_MILLIS))).isEqualTo(HELLO);
    assertThat(RustNode.await(ofJava).kind()).isEqualTo(ErrorKind.NOT_IMPLEMENTED);
    // One of the calls may have gone over the WebSocket already.
    java.awaitHooks(hooks -> assertThat(hooks).contains(Hook.WEB_RTC_CONNECTED));
    assertThat(webRtcHooks()).containsExactly(Hook.WEB_RTC_CONNECTING, Hook.WEB_RTC_CONNECTED);
  }

  @ParameterizedTest
  @CsvSource({"true, true", "true, false", "false, true", "false, false"})
  void oneWithoutWebRtcIsReachedWithinTheDeadline(boolean rustAnswers, boolean rustFirst)
      throws Exception {
    RustConfig config = lab.config();
    start(lab.java(), rustAnswers ? config.answering() : config, rustFirst);
    assertThat(RustNode.await(rustCalls(REFUSED_MILLIS))).isEqualTo(HELLO);
  }
}
