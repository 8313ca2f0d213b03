package dev.actr.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;

/**
 * Joins the frames of binary messages, and drops text. Of a message that is too long, a {@link
 * LongMessage} is left, unless it is longer than is skipped. What Netty has for this ends every
 * connection on which one comes.
 */
final class MessageAssembler extends ChannelInboundHandlerAdapter {

  private final WebSocketLimits limits;

  /** In one, as a peer may send them byte by byte. */
  private ByteBuf parts;

  private LongMessage.Builder tooLong;
  private boolean refused;

  MessageAssembler(WebSocketLimits limits) {
    this.limits = limits;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    boolean isContent =
        message instanceof BinaryWebSocketFrame || message instanceof ContinuationWebSocketFrame;
    if (!isContent && !(message instanceof TextWebSocketFrame)) {
      context.fireChannelRead(message);
      return;
    }
    WebSocketFrame frame = (WebSocketFrame) message;
    boolean isWhole = frame.isFinalFragment() && frame instanceof BinaryWebSocketFrame;
    if (isWhole && !refused && frame.content().readableBytes() <= limits.maxMessage()) {
      context.fireChannelRead(frame);
      return;
    }
    try {
      if (isContent && !refused) {
        add(context, frame);
      }
    } finally {
      frame.release();
    }
  }

  private void add(ChannelHandlerContext context, WebSocketFrame frame) {
    if (frame instanceof BinaryWebSocketFrame) {
      parts = context.alloc().buffer();
    }
    if (parts == null && tooLong == null) {
      // Goes on with a text.
      return;
    }
    ByteBuf content = frame.content();
    long length =
        content.readableBytes() + (tooLong == null ? parts.readableBytes() : tooLong.length());
    if (length > limits.maxSkipped()) {
      refused = true;
      forget();
      throw new TooLongFrameException("a message of more than " + limits.maxSkipped() + " bytes");
    }
    if (tooLong == null && length > limits.maxMessage()) {
      tooLong = new LongMessage.Builder();
      tooLong.add(parts);
      parts.release();
      parts = null;
    }
    if (tooLong != null) {
      tooLong.add(content);
    } else {
      parts.writeBytes(content);
    }
    if (frame.isFinalFragment()) {
      finish(context);
    }
  }

  private void finish(ChannelHandlerContext context) {
    Object message = tooLong == null ? new BinaryWebSocketFrame(parts) : tooLong.build();
    parts = null;
    tooLong = null;
    context.fireChannelRead(message);
  }

  private void forget() {
    ReferenceCountUtil.release(parts);
    parts = null;
    tooLong = null;
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    forget();
  }
}
