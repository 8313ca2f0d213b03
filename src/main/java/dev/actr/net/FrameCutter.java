package dev.actr.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Cuts frames (RFC 6455, section 5.2) that are longer than the decoder behind it takes into
 * several, as their sender could have done. The decoder keeps a frame until all of it has come;
 * like this, none has to be kept that is only to be skipped. What is no proper frame passes as it
 * is.
 */
final class FrameCutter extends ChannelInboundHandlerAdapter {

  /** Of four bytes each is a mask, which so begins anew with every piece. */
  static final int PIECE = 0x10000 - 4;

  /** A longer frame says its length in 64 bits, with which a shorter one breaks the rules. */
  static final int MIN_WHOLE = 0xffff;

  private static final int FINAL = 0x80;
  private static final int CONTROL = 0x08;
  private static final int MASKED = 0x80;
  private static final int LENGTH = 0x7f;
  private static final int LENGTH_OF_16_BITS = 126;
  private static final int LENGTH_OF_64_BITS = 127;
  private static final int MASK_BYTES = 4;

  private final int maxWhole;
  private final int maxCut;

  /** The beginning of a frame's header, whose end has not come yet. */
  private ByteBuf held = Unpooled.EMPTY_BUFFER;

  /** Bytes of content that are still to pass. */
  private long passing;

  /** Bytes of content behind these that are still to be cut. */
  private long cutting;

  private int finalBit;
  private boolean masked;
  private int mask;

  /**
   * For one connection.
   *
   * @param maxWhole bytes of the longest frame that passes as it is, at least {@link #MIN_WHOLE}
   * @param maxCut bytes of the longest that is cut; what is longer passes as it is
   */
  FrameCutter(int maxWhole, int maxCut) {
    this.maxWhole = maxWhole;
    this.maxCut = maxCut;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf in = (ByteBuf) message;
    if (held.isReadable()) {
      in = Unpooled.wrappedBuffer(held, in);
      held = Unpooled.EMPTY_BUFFER;
    }
    try {
      cut(context, in);
    } finally {
      in.release();
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    held.release();
    held = Unpooled.EMPTY_BUFFER;
  }

  private void cut(ChannelHandlerContext context, ByteBuf in) {
    int start = in.readerIndex();
    int from = start;
    while (in.isReadable()) {
      if (passing > 0) {
        int part = (int) Math.min(passing, in.readableBytes());
        in.skipBytes(part);
        passing -= part;
      } else if (cutting > 0) {
        pass(context, in, from);
        from = in.readerIndex();
        nextPiece(context, 0);
      } else {
        int header = headerLength(in);
        if (header > in.readableBytes()) {
          pass(context, in, from);
          held = context.alloc().heapBuffer(in.readableBytes()).writeBytes(in);
          return;
        }
        long length = contentLength(in);
        int first = in.getUnsignedByte(in.readerIndex());
        if (length > maxWhole && length <= maxCut && (first & CONTROL) == 0) {
          pass(context, in, from);
          begin(in, header, length);
          from = in.readerIndex();
          nextPiece(context, first & ~FINAL);
        } else {
          in.skipBytes(header);
          // The decoder refuses what is negative, and reads on no more.
          passing = length < 0 ? Long.MAX_VALUE : length;
        }
      }
    }
    if (from == start) {
      // Itself, not a slice: the decoder can append to it.
      context.fireChannelRead(in.readerIndex(start).retain());
    } else {
      pass(context, in, from);
    }
  }

  private void begin(ByteBuf in, int header, long length) {
    finalBit = in.getUnsignedByte(in.readerIndex()) & FINAL;
    masked = isMasked(in);
    mask = masked ? in.getInt(in.readerIndex() + header - MASK_BYTES) : 0;
    cutting = length;
    in.skipBytes(header);
  }

  private void nextPiece(ChannelHandlerContext context, int firstByte) {
    passing = Math.min(PIECE, cutting);
    cutting -= passing;
    ByteBuf header = context.alloc().buffer(4 + MASK_BYTES);
    header.writeByte(firstByte | (cutting == 0 ? finalBit : 0));
    int maskBit = masked ? MASKED : 0;
    if (passing < LENGTH_OF_16_BITS) {
      header.writeByte(maskBit | (int) passing);
    } else {
      header.writeByte(maskBit | LENGTH_OF_16_BITS).writeShort((int) passing);
    }
    if (masked) {
      header.writeInt(mask);
    }
    context.fireChannelRead(header);
  }

  private static void pass(ChannelHandlerContext context, ByteBuf in, int from) {
    if (in.readerIndex() > from) {
      context.fireChannelRead(in.retainedSlice(from, in.readerIndex() - from));
    }
  }

  private static int headerLength(ByteBuf in) {
    if (in.readableBytes() < 2) {
      return 2;
    }
    int bytesOfLength =
        switch (shortLength(in)) {
          case LENGTH_OF_16_BITS -> 2;
          case LENGTH_OF_64_BITS -> 8;
          default -> 0;
        };
    return 2 + bytesOfLength + (isMasked(in) ? MASK_BYTES : 0);
  }

  private static long contentLength(ByteBuf in) {
    int at = in.readerIndex() + 2;
    return switch (shortLength(in)) {
      case LENGTH_OF_16_BITS -> in.getUnsignedShort(at);
      case LENGTH_OF_64_BITS -> in.getLong(at);
      default -> shortLength(in);
    };
  }

  private static int shortLength(ByteBuf in) {
    return in.getByte(in.readerIndex() + 1) & LENGTH;
  }

  private static boolean isMasked(ByteBuf in) {
    return (in.getByte(in.readerIndex() + 1) & MASKED) != 0;
  }
}
