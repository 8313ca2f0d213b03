package dev.actr.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import dev.actr.ActrException;
import dev.actr.ErrorKind;
import dev.actr.RpcEnvelope;
import dev.actr.wire.proto.ActrProtos.ErrorResponse;
import dev.actr.wire.proto.PackageProtos;
import dev.actr.wire.proto.PackageProtos.Direction;
import dev.actr.wire.proto.SignalingProtos.SignalingEnvelope;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvelopesTest {

  private static final RpcEnvelope TRACED =
      new RpcEnvelope("a.B.C", new byte[] {1}, "id-1", Optional.of("00-1"), Optional.of("k=v"));

  @Test
  void requestCarriesTheTraceAndTheDeadline() {
    PackageProtos.RpcEnvelope request = Envelopes.request(TRACED, Duration.ofMillis(1500));
    assertThat(request)
        .isEqualTo(
            PackageProtos.RpcEnvelope.newBuilder()
                .setRouteKey("a.B.C")
                .setPayload(ByteString.copyFrom(new byte[] {1}))
                .setDirection(Direction.DIRECTION_REQUEST)
                .setTraceparent("00-1")
                .setTracestate("k=v")
                .setRequestId("id-1")
                .setTimeoutMs(1500)
                .build());
    assertThat(Envelopes.fromProto(request)).isEqualTo(TRACED);
  }

  @ParameterizedTest
  @CsvSource({
    "PT0.0005S, 1",
    "PT0S, 1",
    "PT0.0019S, 1",
    "PT45S, 45000",
    "PT-1S, 1",
    "PT2562047788015215H30M7S, 9223372036854775807"
  })
  void deadlineIsInMillisecondsAndNeverZero(Duration timeout, long millis) {
    assertThat(Envelopes.request(TRACED, timeout).getTimeoutMs()).isEqualTo(millis);
  }

  @Test
  void responseEchoesRouteIdAndTraceOfTheRequest() {
    PackageProtos.RpcEnvelope request = Envelopes.request(TRACED, Duration.ofSeconds(1));
    assertThat(Envelopes.response(request, new byte[] {2}))
        .isEqualTo(
            PackageProtos.RpcEnvelope.newBuilder()
                .setRouteKey("a.B.C")
                .setPayload(ByteString.copyFrom(new byte[] {2}))
                .setDirection(Direction.DIRECTION_RESPONSE)
                .setTraceparent("00-1")
                .setTracestate("k=v")
                .setRequestId("id-1")
                .setTimeoutMs(0)
                .build());
  }

  @Test
  void anEmptyPayloadIsPresent() {
    RpcEnvelope empty =
        new RpcEnvelope("a.B.C", new byte[0], "id-1", Optional.empty(), Optional.empty());
    PackageProtos.RpcEnvelope request = Envelopes.request(empty, Duration.ofSeconds(1));
    assertThat(request.hasPayload()).isTrue();
    assertThat(Envelopes.tell(empty).hasPayload()).isTrue();
    assertThat(Envelopes.response(request, new byte[0]).hasPayload()).isTrue();
    assertThat(Envelopes.fromProto(request).payload()).isEmpty();
  }

  @Test
  void aFailedResponseHasAnErrorAndNoPayload() {
    PackageProtos.RpcEnvelope response =
        Envelopes.response(
            Envelopes.request(TRACED, Duration.ofSeconds(1)),
            new ActrException(ErrorKind.NOT_FOUND, "no such page"));
    assertThat(response.hasPayload()).isFalse();
    assertThat(response.getError().getCode()).isEqualTo(10003);

    ActrException failure =
        catchThrowableOfType(ActrException.class, () -> Envelopes.responsePayload(response));
    assertThat(failure.kind()).isEqualTo(ErrorKind.NOT_FOUND);
    assertThat(failure).hasMessage("no such page");
  }

  @Test
  void aRequestWithoutPayloadIsRefused() {
    PackageProtos.RpcEnvelope request =
        PackageProtos.RpcEnvelope.newBuilder().setRouteKey("a.B.C").buildPartial();
    ActrException failure =
        catchThrowableOfType(ActrException.class, () -> Envelopes.fromProto(request));
    assertThat(failure.kind()).isEqualTo(ErrorKind.DECODE_FAILURE);
    assertThat(failure).hasMessage("request of a.B.C has no payload");
  }

  @Test
  void aResponseMustHoldEitherAPayloadOrAnError() {
    PackageProtos.RpcEnvelope neither =
        PackageProtos.RpcEnvelope.newBuilder().setRequestId("id-1").buildPartial();
    PackageProtos.RpcEnvelope both =
        neither.toBuilder()
            .setPayload(ByteString.EMPTY)
            .setError(ErrorResponse.newBuilder().setCode(10010).setMessage("x"))
            .buildPartial();
    for (PackageProtos.RpcEnvelope response : new PackageProtos.RpcEnvelope[] {neither, both}) {
      ActrException failure =
          catchThrowableOfType(ActrException.class, () -> Envelopes.responsePayload(response));
      assertThat(failure.kind()).isEqualTo(ErrorKind.DECODE_FAILURE);
      assertThat(failure).hasMessage("response to id-1 must hold either a payload or an error");
    }
  }

  @Test
  void signalingEnvelopesHaveTheVersionAndAnIdOfTheirOwn() {
    SignalingEnvelope first = SignalingEnvelopes.create().build();
    SignalingEnvelope second = SignalingEnvelopes.create().build();
    assertThat(first.getEnvelopeVersion()).isEqualTo(2);
    assertThat(first.getEnvelopeId()).hasSize(36).isNotEqualTo(second.getEnvelopeId());
    assertThat(SignalingEnvelopes.create("env-7").build().getEnvelopeId()).isEqualTo("env-7");
  }
}
