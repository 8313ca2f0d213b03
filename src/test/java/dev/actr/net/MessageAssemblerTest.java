package dev.actr.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledHeapByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageAssemblerTest {

  private static final int KEPT = LongMessage.Builder.KEPT;
  private static final int MAX_MESSAGE = 1000;
  private static final int MAX_SKIPPED = 10 * KEPT;

  private final EmbeddedChannel channel =
      new EmbeddedChannel(
          new MessageAssembler(new WebSocketLimits(MAX_MESSAGE, MAX_MESSAGE, MAX_SKIPPED)));

  @AfterEach
  void nothingIsLeft() {
    assertThat(channel.finishAndReleaseAll()).isFalse();
  }

  private static byte[] random(int length) {
    byte[] content = new byte[length];
    new Random(length).nextBytes(content);
    return content;
  }

  private void send(byte[] content, int frame) {
    int at = 0;
    do {
      int until = Math.min(content.length, at + frame);
      var part = Unpooled.copiedBuffer(content, at, until - at);
      boolean isLast = until == content.length;
      channel.writeInbound(
          at == 0
              ? new BinaryWebSocketFrame(isLast, 0, part)
              : new ContinuationWebSocketFrame(isLast, 0, part));
      at = until;
    } while (at < content.length);
  }

  private void assertNext(byte[] content) {
    BinaryWebSocketFrame frame = channel.readInbound();
    assertThat(ByteBufUtil.getBytes(frame.content())).isEqualTo(content);
    frame.release();
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, MAX_MESSAGE})
  void aMessageWithinTheLimitIsWhole(int frame) {
    send(random(MAX_MESSAGE), frame);
    assertNext(random(MAX_MESSAGE));
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 1000, KEPT - 1, KEPT, KEPT + 1, 3 * KEPT, MAX_SKIPPED})
  void ofAMessageThatIsTooLongTheEndsAreKept(int frame) {
    for (int length :
        new int[] {MAX_MESSAGE + 1, KEPT, KEPT + 1, 2 * KEPT, 5 * KEPT, MAX_SKIPPED}) {
      byte[] content = random(length);
      send(content, frame);
      LongMessage message = channel.readInbound();

      assertThat(message.length()).isEqualTo(length);
      assertThat(bytes(message.head())).isEqualTo(Arrays.copyOf(content, Math.min(length, KEPT)));
      int tail = message.tail().remaining();
      assertThat(tail).isBetween(Math.min(KEPT, length - message.head().remaining()), 2 * KEPT);
      assertThat(bytes(message.tail()))
          .isEqualTo(Arrays.copyOfRange(content, length - tail, length));
    }
    send(random(5), 5);
    assertNext(random(5));
  }

  @Test
  void aMessageThatIsTooLongToBeSkippedIsRefusedAndWhatFollowsDropped() {
    assertThatExceptionOfType(TooLongFrameException.class)
        .isThrownBy(() -> send(new byte[MAX_SKIPPED + 1], KEPT));
    send(random(5), 5);
    Object next = channel.readInbound();
    assertThat(next).isNull();
  }

  @Test
  void whereNothingIsSkippedAMessageThatIsTooLongIsRefused() {
    EmbeddedChannel strict =
        new EmbeddedChannel(new MessageAssembler(new WebSocketLimits(100, MAX_MESSAGE)));
    assertThatExceptionOfType(TooLongFrameException.class)
        .isThrownBy(
            () ->
                strict.writeInbound(
                    new BinaryWebSocketFrame(Unpooled.buffer().writeZero(MAX_MESSAGE + 1))));
    strict.finishAndReleaseAll();
  }

  /** Joining what was joined already, again and again, took minutes for a message of megabytes. */
  @Test
  void theSmallestFramesCostNoMoreThanTheirBytes() {
    int length = 100_000;
    CountingAllocator allocator = new CountingAllocator();
    EmbeddedChannel large =
        new EmbeddedChannel(new MessageAssembler(new WebSocketLimits(length, length)));
    large.config().setAllocator(allocator);
    large.writeInbound(new BinaryWebSocketFrame(false, 0, Unpooled.EMPTY_BUFFER));
    ByteBuf one = Unpooled.wrappedBuffer(new byte[1]);
    for (int i = 1; i <= length; i++) {
      large.writeInbound(new ContinuationWebSocketFrame(i == length, 0, one.retainedDuplicate()));
    }
    BinaryWebSocketFrame message = large.readInbound();
    assertThat(message.content().readableBytes()).isEqualTo(length);
    message.release();
    large.finishAndReleaseAll();
    assertThat(allocator.allocated).isLessThan(4L * length);
  }

  @Test
  void aMessageThatIsHardlyTooLongTakesHardlyMoreMemoryThanItsBytes() {
    send(random(MAX_MESSAGE + 1), MAX_MESSAGE + 1);
    LongMessage message = channel.readInbound();
    assertThat(message.head().capacity() + message.tail().capacity())
        .isLessThan(2 * (MAX_MESSAGE + 1));
  }

  private static final class CountingAllocator extends AbstractByteBufAllocator {

    private long allocated;

    @Override
    protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
      return new UnpooledHeapByteBuf(this, initialCapacity, maxCapacity) {
        @Override
        protected byte[] allocateArray(int capacity) {
          allocated += capacity;
          return super.allocateArray(capacity);
        }
      };
    }

    @Override
    protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
      return newHeapBuffer(initialCapacity, maxCapacity);
    }

    @Override
    public boolean isDirectBufferPooled() {
      return false;
    }
  }

  @Test
  void textIsDropped() {
    channel.writeInbound(
        new TextWebSocketFrame("whole"),
        new TextWebSocketFrame(false, 0, "begun"),
        new ContinuationWebSocketFrame(false, 0, "and"),
        new ContinuationWebSocketFrame(true, 0, "ended"));
    send(random(5), 2);
    assertNext(random(5));
  }
}
