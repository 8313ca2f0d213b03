package dev.actr.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Before Netty's decoder, which takes no frame longer than a piece here. */
class FrameCutterTest {

  private static final int PIECE = FrameCutter.PIECE;
  private static final int MAX_CUT = 10 * PIECE;

  private final List<byte[]> messages = new ArrayList<>();
  private int pongs;
  private ByteArrayOutputStream parts = new ByteArrayOutputStream();

  private static EmbeddedChannel decoder(boolean masked) {
    return new EmbeddedChannel(
        new FrameCutter(PIECE, MAX_CUT),
        new WebSocket13FrameDecoder(
            WebSocketDecoderConfig.newBuilder()
                .expectMaskedFrames(masked)
                .maxFramePayloadLength(PIECE)
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
      0, 1, 125, 126, PIECE, PIECE + 1, PIECE + 125, PIECE + 126, 2 * PIECE, MAX_CUT
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
  void controlFramesAreNotCut() {
    EmbeddedChannel channel = decoder(true);
    ByteBuf ping = Unpooled.buffer().writeShort(0x89ff).writeLong(PIECE + 1).writeInt(0);
    assertThatThrownBy(() -> channel.writeInbound(ping)).hasMessageContaining("control frame");
    channel.finishAndReleaseAll();
  }
}
