package dev.actr.net;

import io.netty.buffer.ByteBuf;
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

    private final ByteBuffer head = ByteBuffer.allocate(KEPT);
    private final ByteBuffer tail = ByteBuffer.allocate(2 * KEPT);
    private long length;

    /** Takes a piece, without releasing it. */
    void add(ByteBuf piece) {
      length += piece.readableBytes();
      ByteBuf rest = piece.duplicate();
      read(rest, head, Math.min(head.remaining(), rest.readableBytes()));
      if (rest.readableBytes() > KEPT) {
        rest.skipBytes(rest.readableBytes() - KEPT);
        tail.clear();
      }
      if (rest.readableBytes() > tail.remaining()) {
        tail.flip().position(tail.limit() - KEPT);
        tail.compact();
      }
      read(rest, tail, rest.readableBytes());
    }

    private static void read(ByteBuf from, ByteBuffer to, int length) {
      from.readBytes(to.array(), to.position(), length);
      to.position(to.position() + length);
    }

    long length() {
      return length;
    }

    LongMessage build() {
      return new LongMessage(head.flip(), tail.flip(), length);
    }
  }
}
