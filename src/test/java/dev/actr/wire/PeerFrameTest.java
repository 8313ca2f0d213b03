package dev.actr.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.actr.PayloadType;
import dev.actr.wire.proto.PackageProtos.DataChunk;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PeerFrameTest {

  @ParameterizedTest
  @EnumSource(PayloadType.class)
  void whatIsEncodedIsDecoded(PayloadType lane) throws WireException {
    DataChunk chunk = DataChunk.newBuilder().setStreamId("s").buildPartial();
    byte[] bytes = PeerFrame.encode(lane, chunk);
    assertThat(bytes).hasSize(PeerFrame.HEADER_LENGTH + chunk.getSerializedSize());

    PeerFrame frame = PeerFrame.decode(ByteBuffer.wrap(bytes));
    assertThat(frame.lane()).isEqualTo(lane);
    assertThat(frame.body()).isEqualTo(ByteBuffer.wrap(chunk.toByteArray()));
  }

  @ParameterizedTest
  @CsvSource({
    "'', peer frame of 0 bytes has no whole header",
    "00000000, peer frame of 4 bytes has no whole header",
    "0500000000, peer frame names the unknown lane 5",
    "ff00000000, peer frame names the unknown lane 255",
    "000000000201, peer frame announces 2 bytes and holds 1",
    "00ffffffff01, peer frame announces 4294967295 bytes and holds 1",
    "007fffffff, peer frame announces 2147483647 bytes and holds 0",
  })
  void malformedFramesAreRefused(String hex, String message) {
    ByteBuffer bytes = ByteBuffer.wrap(HexFormat.of().parseHex(hex));
    assertThatExceptionOfType(WireException.class)
        .isThrownBy(() -> PeerFrame.decode(bytes))
        .withMessage(message);
  }

  @Test
  void anEmptyBodyIsDecoded() throws WireException {
    PeerFrame frame = PeerFrame.decode(ByteBuffer.wrap(new byte[] {4, 0, 0, 0, 0}));
    assertThat(frame.lane()).isEqualTo(PayloadType.MEDIA_RTP);
    assertThat(frame.body().hasRemaining()).isFalse();
  }

  @Test
  void bytesBehindTheBodyAreIgnored() throws WireException {
    ByteBuffer bytes = ByteBuffer.wrap(HexFormat.of().parseHex("0100000002aabbcc"));
    assertThat(PeerFrame.decode(bytes).body()).isEqualTo(bytes.slice(5, 2));
  }

  @Test
  void bodyIsAReadOnlyViewAndTheInputStaysWhereItWas() throws WireException {
    byte[] bytes = HexFormat.of().parseHex("ffff0000000001aaff");
    ByteBuffer in = ByteBuffer.wrap(bytes).position(2);

    ByteBuffer body = PeerFrame.decode(in).body();
    bytes[7] = 0x55;

    assertThat(in.position()).isEqualTo(2);
    assertThat(body.isReadOnly()).isTrue();
    assertThat(body.get(0)).isEqualTo((byte) 0x55);
  }
}
