package dev.actr.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Before Netty's decoder, which takes no longer frame than it must here. */
class FrameCutterTest {

  private static final int PIECE = FrameCutter.PIECE;
  private static final int MAX_CUT = 10 * PIECE;

  private final List<byte[]> messages = new ArrayList<>();
  private int pongs;
  private ByteArrayOutputStream parts = new ByteArrayOutputStream();

  private static EmbeddedChannel decoder(boolean masked) {
    return new EmbeddedChannel(
        new FrameCutter(FrameCutter.MIN_WHOLE, MAX_CUT),
        new WebSocket13FrameDecoder(
            WebSocketDecoderConfig.newBuilder()
                .expectMaskedFrames(masked)
                .maxFramePayloadLength(FrameCutter.MIN_WHOLE)
                .build()));
  }

  private static byte[] encode(boolean masked, WebSocketFrame... frames) {
    EmbeddedChannel encoder = new EmbeddedChannel(new WebSocket13FrameEncoder(masked));
    encoder.writeOutbound((Object[]) frames);
    ByteBuf all = Unpooled.buffer();
    for (ByteBuf part; (part = encoder.readOutbound()) != null; part.release()) {
      all.writeBytes(part);
    }
    encoder.finishAndReleaseAll();
    return ByteBufUtil.getBytes(all);
  }

  private static byte[] random(int length) {
    byte[] content = new byte[length];
    new Random(length).nextBytes(content);
    return content;
  }

  private static WebSocketFrame binary(byte[] content) {
    return new BinaryWebSocketFrame(Unpooled.wrappedBuffer(content));
  }

  private void take(EmbeddedChannel channel) {
    for (Object next; (next = channel.readInbound()) != null; ReferenceCountUtil.release(next)) {
      if (next instanceof PongWebSocketFrame) {
        pongs++;
        continue;
      }
      WebSocketFrame frame = (WebSocketFrame) next;
      parts.writeBytes(ByteBufUtil.getBytes(frame.content()));
      if (frame.isFinalFragment()) {
        messages.add(parts.toByteArray());
        parts = new ByteArrayOutputStream();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatIsCutHasTheSameContentHoweverItComes(boolean masked) {
    int[] lengths = {
      0, 1, 125, 126, PIECE, 0xffff, 0x10000, PIECE + 125, PIECE + 126, 2 * PIECE, MAX_CUT
    };
    for (int segment : new int[] {1, 7, 4096, Integer.MAX_VALUE}) {
      EmbeddedChannel channel = decoder(masked);
      messages.clear();
      pongs = 0;
      for (int length : lengths) {
        byte[] bytes = encode(masked, binary(random(length)), new PongWebSocketFrame());
        for (int at = 0; at < bytes.length; ) {
          int until = at + Math.min(segment, bytes.length - at);
          channel.writeInbound(Unpooled.copiedBuffer(bytes, at, until - at));
          at = until;
        }
        take(channel);
        assertThat(messages.remove(0)).isEqualTo(random(length));
      }
      assertThat(messages).isEmpty();
      assertThat(pongs).isEqualTo(lengths.length);
      channel.finishAndReleaseAll();
    }
  }

  @Test
  void piecesPassBeforeTheirFrameIsWhole() {
    EmbeddedChannel channel = decoder(true);
    byte[] bytes = encode(true, binary(random(3 * PIECE)));
    channel.writeInbound(Unpooled.copiedBuffer(bytes, 0, 2 * PIECE));
    WebSocketFrame first = channel.readInbound();
    assertThat(first).isInstanceOf(BinaryWebSocketFrame.class);
    assertThat(first.isFinalFragment()).isFalse();
    first.release();
    channel.finishAndReleaseAll();
  }

  @Test
  void whatIsLongerThanIsCutIsRefusedAtItsHead() {
    EmbeddedChannel channel = decoder(true);
    byte[] bytes = encode(true, binary(random(MAX_CUT + 1)));
    assertThatThrownBy(() -> channel.writeInbound(Unpooled.copiedBuffer(bytes, 0, 14)))
        .hasMessageContaining("Max frame length");
    channel.finishAndReleaseAll();
  }

  @Test
  void aConnectionThatEndsWithinAHeaderLeavesNoMemory() {
    UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false);
    EmbeddedChannel channel = decoder(true);
    channel.config().setAllocator(allocator);
    channel.writeInbound(Unpooled.buffer().writeShort(0x82ff).writeInt(0));
    assertThat(allocator.metric().usedHeapMemory()).isPositive();
    channel.finishAndReleaseAll();
    assertThat(allocator.metric().usedHeapMemory()).isZero();
  }

  @Test
  void controlFramesAreNotCut() {
    EmbeddedChannel channel = decoder(true);
    ByteBuf ping = Unpooled.buffer().writeShort(0x89ff).writeLong(PIECE + 1).writeInt(0);
    assertThatThrownBy(() -> channel.writeInbound(ping)).hasMessageContaining("control frame");
    channel.finishAndReleaseAll();
  }

  /** Frames of random kinds and lengths, of which some break the rules. */
  private static byte[] frames(Random random) {
    int[] lengths = {0, 1, 125, 126, PIECE, 0xffff, 0x10000, PIECE + 5, 2 * PIECE, MAX_CUT};
    ByteBuf all = Unpooled.buffer();
    boolean isBegun = false;
    for (int i = 0; i < 6; i++) {
      boolean isPing = random.nextInt(4) == 0;
      boolean isFinal = isPing || random.nextBoolean();
      int first = (isFinal ? 0x80 : 0) | (isPing ? 0x9 : isBegun ? 0 : 2);
      isBegun = isPing ? isBegun : !isFinal;
      if (random.nextInt(30) == 0) {
        first = random.nextInt(0x100);
      }
      int length = isPing ? random.nextInt(125) : lengths[random.nextInt(lengths.length)];
      if (random.nextInt(40) == 0) {
        length = MAX_CUT + 1;
      }
      all.writeByte(first);
      int masked = random.nextInt(40) == 0 ? 0 : 0x80;
      boolean wasteful = random.nextInt(40) == 0;
      if (length < 126 && !wasteful) {
        all.writeByte(masked | length);
      } else if (length < 0x10000 && !wasteful) {
        all.writeByte(masked | 126).writeShort(length);
      } else {
        all.writeByte(masked | 127).writeLong(length);
      }
      byte[] content = new byte[length + (masked == 0 ? 0 : 4)];
      random.nextBytes(content);
      all.writeBytes(content);
    }
    return ByteBufUtil.getBytes(all);
  }

  private static List<String> decoded(EmbeddedChannel channel, byte[] bytes, Random segments) {
    List<String> frames = new ArrayList<>();
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    try {
      for (int at = 0; at < bytes.length; ) {
        int until = at + Math.min(1 + segments.nextInt(0x8000), bytes.length - at);
        channel.writeInbound(Unpooled.copiedBuffer(bytes, at, until - at));
        at = until;
      }
    } catch (Exception e) {
      frames.add(e.getClass().getSimpleName());
    }
    int before = frames.size();
    for (WebSocketFrame frame; (frame = channel.readInbound()) != null; frame.release()) {
      if (frame instanceof PingWebSocketFrame) {
        frames.add(frames.size() - before, "ping " + content.size());
        continue;
      }
      content.writeBytes(ByteBufUtil.getBytes(frame.content()));
      if (frame.isFinalFragment()) {
        frames.add(frames.size() - before, "message " + Arrays.hashCode(content.toByteArray()));
        content.reset();
      }
    }
    channel.finishAndReleaseAll();
    return frames;
  }

  @Test
  void whatIsCutIsReadAndRefusedAsIfItWereNot() {
    int messages = 0;
    int refused = 0;
    for (int round = 0; round < 500; round++) {
      byte[] bytes = frames(new Random(round));
      List<String> whole =
          decoded(
              new EmbeddedChannel(
                  new WebSocket13FrameDecoder(
                      WebSocketDecoderConfig.newBuilder().maxFramePayloadLength(MAX_CUT).build())),
              bytes,
              new Random(round));
      assertThat(decoded(decoder(true), bytes, new Random(round))).as("%d", round).isEqualTo(whole);
      messages += whole.toString().contains("message") ? 1 : 0;
      refused += whole.toString().contains("Exception") ? 1 : 0;
    }
    assertThat(messages).isGreaterThan(100);
    assertThat(refused).isBetween(100, 400);
  }
}
