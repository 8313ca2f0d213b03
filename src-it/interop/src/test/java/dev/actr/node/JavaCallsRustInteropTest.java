package dev.actr.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.actr.ActrException;
import dev.actr.ActrType;
import dev.actr.DataChunk;
import dev.actr.Dest;
import dev.actr.ErrorKind;
import dev.actr.PayloadType;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Node.js has of the Rust framework handles no calls: it answers that it does not. */
class JavaCallsRustInteropTest {

  @RegisterExtension final RustLab lab = new RustLab();

  private static final int CHUNKS = 20;

  private TestNode java;
  private RustNode rust;

  private RustNode startRust(boolean webSocket) throws Exception {
    return webSocket ? lab.rustWithWebSocket() : lab.rust();
  }

  private void start(boolean webSocket, boolean rustFirst) throws Exception {
    if (rustFirst) {
      rust = startRust(webSocket);
    }
    java = lab.start(lab.java().withoutListener().webRtc(RustLab.WEB_RTC));
    if (!rustFirst) {
      rust = startRust(webSocket);
    }
  }

  private ActrException call(PayloadType lane, int size) {
    return catchThrowableOfType(
        ActrException.class,
        () ->
            java.context()
                .callRaw(
                    Dest.peer(rust.id()),
                    RawWorkload.ECHO,
                    lane,
                    new byte[size],
                    TestNode.PATIENCE));
  }

  @ParameterizedTest
  @CsvSource({"false, true", "false, false", "true, true", "true, false"})
  void callsAreAnsweredWhateverTheirSizeAndLane(boolean webSocket, boolean rustFirst)
      throws Exception {
    start(webSocket, rustFirst);
    for (PayloadType lane : List.of(PayloadType.RPC_RELIABLE, PayloadType.RPC_SIGNAL)) {
      for (int size : new int[] {0, 1, 65_526, 65_527, 65_528, 200_000, 1_000_000}) {
        assertThat(call(lane, size)).as("%s, %d bytes", lane, size).isNotNull();
        assertThat(call(lane, size).kind()).isEqualTo(ErrorKind.NOT_IMPLEMENTED);
      }
    }
    assertThat(java.hookNames())
        .contains(webSocket ? Hook.WEB_SOCKET_CONNECTED : Hook.WEB_RTC_CONNECTED);
  }

  @ParameterizedTest
  @CsvSource({"false, true", "false, false", "true, true", "true, false"})
  void chunksArriveOnBothLanesAndDoNoHarmThoughNobodyTakesThem(boolean webSocket, boolean rustFirst)
      throws Exception {
    start(webSocket, rustFirst);
    for (PayloadType lane :
        List.of(PayloadType.STREAM_RELIABLE, PayloadType.STREAM_LATENCY_FIRST)) {
      for (int i = 0; i < CHUNKS; i++) {
        DataChunk chunk = new DataChunk(lane.name(), i, new byte[i * 1000]);
        java.context().sendDataChunk(Dest.peer(rust.id()), chunk, lane);
      }
      await().atMost(TestNode.PATIENCE).until(() -> chunksTold(lane), told -> told == CHUNKS);
    }
    assertThat(call(PayloadType.RPC_RELIABLE, 1).kind()).isEqualTo(ErrorKind.NOT_IMPLEMENTED);
    assertThat(java.hookNames())
        .containsOnlyOnce(webSocket ? Hook.WEB_SOCKET_CONNECTED : Hook.WEB_RTC_CONNECTED);
  }

  /** Chunks of a stream, which it has no handler for and says so. */
  private long chunksTold(PayloadType lane) throws IOException {
    try (Stream<String> lines = Files.lines(rust.log())) {
      return lines
          .filter(line -> line.contains("No callback registered for stream: " + lane.name()))
          .count();
    }
  }

  @Test
  void aNodeIsDiscoveredUntilItStops() throws Exception {
    start(false, true);
    ActrType type = ActrType.parse(RustLab.RUST);
    assertThat(java.context().discover(type)).isEqualTo(rust.id());
    rust.stop();
    await()
        .atMost(TestNode.PATIENCE)
        .untilAsserted(
            () ->
                assertThatThrownBy(() -> java.context().discover(type))
                    .isInstanceOf(ActrException.class));
  }
}
