package dev.actr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.actr.DataChunk.Metadata;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ValuesTest {

  private static final ActrId ID = ActrId.parse("1@2/a:b:c");

  @Test
  void anEnvelopeEqualsOneOfEqualContent() {
    RpcEnvelope envelope = envelope("r", "p", "i", "t", "s");
    assertThat(envelope)
        .isEqualTo(envelope("r", "p", "i", "t", "s"))
        .hasSameHashCodeAs(envelope("r", "p", "i", "t", "s"))
        .isNotEqualTo(envelope("x", "p", "i", "t", "s"))
        .isNotEqualTo(envelope("r", "x", "i", "t", "s"))
        .isNotEqualTo(envelope("r", "p", "x", "t", "s"))
        .isNotEqualTo(envelope("r", "p", "i", "x", "s"))
        .isNotEqualTo(envelope("r", "p", "i", "t", "x"))
        .isNotEqualTo("r");
  }

  @Test
  void anIdIsMadeOnceAndNotBeforeSomebodyAsks() {
    AtomicInteger made = new AtomicInteger();
    RpcEnvelope envelope =
        new RpcEnvelope(
            "a.B.C",
            new byte[0],
            () -> "id " + made.incrementAndGet(),
            Optional.empty(),
            Optional.empty());
    assertThat(envelope.routeKey()).isEqualTo("a.B.C");
    assertThat(envelope.payload()).isEmpty();
    assertThat(made).hasValue(0);
    assertThat(envelope.requestId()).isEqualTo("id 1");
    assertThat(envelope.requestId()).isEqualTo("id 1");
    assertThat(made).hasValue(1);
  }

  @Test
  void aChunkEqualsOneOfEqualContent() {
    DataChunk chunk = chunk("s", 1, "p", "k", 5);
    assertThat(chunk)
        .isEqualTo(chunk("s", 1, "p", "k", 5))
        .hasSameHashCodeAs(chunk("s", 1, "p", "k", 5))
        .isNotEqualTo(chunk("x", 1, "p", "k", 5))
        .isNotEqualTo(chunk("s", 2, "p", "k", 5))
        .isNotEqualTo(chunk("s", 1, "x", "k", 5))
        .isNotEqualTo(chunk("s", 1, "p", "x", 5))
        .isNotEqualTo(chunk("s", 1, "p", "k", 6))
        .isNotEqualTo("s");
  }

  @Test
  void payloadsAreNeverWrittenOut() {
    assertThat(envelope("a.B.C", "secret", "id", "t", "s"))
        .hasToString("RpcEnvelope[routeKey=a.B.C, requestId=id, payload=6 bytes]");
    assertThat(chunk("s", -1, "secret", "k", 5))
        .hasToString("DataChunk[streamId=s, sequence=18446744073709551615, payload=6 bytes]");
  }

  @Test
  void aChunkKeepsTheMetadataItWasMadeWith() {
    List<Metadata> metadata = new ArrayList<>();
    DataChunk chunk = new DataChunk("s", 1, new byte[0], metadata, Optional.empty());
    metadata.add(new Metadata("k", "v"));
    assertThat(chunk.metadata()).isEmpty();
  }

  @Test
  void destinationsAreValues() {
    assertThat(Dest.host()).isEqualTo(Dest.host()).isNotEqualTo(Dest.workload());
    assertThat(Dest.peer(ID)).isEqualTo(Dest.peer(ActrId.parse("1@2/a:b:c")));
    assertThat(Dest.peer(ID)).isNotEqualTo(Dest.peer(ActrId.parse("2@2/a:b:c")));
    assertThatNullPointerException().isThrownBy(() -> Dest.peer(null));
  }

  @Test
  void aWebSocketEventHasNoFieldsOfWebRtc() {
    assertThat(PeerEvent.ofWebSocket(ID))
        .isEqualTo(new PeerEvent(ID, Optional.empty(), Optional.empty()));
  }

  @Test
  void lanesAreForCallsOrStreamsOrMedia() {
    assertThat(Arrays.stream(PayloadType.values()).filter(PayloadType::isRpc))
        .containsExactly(PayloadType.RPC_RELIABLE, PayloadType.RPC_SIGNAL);
    assertThat(Arrays.stream(PayloadType.values()).filter(PayloadType::isStream))
        .containsExactly(PayloadType.STREAM_RELIABLE, PayloadType.STREAM_LATENCY_FIRST);
  }

  @ParameterizedTest
  @EnumSource(PayloadType.class)
  void methodsTravelOnTheLanesForCallsOnly(PayloadType lane) {
    if (lane.isRpc()) {
      assertThat(method(lane, bytes -> "").lane()).isEqualTo(lane);
    } else {
      assertThatExceptionOfType(IllegalArgumentException.class)
          .isThrownBy(() -> method(lane, bytes -> ""))
          .withMessage("a.B.C: calls cannot use the lane " + lane);
    }
  }

  @Test
  void aMethodDecodesWhatItEncodes() {
    RpcMethod<String, String> method =
        method(PayloadType.RPC_RELIABLE, bytes -> new String(bytes, StandardCharsets.UTF_8));
    assertThat(method.decodeRequest(method.requestEncoder().apply("é"))).isEqualTo("é");
    assertThat(method.decodeResponse(method.responseEncoder().apply("é"))).isEqualTo("é");
  }

  @Test
  void bytesADecoderRefusesAreADecodeFailure() {
    IOException cause = new IOException("bad tag");
    RpcMethod<String, String> method =
        method(
            PayloadType.RPC_RELIABLE,
            bytes -> {
              throw cause;
            });
    ActrException request =
        catchThrowableOfType(ActrException.class, () -> method.decodeRequest(new byte[1]));
    assertThat(request.kind()).isEqualTo(ErrorKind.DECODE_FAILURE);
    assertThat(request).hasMessage("request of a.B.C: bad tag").hasCause(cause);
    ActrException response =
        catchThrowableOfType(ActrException.class, () -> method.decodeResponse(new byte[1]));
    assertThat(response).hasMessage("response of a.B.C: bad tag").hasCause(cause);
  }

  @Test
  void aDispatcherOfNothingKnowsNoRoute() {
    ActrException failure =
        catchThrowableOfType(
            ActrException.class,
            () ->
                MessageDispatcher.none()
                    .dispatch(MessageDispatcher::none, envelope("a.B.C", "", "i", "", ""), null));
    assertThat(failure.kind()).isEqualTo(ErrorKind.UNKNOWN_ROUTE);
    assertThat(failure).hasMessage("a.B.C");
  }

  private static RpcEnvelope envelope(
      String routeKey, String payload, String requestId, String traceparent, String tracestate) {
    return new RpcEnvelope(
        routeKey,
        payload.getBytes(StandardCharsets.UTF_8),
        requestId,
        Optional.of(traceparent),
        Optional.of(tracestate));
  }

  private static DataChunk chunk(
      String streamId, long sequence, String payload, String key, long millis) {
    return new DataChunk(
        streamId,
        sequence,
        payload.getBytes(StandardCharsets.UTF_8),
        List.of(new Metadata(key, "v")),
        Optional.of(Instant.ofEpochMilli(millis)));
  }

  private static RpcMethod<String, String> method(
      PayloadType lane, RpcMethod.Decoder<String> decoder) {
    Function<String, byte[]> encoder = text -> text.getBytes(StandardCharsets.UTF_8);
    return new RpcMethod<>("a.B.C", lane, encoder, decoder, encoder, decoder);
  }
}
