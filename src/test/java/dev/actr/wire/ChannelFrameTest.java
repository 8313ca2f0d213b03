package dev.actr.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import dev.actr.wire.proto.PackageProtos.DataChunk;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelFrameTest {

  private static DataChunk ofSize(int size) {
    DataChunk empty = DataChunk.newBuilder().setPayload(ByteString.EMPTY).buildPartial();
    int payload = Math.max(0, size - empty.getSerializedSize());
    byte[] bytes = new byte[payload];
    new Random(size).nextBytes(bytes);
    DataChunk message;
    do {
      message =
          DataChunk.newBuilder().setPayload(ByteString.copyFrom(bytes, 0, payload)).buildPartial();
      payload--;
    } while (message.getSerializedSize() > size);
    return message;
  }

  @Test
  void aShortMessageIsOneFrame() {
    DataChunk message = DataChunk.newBuilder().setStreamId("s").buildPartial();
    byte[][] frames = ChannelFrame.encode(7, message, ChannelFrame.MAX_LENGTH);
    assertThat(frames).hasDimensions(1, 8 + message.getSerializedSize());
    assertThat(HexFormat.of().formatHex(frames[0], 0, 8)).isEqualTo("0000000700000001");
  }

  @ParameterizedTest
  @CsvSource({"65526, 1", "65527, 1", "65528, 2", "131054, 2", "131055, 3", "1000000, 16"})
  void aMessageIsCutAtFullLength(int size, int frames) throws WireException {
    DataChunk message = ofSize(size);
    byte[][] encoded = ChannelFrame.encode(-1, message, ChannelFrame.MAX_LENGTH);
    assertThat(encoded).hasNumberOfRows(frames);
    ByteBuffer joined = ByteBuffer.allocate(message.getSerializedSize());
    for (int index = 0; index < frames; index++) {
      ChannelFrame frame = ChannelFrame.decode(ByteBuffer.wrap(encoded[index]));
      assertThat(frame.messageId()).isEqualTo(-1);
      assertThat(frame.index()).isEqualTo(index);
      assertThat(frame.total()).isEqualTo(frames);
      if (index < frames - 1) {
        assertThat(encoded[index]).hasSize(ChannelFrame.MAX_LENGTH);
      }
      joined.put(frame.body());
    }
    assertThat(joined.array()).isEqualTo(message.toByteArray());
  }

  @ParameterizedTest
  @ValueSource(ints = {9, 64, 16_384, 65_535, 262_144})
  void noFrameIsLongerThanThePeerTakes(int maxLength) {
    byte[][] frames = ChannelFrame.encode(0, ofSize(40_000), maxLength);
    assertThat(Arrays.asList(frames))
        .allMatch(frame -> frame.length <= Math.min(maxLength, 65_535));
  }

  @ParameterizedTest
  @CsvSource({
    "'', channel frame of 0 bytes has no whole header",
    "00000000000000, channel frame of 7 bytes has no whole header",
    "0000000000000000, channel frame is piece 0 of 0",
    "0000000000020002, channel frame is piece 2 of 2",
    "00000000ffff0001, channel frame is piece 65535 of 1",
  })
  void malformedFramesAreRefused(String hex, String message) {
    ByteBuffer bytes = ByteBuffer.wrap(HexFormat.of().parseHex(hex));
    assertThatExceptionOfType(WireException.class)
        .isThrownBy(() -> ChannelFrame.decode(bytes))
        .withMessage(message);
  }

  @Test
  void aFrameMayBeEmpty() throws WireException {
    ByteBuffer bytes = ByteBuffer.wrap(HexFormat.of().parseHex("fffffffffffeffff"));
    assertThat(ChannelFrame.decode(bytes).total()).isEqualTo(65_535);
    assertThat(ChannelFrame.decode(bytes).body().hasRemaining()).isFalse();
  }
}
