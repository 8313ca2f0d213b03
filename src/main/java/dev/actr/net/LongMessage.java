package dev.actr.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledHeapByteBuf;
import java.nio.ByteBuffer;

/**
 * A message that was longer than its receiver takes, of which the midst was not kept.
 *
 * @param head its beginning
 * @param tail its end, behind the head
 * @param length bytes that have come
 */
public record LongMessage(ByteBuffer head, ByteBuffer tail, long length) {

  /** Takes the pieces of one as they come. */
  static final class Builder {

    /** Bytes that are kept of either end. */
    static final int KEPT = 64 * 1024;

    /** Of no allocator that keeps count, as it is left to the garbage collector. */
    private final ByteBuf head = new UnpooledHeapByteBuf(ByteBufAllocator.DEFAULT, 0, KEPT);

    private ByteBuffer tail = ByteBuffer.allocate(0);
    private long length;

    /** Takes a piece, without releasing it. */
    void add(ByteBuf piece) {
      length += piece.readableBytes();
      ByteBuf rest = piece.duplicate();
      head.writeBytes(rest, Math.min(head.maxWritableBytes(), rest.readableBytes()));
      if (rest.isReadable()) {
        addToTail(rest);
      }
    }

    private void addToTail(ByteBuf rest) {
      if (tail.capacity() == 0) {
        tail = ByteBuffer.allocate(2 * KEPT);
      }
      if (rest.readableBytes() > KEPT) {
        rest.skipBytes(rest.readableBytes() - KEPT);
        tail.clear();
      }
      if (rest.readableBytes() > tail.remaining()) {
        tail.flip().position(tail.limit() - KEPT);
        tail.compact();
      }
      int end = tail.position() + rest.readableBytes();
      rest.readBytes(tail.array(), tail.position(), rest.readableBytes());
      tail.position(end);
    }

    long length() {
      return length;
    }

    LongMessage build() {
      return new LongMessage(head.nioBuffer(), tail.flip(), length);
    }
  }
}
