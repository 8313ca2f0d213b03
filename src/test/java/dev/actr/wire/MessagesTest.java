package dev.actr.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.actr.Hostile;
import dev.actr.wire.proto.ActrProtos.RegisterRequest;
import dev.actr.wire.proto.PackageProtos.RpcEnvelope;
import dev.actr.wire.proto.SignalingProtos.SignalingEnvelope;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessagesTest {

  @ParameterizedTest
  @CsvSource({
    "length beyond the end, 0a05616263",
    "negative length, 0affffffffffffffffff01",
    "varint of eleven bytes, a0ffffffffffffffffffff01",
    "varint that does not end, a0ff",
    "field number zero, 0001",
    "reserved wire type, 0e",
    "group that does not end, 0b",
    "end of a group that never began, 0c",
    "end of a group behind a whole message, 0a0161b2060162c006000c",
  })
  void malformedBytesAreRefused(String what, String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    assertThatExceptionOfType(WireException.class)
        .as(what)
        .isThrownBy(() -> Messages.parse(RpcEnvelope.parser(), bytes))
        .withMessage("not a protobuf message of the expected type");
    assertThatExceptionOfType(WireException.class)
        .as(what)
        .isThrownBy(() -> Messages.parseWhole(RpcEnvelope.parser(), ByteBuffer.wrap(bytes)))
        .withMessage("not a protobuf message of the expected type");
  }

  /** In a buffer as sockets deliver it, which is a part of something larger. */
  @ParameterizedTest
  @ValueSource(strings = {"1affffffff071a031a3f5750e9", "1affffffff070a10", "1affffffff071a10"})
  @Hostile("H217")
  void lengthsWhoseSumOverflowsReadNothingBehindTheMessage(String hex) {
    byte[] message = HexFormat.of().parseHex(hex);
    byte[] behind = "of somebody else".getBytes(StandardCharsets.US_ASCII);
    ByteBuffer memory = ByteBuffer.allocateDirect(message.length + behind.length);
    memory.put(message).put(behind).flip().limit(message.length);
    assertThatExceptionOfType(WireException.class)
        .isThrownBy(() -> Messages.parse(RegisterRequest.parser(), memory));
    assertThatExceptionOfType(WireException.class)
        .isThrownBy(() -> Messages.parseWhole(RegisterRequest.parser(), memory));
  }

  @Test
  @Hostile("H90")
  void nestingTooDeepIsRefused() {
    byte[] startOfGroup = {(byte) 0xbb, 0x3e};
    ByteBuffer nested = ByteBuffer.allocate(20_000);
    while (nested.hasRemaining()) {
      nested.put(startOfGroup);
    }
    assertThatExceptionOfType(WireException.class)
        .isThrownBy(() -> Messages.parse(RpcEnvelope.parser(), nested.flip()));
  }

  @Test
  void missingRequiredFieldsReadAsTheirDefaults() throws WireException {
    RpcEnvelope envelope = Messages.parse(RpcEnvelope.parser(), new byte[0]);
    assertThat(envelope.isInitialized()).isFalse();
    assertThat(envelope.getRouteKey()).isEmpty();
    assertThat(envelope.getTimeoutMs()).isZero();
    assertThat(Messages.parse(RegisterRequest.parser(), new byte[0]).getRealm().getRealmId())
        .isZero();
  }

  @Test
  void theTimestampOfAnOlderEnvelopeVersionIsIgnored() throws WireException {
    byte[] bytes = HexFormat.of().parseHex("08011202" + "6531" + "2204080110021a0165");
    SignalingEnvelope envelope = Messages.parse(SignalingEnvelope.parser(), bytes);
    assertThat(envelope.getEnvelopeVersion()).isOne();
    assertThat(envelope.getEnvelopeId()).isEqualTo("e1");
    assertThat(envelope.getReplyFor()).isEqualTo("e");
  }

  @Test
  void anUnknownDirectionReadsAsAbsent() throws WireException {
    assertThat(Messages.parse(RpcEnvelope.parser(), new byte[] {0x20, 9}).hasDirection()).isFalse();
  }

  @Test
  void aMessageParsedAsAWholeSharesNothingWithItsBuffer() throws WireException {
    byte[] bytes = HexFormat.of().parseHex("0a0172" + "12036f6e65");
    RpcEnvelope envelope = Messages.parseWhole(RpcEnvelope.parser(), ByteBuffer.wrap(bytes));
    Arrays.fill(bytes, (byte) 'x');
    assertThat(envelope.getRouteKey()).isEqualTo("r");
    assertThat(envelope.getPayload().toStringUtf8()).isEqualTo("one");
  }

  @Test
  void whatAHandlerSeesOfAMessageParsedInPlaceSharesNothingWithItsBytes() throws WireException {
    byte[] bytes = HexFormat.of().parseHex("0a0172" + "12036f6e65" + "320171");
    byte[] before = bytes.clone();
    byte[] payload =
        Envelopes.fromProto(Messages.parseInPlace(RpcEnvelope.parser(), bytes)).payload();
    Arrays.fill(payload, (byte) 'x');
    assertThat(bytes).isEqualTo(before);
  }

  @Test
  void readsFromThePositionWithoutMovingIt() throws WireException {
    byte[] bytes = HexFormat.of().parseHex("ffff0a0161ffff");
    for (ByteBuffer buffer :
        new ByteBuffer[] {
          ByteBuffer.wrap(bytes),
          ByteBuffer.wrap(bytes).asReadOnlyBuffer(),
          ByteBuffer.allocateDirect(bytes.length).put(bytes)
        }) {
      buffer.position(2).limit(5);
      assertThat(Messages.parse(RpcEnvelope.parser(), buffer).getRouteKey()).isEqualTo("a");
      assertThat(buffer.position()).isEqualTo(2);
    }
  }
}
