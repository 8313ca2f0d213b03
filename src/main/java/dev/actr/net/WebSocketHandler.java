package dev.actr.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.util.ReferenceCountUtil;
import java.nio.ByteBuffer;

/**
 * The end of every WebSocket pipeline: answers pings and close frames, ignores text, and closes the
 * connection on anything that breaks the rules. All methods are called on the connection's loop.
 */
public abstract class WebSocketHandler extends ChannelInboundHandlerAdapter {

  /**
   * A whole binary message has arrived.
   *
   * @param context of the connection
   * @param message valid only during the call
   */
  protected abstract void onMessage(ChannelHandlerContext context, ByteBuffer message);

  /**
   * A binary message has arrived that was too long; called only if the limits of the connection let
   * such messages be skipped.
   *
   * @param context of the connection
   * @param message its ends
   */
  protected void onLongMessage(ChannelHandlerContext context, LongMessage message) {
    closeTooBig(context);
  }

  /** A pong has arrived, asked for or not. */
  protected void onPong() {}

  /** The peer ends the connection with this code; called before it is closed. */
  protected void onClosing(int code) {}

  /**
   * The connection is closed; called once, also when the upgrade failed. Not called if there never
   * was a connection: the client's future tells that.
   */
  protected abstract void onClosed(ChannelHandlerContext context);

  /**
   * Hands the message on and releases it. SimpleChannelInboundHandler would do the latter, but its
   * constructor leaves Netty's thread-locals, see HttpServer, and these are made by who calls.
   */
  @Override
  public final void channelRead(ChannelHandlerContext context, Object message) {
    try {
      onFrame(context, message);
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void onFrame(ChannelHandlerContext context, Object frame) {
    if (frame instanceof BinaryWebSocketFrame binary) {
      onMessage(context, nioBuffer(binary.content()));
    } else if (frame instanceof LongMessage message) {
      onLongMessage(context, message);
    } else if (frame instanceof PingWebSocketFrame ping) {
      // A peer that sends pings and does not read must not pile up pongs. The standard allows to
      // answer only the latest of several pings.
      if (context.channel().isWritable()) {
        context.writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
      }
    } else if (frame instanceof PongWebSocketFrame) {
      onPong();
    } else if (frame instanceof CloseWebSocketFrame close) {
      if (!WebSockets.startClosing(context.channel())) {
        context.close();
        return;
      }
      int code = close.statusCode();
      onClosing(code);
      context
          .writeAndFlush(code == -1 ? new CloseWebSocketFrame() : new CloseWebSocketFrame(code, ""))
          .addListener(ChannelFutureListener.CLOSE);
    }
  }

  /** Ends the connection, as a message was too long for it. */
  protected static void closeTooBig(ChannelHandlerContext context) {
    WebSockets.close(
        context.channel(), WebSocketCloseStatus.MESSAGE_TOO_BIG, "message is too large");
  }

  private static ByteBuffer nioBuffer(ByteBuf content) {
    return content.nioBufferCount() == 1
        ? content.nioBuffer()
        : ByteBuffer.wrap(ByteBufUtil.getBytes(content));
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) throws Exception {
    onClosed(context);
    super.channelInactive(context);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof TooLongFrameException) {
      closeTooBig(context);
    } else if (cause instanceof CorruptedWebSocketFrameException corrupted) {
      WebSockets.close(context.channel(), corrupted.closeStatus(), "");
    } else {
      context.close();
    }
  }
}
