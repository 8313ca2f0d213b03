package dev.actr.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.actr.ActrId;
import dev.actr.ErrorKind;
import dev.actr.PayloadType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RustCallsJavaInteropTest {

  private static final int SHORT_MILLIS = 500;

  private static final int[] SIZES = {0, 1, 65_526, 65_527, 65_528, 200_000, 1_000_000};

  /** As the Rust framework names them. */
  private static final Map<ErrorKind, String> CODES =
      Map.ofEntries(
          Map.entry(ErrorKind.UNAVAILABLE, "Unavailable"),
          Map.entry(ErrorKind.TIMED_OUT, "TimedOut"),
          Map.entry(ErrorKind.NOT_FOUND, "NotFound"),
          Map.entry(ErrorKind.PERMISSION_DENIED, "PermissionDenied"),
          Map.entry(ErrorKind.INVALID_ARGUMENT, "InvalidArgument"),
          Map.entry(ErrorKind.UNKNOWN_ROUTE, "UnknownRoute"),
          Map.entry(ErrorKind.DEPENDENCY_NOT_FOUND, "DependencyNotFound"),
          Map.entry(ErrorKind.DECODE_FAILURE, "DecodeFailure"),
          Map.entry(ErrorKind.NOT_IMPLEMENTED, "NotImplemented"),
          Map.entry(ErrorKind.INTERNAL, "Internal"),
          Map.entry(ErrorKind.CONNECTION_NOT_READY, "ConnectionNotReady"));

  @RegisterExtension final RustLab lab = new RustLab();

  private final RawWorkload workload = new RawWorkload();
  private TestNode java;
  private RustNode rust;

  enum Ways {
    WEB_RTC,
    WEB_SOCKET,
    BOTH
  }

  private void startJava(Ways ways) throws Exception {
    TestNode.Builder node = lab.java().workload(workload);
    if (ways == Ways.WEB_RTC) {
      node.withoutListener();
    }
    if (ways != Ways.WEB_SOCKET) {
      node.webRtc(RustLab.WEB_RTC);
    }
    java = lab.start(node);
  }

  /** The server has the side offer that registered later, unless one of them cannot. */
  private ActrId start(Ways ways, boolean rustFirst) throws Exception {
    if (rustFirst) {
      rust = lab.rust();
    }
    startJava(ways);
    if (!rustFirst) {
      rust = lab.rust();
    }
    assertThat(rust.discover(RustLab.JAVA)).containsExactly(java.id());
    return java.id();
  }

  private CompletableFuture<byte[]> call(String route, PayloadType lane, byte[] payload) {
    return rust.call(java.id(), route, lane, payload, RustNode.CALL_MILLIS);
  }

  private byte[] echo(byte[] payload) throws Exception {
    return RustNode.await(call(RawWorkload.ECHO, PayloadType.RPC_RELIABLE, payload));
  }

  private static byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (i * 31);
    }
    return bytes;
  }

  @ParameterizedTest
  @CsvSource({
    "WEB_RTC, true",
    "WEB_RTC, false",
    "WEB_SOCKET, true",
    "WEB_SOCKET, false",
    "BOTH, true",
    "BOTH, false"
  })
  void messagesOfAllSizesAndLanesComeBackWhole(Ways ways, boolean rustFirst) throws Exception {
    start(ways, rustFirst);
    for (PayloadType lane : List.of(PayloadType.RPC_RELIABLE, PayloadType.RPC_SIGNAL)) {
      for (int size : SIZES) {
        byte[] answer = RustNode.await(call(RawWorkload.ECHO, lane, bytes(size)));
        assertThat(Arrays.equals(answer, bytes(size))).as("%s, %d bytes", lane, size).isTrue();
      }
    }
    assertThat(java.hookNames())
        .contains(ways == Ways.WEB_SOCKET ? Hook.WEB_SOCKET_CONNECTED : Hook.WEB_RTC_CONNECTED);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void parallelCallsAreAnsweredEachWithItsOwn(boolean rustFirst) throws Exception {
    start(Ways.WEB_RTC, rustFirst);
    List<CompletableFuture<byte[]>> calls =
        IntStream.range(0, 200)
            .mapToObj(
                i ->
                    call(
                        RawWorkload.ECHO,
                        i % 2 == 0 ? PayloadType.RPC_RELIABLE : PayloadType.RPC_SIGNAL,
                        bytes(i * 100)))
            .toList();
    for (int i = 0; i < calls.size(); i++) {
      assertThat(RustNode.await(calls.get(i))).isEqualTo(bytes(i * 100));
    }
    assertThat(java.hookNames()).containsOnlyOnce(Hook.WEB_RTC_CONNECTED);
  }

  @Test
  void everyKindOfErrorArrivesAsTheRustFrameworkHasIt() throws Exception {
    start(Ways.WEB_RTC, false);
    for (ErrorKind kind : ErrorKind.values()) {
      assertThat(failure(RawWorkload.FAIL + kind).code()).isEqualTo(CODES.get(kind));
    }
    assertThat(failure("lab.Raw.Nowhere").code()).isEqualTo("UnknownRoute");
    assertThat(failure(RawWorkload.THROW).code()).isEqualTo("Internal");
    assertThat(echo(bytes(3))).isEqualTo(bytes(3));
  }

  private RustNode.Failure failure(String route) {
    return catchThrowableOfType(
        RustNode.Failure.class,
        () -> RustNode.await(call(route, PayloadType.RPC_RELIABLE, bytes(1))));
  }

  @ParameterizedTest
  @EnumSource(
      value = Ways.class,
      names = {"WEB_RTC", "WEB_SOCKET"})
  void messagesOfMebibytesComeBackWhole(Ways ways) throws Exception {
    start(ways, false);
    byte[] message = bytes(6 << 20);
    assertThat(Arrays.equals(echo(message), message)).isTrue();
  }

  @Test
  void aCallThatTakesTooLongFailsAndTheNextIsAnswered() throws Exception {
    start(Ways.WEB_RTC, true);
    echo(bytes(1));
    CompletableFuture<byte[]> slow =
        rust.call(java.id(), RawWorkload.HANG, PayloadType.RPC_RELIABLE, bytes(1), SHORT_MILLIS);
    assertThat(catchThrowableOfType(RustNode.Failure.class, () -> RustNode.await(slow)).code())
        .isEqualTo("TimedOut");
    workload.letGo();
    // The Rust node ends its connection with whom it got no answer from in time.
    await()
        .atMost(TestNode.PATIENCE)
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(echo(bytes(3))).isEqualTo(bytes(3)));
  }

  @Test
  void messagesWithoutAnswerArriveInOrder() throws Exception {
    ActrId id = start(Ways.WEB_RTC, true);
    for (int i = 0; i < 20; i++) {
      rust.tell(id, RawWorkload.KEEP, PayloadType.RPC_RELIABLE, new byte[] {(byte) i});
    }
    await().atMost(TestNode.PATIENCE).until(() -> workload.kept.size() == 20);
    assertThat(workload.kept.stream().map(message -> (int) message[0]))
        .isEqualTo(IntStream.range(0, 20).boxed().toList());
  }
}
