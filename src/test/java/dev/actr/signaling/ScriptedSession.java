package dev.actr.signaling;

import dev.actr.net.WebSocketLimits;
import dev.actr.net.WebSockets;
import dev.actr.wire.Messages;
import dev.actr.wire.SignalingEnvelopes;
import dev.actr.wire.WireException;
import dev.actr.wire.proto.ActrProtos.ErrorResponse;
import dev.actr.wire.proto.SignalingProtos.SignalingEnvelope;
import dev.actr.wire.proto.SignalingProtos.SignalingToActr;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A connection of a client, as the server sees it. */
public final class ScriptedSession extends SimpleChannelInboundHandler<WebSocketFrame> {

  static final WebSocketLimits LIMITS = WebSocketLimits.ofMessage(64 * 1024 * 1024);

  /** The messages of the client. */
  final List<byte[]> received = new CopyOnWriteArrayList<>();

  final AtomicInteger pings = new AtomicInteger();

  /** The code of the client's close frame; 1006 if the connection ended without one. */
  final CompletableFuture<Integer> closed = new CompletableFuture<>();

  private final ScriptedSignaling server;
  private Channel channel;

  ScriptedSession(ScriptedSignaling server) {
    this.server = server;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    channel = context.channel();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame)
      throws WireException {
    if (frame instanceof BinaryWebSocketFrame) {
      byte[] message = ByteBufUtil.getBytes(frame.content());
      received.add(message);
      server.onMessage(this, Messages.parse(SignalingEnvelope.parser(), message));
    } else if (frame instanceof PingWebSocketFrame) {
      pings.incrementAndGet();
      if (!server.isMute()) {
        channel.writeAndFlush(new PongWebSocketFrame(frame.content().retain()));
      }
    } else if (frame instanceof CloseWebSocketFrame close) {
      closed.complete(close.statusCode());
      context.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    closed.complete(1006);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }

  /** What the client has sent, heartbeats included. */
  public List<SignalingEnvelope> envelopes() {
    return received.stream().map(ScriptedSession::parse).toList();
  }

  private static SignalingEnvelope parse(byte[] message) {
    try {
      return Messages.parse(SignalingEnvelope.parser(), message);
    } catch (WireException e) {
      throw new AssertionError(e);
    }
  }

  /** Answers a request. */
  public void reply(SignalingEnvelope request, SignalingToActr.Builder answer) {
    SignalingToActr.Builder message =
        answer.setTarget(
            request.hasActrRelay()
                ? request.getActrRelay().getSource()
                : request.getActrToServer().getSource());
    send(
        SignalingEnvelopes.create()
            .setReplyFor(request.getEnvelopeId())
            .setServerToActr(message)
            .build());
  }

  /** Refuses a request. */
  public void refuse(SignalingEnvelope request, int code) {
    reply(
        request,
        SignalingToActr.newBuilder()
            .setError(ErrorResponse.newBuilder().setCode(code).setMessage("on purpose")));
  }

  /** Sends anything. */
  public void send(SignalingEnvelope envelope) {
    WebSockets.send(channel, envelope.toByteArray(), LIMITS);
  }

  void send(WebSocketFrame... frames) {
    for (WebSocketFrame frame : frames) {
      channel.write(frame);
    }
    channel.flush();
  }

  /** Writes bytes past the WebSocket encoder. */
  void inject(byte[] bytes) {
    channel.pipeline().firstContext().writeAndFlush(Unpooled.wrappedBuffer(bytes));
  }

  void close(WebSocketCloseStatus status) {
    WebSockets.close(channel, status, "on purpose");
  }

  /** Ends the connection without a word. */
  void cut() {
    channel.close();
  }

  boolean isOpen() {
    return channel.isActive();
  }
}
