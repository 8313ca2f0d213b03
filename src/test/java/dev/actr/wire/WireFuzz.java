package dev.actr.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.ActrType;
import dev.actr.fuzz.FuzzTarget;
import dev.actr.wire.proto.ActrProtos;
import dev.actr.wire.proto.ActrProtos.RegisterRequest;
import dev.actr.wire.proto.PackageProtos.DataChunk;
import dev.actr.wire.proto.PackageProtos.RpcEnvelope;
import dev.actr.wire.proto.SignalingProtos.ActrRelay;
import dev.actr.wire.proto.SignalingProtos.SignalingEnvelope;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Frames, messages and names: a value no larger than its input comes out, or the one documented
 * exception.
 */
public final class WireFuzz {

  private static final int MAX_MESSAGE = 2000;

  private WireFuzz() {}

  public static Stream<FuzzTarget> targets() {
    return Stream.of(
        new FuzzTarget("peer-frame", 500_000, () -> DecoderSamples.FRAMES, WireFuzz::peerFrame),
        new FuzzTarget("channel-frame", 100_000, WireFuzz::channelFrames, WireFuzz::channelFrame),
        new FuzzTarget("reassembly", 50_000, WireFuzz::messages, WireFuzz::reassembly),
        new FuzzTarget("envelope", 100_000, () -> DecoderSamples.ENVELOPES, WireFuzz::envelope),
        new FuzzTarget("data-chunk", 100_000, () -> DecoderSamples.CHUNKS, WireFuzz::dataChunk),
        new FuzzTarget(
            "signaling-envelope", 100_000, () -> DecoderSamples.SIGNALING, WireFuzz::signaling),
        new FuzzTarget(
            "register-request", 100_000, () -> DecoderSamples.REQUESTS, WireFuzz::registerRequest),
        new FuzzTarget("actor-id", 100_000, () -> DecoderSamples.IDS, WireFuzz::actorId),
        new FuzzTarget("actor-type", 100_000, () -> DecoderSamples.TYPES, WireFuzz::actorType));
  }

  private static boolean peerFrame(byte[] bytes) {
    try {
      PeerFrame frame = PeerFrame.decode(DecoderSamples.buffer(bytes));
      assertThat(frame.lane().ordinal()).isEqualTo(bytes[0]);
      assertThat(frame.body().remaining()).isBetween(0, bytes.length - PeerFrame.HEADER_LENGTH);
      return true;
    } catch (WireException refused) {
      return false;
    }
  }

  private static List<byte[]> channelFrames() {
    return DecoderSamples.ENVELOPES.stream()
        .map(
            body ->
                ByteBuffer.allocate(ChannelFrame.HEADER_LENGTH + body.length)
                    .putInt(7)
                    .putShort((short) 0)
                    .putShort((short) 1)
                    .put(body)
                    .array())
        .toList();
  }

  private static boolean channelFrame(byte[] bytes) {
    try {
      ChannelFrame frame = ChannelFrame.decode(DecoderSamples.buffer(bytes));
      assertThat(frame.index()).isBetween(0, frame.total() - 1);
      assertThat(frame.body().remaining()).isEqualTo(bytes.length - ChannelFrame.HEADER_LENGTH);
      return true;
    } catch (WireException refused) {
      return false;
    }
  }

  /** Frames behind each other, a byte for the length before each. */
  private static List<byte[]> messages() {
    ByteBuffer three = ByteBuffer.allocate(400);
    for (int index : new int[] {1, 0, 2}) {
      three.put((byte) 28).putInt(1).putShort((short) index).putShort((short) 3).put(new byte[20]);
    }
    ByteBuffer mixed = ByteBuffer.allocate(400);
    for (int i = 0; i < 8; i++) {
      mixed.put((byte) 9).putInt(i & 1).putShort((short) (i / 2)).putShort((short) 4).put((byte) i);
    }
    return Stream.of(three, mixed)
        .map(buffer -> java.util.Arrays.copyOf(buffer.array(), buffer.position()))
        .toList();
  }

  private static boolean reassembly(byte[] bytes) {
    boolean lossy = bytes.length > 0 && (bytes[bytes.length - 1] & 1) != 0;
    Reassembly reassembly = new Reassembly(MAX_MESSAGE, lossy, () -> 0);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    int completed = 0;
    try {
      while (in.hasRemaining()) {
        int length = Math.min(in.get() & 0xff, in.remaining());
        ByteBuffer frame = in.slice(in.position(), length);
        in.position(in.position() + length);
        Optional<ReceivedMessage> message = reassembly.add(ChannelFrame.decode(frame));
        if (message.isPresent()) {
          assertThat(message.get().head().remaining() + message.get().tail().remaining())
              .isLessThanOrEqualTo(MAX_MESSAGE + 3 * 0xff);
          message.get().withoutLongestField();
          completed++;
        }
      }
    } catch (WireException refused) {
      return false;
    }
    return completed > 0;
  }

  private static boolean envelope(byte[] bytes) {
    RpcEnvelope message = parse(RpcEnvelope.parser(), bytes);
    if (message == null) {
      return false;
    }
    try {
      assertThat(Envelopes.fromProto(message).payload().length).isLessThanOrEqualTo(bytes.length);
    } catch (ActrException e) {
      assertThat(message.hasPayload()).isFalse();
    }
    try {
      assertThat(Envelopes.responsePayload(message).length).isLessThanOrEqualTo(bytes.length);
    } catch (ActrException e) {
      assertThat(e.getMessage()).isNotNull();
    }
    return true;
  }

  private static boolean dataChunk(byte[] bytes) {
    DataChunk message = parse(DataChunk.parser(), bytes);
    if (message == null) {
      return false;
    }
    dev.actr.DataChunk chunk = ProtoValues.fromProto(message);
    assertThat(chunk.payload().length).isLessThanOrEqualTo(bytes.length);
    assertThat(ProtoValues.fromProto(ProtoValues.toProto(chunk))).isEqualTo(chunk);
    return true;
  }

  private static boolean signaling(byte[] bytes) {
    SignalingEnvelope message = parse(SignalingEnvelope.parser(), bytes);
    if (message == null) {
      return false;
    }
    ActrRelay relay = message.getActrRelay();
    assertSameText(relay.getSource());
    assertSameText(relay.getTarget());
    assertSameText(message.getServerToActr().getTarget());
    assertThat(WireErrors.fromProto(message.getEnvelopeError()).kind()).isNotNull();
    return true;
  }

  private static boolean registerRequest(byte[] bytes) {
    RegisterRequest message = parse(RegisterRequest.parser(), bytes);
    if (message == null) {
      return false;
    }
    ActrType type = ProtoValues.fromProto(message.getActrType());
    assertThat(ProtoValues.fromProto(ProtoValues.toProto(type))).isEqualTo(type);
    assertThat(ProtoValues.fromProto(message.getRealm()).id()).isNotNegative();
    return true;
  }

  private static boolean actorId(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    try {
      ActrId id = ActrId.parse(text);
      assertThat(ActrId.parse(id.toString())).isEqualTo(id);
      assertThat(id.toString().length()).isLessThanOrEqualTo(text.length());
      return true;
    } catch (IllegalArgumentException e) {
      assertThat(e).isExactlyInstanceOf(IllegalArgumentException.class);
      return false;
    }
  }

  private static boolean actorType(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    try {
      assertThat(ActrType.parse(text)).hasToString(text);
      return true;
    } catch (IllegalArgumentException e) {
      assertThat(e).isExactlyInstanceOf(IllegalArgumentException.class);
      return false;
    }
  }

  /** The message, or null if the bytes are refused. */
  private static <T extends MessageLite> T parse(Parser<T> parser, byte[] bytes) {
    try {
      T message = Messages.parse(parser, DecoderSamples.buffer(bytes));
      // Packed numbers are written unpacked, which at most doubles them.
      assertThat(message.getSerializedSize()).isLessThanOrEqualTo(2 * bytes.length);
      return message;
    } catch (WireException refused) {
      return null;
    }
  }

  private static void assertSameText(ActrProtos.ActrId message) {
    ActrId id = ProtoValues.fromProto(message);
    assertThat(ProtoValues.fromProto(ProtoValues.toProto(id))).isEqualTo(id);
  }
}
