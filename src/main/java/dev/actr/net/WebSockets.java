package dev.actr.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker13;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.util.AttributeKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What both ends of a WebSocket do. */
public final class WebSockets {

  /** Bytes that may wait for a peer that does not read, before sending to it fails. */
  private static final long MAX_UNSENT = 64L * 1024 * 1024;

  private static final long CLOSE_TIMEOUT_MILLIS = 1000;

  /** The one version of the WebSocket protocol (RFC 6455). */
  private static final String VERSION = WebSocketVersion.V13.toHttpHeaderValue();

  private static final AttributeKey<Boolean> CLOSING =
      AttributeKey.valueOf(WebSockets.class, "closing");

  private WebSockets() {}

  /**
   * Accepts an upgrade request and puts the handler behind the frame decoder. If the request is no
   * proper upgrade, answers 400 or 426 itself and closes the connection.
   *
   * @param context of the HTTP handler, which is removed from the pipeline
   * @param request not released by this method
   * @param limits of the connection
   * @param handler receives whole binary and text messages, pings, pongs and close frames; is added
   *     to the pipeline before the response is sent
   * @return done when the connection is upgraded; failed if the request was refused
   */
  public static ChannelFuture accept(
      ChannelHandlerContext context,
      FullHttpRequest request,
      WebSocketLimits limits,
      ChannelHandler handler) {
    WebSocketDecoderConfig config =
        WebSocketDecoderConfig.newBuilder()
            .maxFramePayloadLength(limits.maxWholeFrame())
            .allowExtensions(false)
            .build();
    Channel channel = context.channel();
    String version = request.headers().get(HttpHeaderNames.SEC_WEBSOCKET_VERSION);
    if (!VERSION.equals(version)) {
      WebSocketServerHandshakerFactory.sendUnsupportedVersionResponse(channel)
          .addListener(ChannelFutureListener.CLOSE);
      return refused(channel, "not version 13 of WebSocket");
    }
    if (!isUpgrade(request)) {
      String reason = "not a WebSocket upgrade";
      HttpServer.respond(
          context,
          HttpResponseStatus.BAD_REQUEST,
          "text/plain; charset=utf-8",
          reason.getBytes(StandardCharsets.UTF_8),
          false);
      return refused(channel, reason);
    }
    ChannelPipeline pipeline = channel.pipeline();
    pipeline.addLast(new MessageAssembler(limits), handler);
    ChannelFuture done =
        new WebSocketServerHandshaker13("", null, config).handshake(channel, request);
    cutLongFrames(pipeline, limits);
    if (pipeline.get(HttpServer.REQUEST_TIMEOUT) != null) {
      pipeline.remove(HttpServer.REQUEST_TIMEOUT);
    }
    if (pipeline.context(context.handler()) != null) {
      pipeline.remove(context.handler());
    }
    return done;
  }

  /** To be called as soon as the frame decoder is in the pipeline. */
  static void cutLongFrames(ChannelPipeline pipeline, WebSocketLimits limits) {
    ChannelHandlerContext decoder = pipeline.context(WebSocketFrameDecoder.class);
    if (limits.skips() && decoder != null) {
      pipeline.addBefore(
          decoder.name(), null, new FrameCutter(limits.maxWholeFrame(), limits.maxSkipped()));
    }
  }

  private static boolean isUpgrade(FullHttpRequest request) {
    HttpHeaders headers = request.headers();
    return HttpMethod.GET.equals(request.method())
        && headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
        && headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
        && headers.contains(HttpHeaderNames.SEC_WEBSOCKET_KEY);
  }

  private static ChannelFuture refused(Channel channel, String reason) {
    return channel.newFailedFuture(new WebSocketHandshakeException(reason));
  }

  /**
   * Sends a binary message, in several frames where one would be too large.
   *
   * @param channel an open WebSocket
   * @param message not changed afterwards
   * @param limits of the connection
   * @return done when the message is handed to the operating system; a failure says why not
   */
  public static CompletableFuture<Void> send(
      Channel channel, byte[] message, WebSocketLimits limits) {
    return send(channel, message.length, () -> Unpooled.wrappedBuffer(message), limits);
  }

  /**
   * Sends a binary message as {@link #send(Channel, byte[], WebSocketLimits)} does, without an
   * array of it.
   *
   * @param length of the message in bytes
   * @param writer writes the message; called on the connection's loop when it is sent
   */
  public static CompletableFuture<Void> send(
      Channel channel, int length, Consumer<ByteBuffer> writer, WebSocketLimits limits) {
    return send(channel, length, () -> written(channel.alloc(), length, writer), limits);
  }

  private static ByteBuf written(ByteBufAllocator alloc, int length, Consumer<ByteBuffer> writer) {
    ByteBuf message = alloc.ioBuffer(length, length);
    try {
      writer.accept(message.nioBuffer(0, length));
      return message.writerIndex(length);
    } catch (RuntimeException | Error e) {
      message.release();
      throw e;
    }
  }

  private static CompletableFuture<Void> send(
      Channel channel, int length, Supplier<ByteBuf> message, WebSocketLimits limits) {
    CompletableFuture<Void> sent = new CompletableFuture<>();
    if (length > limits.maxMessage()) {
      sent.completeExceptionally(
          new IllegalArgumentException(
              "message of " + length + " bytes, the limit is " + limits.maxMessage()));
      return sent;
    }
    if (channel.hasAttr(CLOSING)) {
      sent.completeExceptionally(new IOException("the connection is closing"));
      return sent;
    }
    if (channel.bytesBeforeWritable() > MAX_UNSENT) {
      sent.completeExceptionally(new IOException("the peer does not read"));
      return sent;
    }
    if (channel.eventLoop().inEventLoop()) {
      write(channel, message, limits.maxFrame(), sent);
      return sent;
    }
    try {
      channel.eventLoop().execute(() -> write(channel, message, limits.maxFrame(), sent));
    } catch (RejectedExecutionException e) {
      sent.completeExceptionally(new IOException("shutting down", e));
    }
    return sent;
  }

  private static void write(
      Channel channel, Supplier<ByteBuf> content, int maxFrame, CompletableFuture<Void> sent) {
    ByteBuf message;
    try {
      message = content.get();
    } catch (RuntimeException | Error e) {
      // Memory, too, may be short.
      sent.completeExceptionally(e);
      return;
    }
    boolean isFirst = true;
    ChannelFuture last;
    do {
      ByteBuf part = message.readRetainedSlice(Math.min(maxFrame, message.readableBytes()));
      boolean isFinal = !message.isReadable();
      last =
          channel.write(
              isFirst
                  ? new BinaryWebSocketFrame(isFinal, 0, part)
                  : new ContinuationWebSocketFrame(isFinal, 0, part));
      isFirst = false;
    } while (message.isReadable());
    message.release();
    channel.flush();
    last.addListener(
        future -> {
          if (future.isSuccess()) {
            sent.complete(null);
          } else {
            sent.completeExceptionally(future.cause());
          }
        });
  }

  /**
   * Starts the closing handshake and cuts the connection when the other side does not answer.
   * Messages sent before still go out, none sent later does.
   *
   * @param channel an open WebSocket
   * @param status why
   * @param reason for people, at most 123 bytes
   */
  public static void close(Channel channel, WebSocketCloseStatus status, String reason) {
    if (!channel.isActive() || !startClosing(channel)) {
      return;
    }
    CloseWebSocketFrame frame = new CloseWebSocketFrame(status, reason);
    if (channel.eventLoop().inEventLoop()) {
      sendClose(channel, frame);
    } else {
      // As in HttpServer: writing, too, leaves thread-locals.
      channel.eventLoop().execute(() -> sendClose(channel, frame));
    }
  }

  private static void sendClose(Channel channel, CloseWebSocketFrame frame) {
    channel.writeAndFlush(frame);
    channel
        .eventLoop()
        .schedule(() -> channel.close(), CLOSE_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Whether the caller is the first to start the close, and so the one to send a close frame. */
  static boolean startClosing(Channel channel) {
    return channel.attr(CLOSING).setIfAbsent(true) == null;
  }
}
