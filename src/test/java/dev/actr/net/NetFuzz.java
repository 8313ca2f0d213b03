package dev.actr.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.fuzz.FuzzTarget;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** What comes to a port that takes upgrades to WebSocket. */
public final class NetFuzz {

  private static final WebSocketLimits LIMITS = new WebSocketLimits(300, 500);
  private static final WebSocketLimits SKIPPING = new WebSocketLimits(300, 500, 1_000_000);
  private static final byte[] UPGRADE =
      ("GET /signaling/ws?a=b HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
              + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n")
          .getBytes(StandardCharsets.US_ASCII);

  /** To be cut, and skipped. */
  private static final byte[] LONG_FRAME =
      ByteBuffer.allocate(70_014).putShort((short) 0x82ff).putLong(70_000).array();

  private NetFuzz() {}

  public static Stream<FuzzTarget> targets() {
    return Stream.of(
        new FuzzTarget(
            "websocket-upgrade", 4000, () -> List.of(UPGRADE), bytes -> new Server().takes(bytes)),
        new FuzzTarget(
            "websocket-frames",
            4000,
            NetFuzz::frames,
            bytes -> {
              Server server = new Server();
              assertThat(server.channel.writeInbound(Unpooled.wrappedBuffer(UPGRADE))).isFalse();
              return server.takes(bytes);
            }),
        new FuzzTarget(
            "websocket-frames-skipped",
            1000,
            () -> List.of(join(frame(0x82, "message"), LONG_FRAME, frame(0x82, "message"))),
            bytes -> {
              Server server = new Server(SKIPPING);
              assertThat(server.channel.writeInbound(Unpooled.wrappedBuffer(UPGRADE))).isFalse();
              return server.takes(bytes);
            }));
  }

  /** The pipeline of a server, whose WebSockets keep to the limits. */
  static final class Server {
    private final WebSocketLimits limits;
    private boolean upgraded;
    final EmbeddedChannel channel =
        new EmbeddedChannel(
            new HttpServerCodec(),
            new HttpObjectAggregator(1000),
            new SimpleChannelInboundHandler<FullHttpRequest>() {
              @Override
              protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
                if (request.decoderResult().isFailure()) {
                  HttpServer.respond(
                      context,
                      HttpServer.statusOf(request.decoderResult()),
                      "text/plain",
                      new byte[0],
                      false);
                  return;
                }
                WebSockets.accept(context, request, limits, new Socket());
              }

              @Override
              public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                context.close();
              }
            });

    Server() {
      this(LIMITS);
    }

    Server(WebSocketLimits limits) {
      this.limits = limits;
    }

    private final class Socket extends WebSocketHandler {

      @Override
      public void handlerAdded(ChannelHandlerContext context) {
        upgraded = true;
      }

      @Override
      protected void onMessage(ChannelHandlerContext context, ByteBuffer message) {
        assertThat(message.remaining()).isLessThanOrEqualTo(limits.maxMessage());
      }

      @Override
      protected void onLongMessage(ChannelHandlerContext context, LongMessage message) {
        assertThat(message.length())
            .isBetween(limits.maxMessage() + 1L, (long) limits.maxSkipped());
      }

      @Override
      protected void onClosed(ChannelHandlerContext context) {}
    }

    /** Whether the connection is a WebSocket then and goes on. */
    boolean takes(byte[] bytes) {
      channel.writeInbound(Unpooled.copiedBuffer(bytes));
      channel.checkException();
      boolean closing = !channel.isOpen() || !WebSockets.startClosing(channel);
      channel.finishAndReleaseAll();
      return upgraded && !closing;
    }
  }

  private static List<byte[]> frames() {
    byte[] whole = frame(0x82, "message");
    byte[] parts = join(frame(0x02, "a"), frame(0x89, "ping"), frame(0x00, "b"), frame(0x80, "c"));
    return List.of(whole, parts, join(frame(0x8a, ""), frame(0x81, "text")));
  }

  private static byte[] frame(int first, String text) {
    byte[] content = text.getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(6 + content.length)
        .put((byte) first)
        .put((byte) (0x80 | content.length))
        .putInt(0)
        .put(content)
        .array();
  }

  private static byte[] join(byte[]... frames) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] frame : frames) {
      all.writeBytes(frame);
    }
    return all.toByteArray();
  }
}
