package dev.actr.net;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A WebSocket server and a client on the loopback interface. */
final class Loopback implements AutoCloseable {

  static final Duration TIMEOUT = Duration.ofSeconds(20);
  static final WebSocketLimits LIMITS = new WebSocketLimits(1000, 10_000);

  final IoLoops loops = new IoLoops();
  final ExecutorService blocking = Executors.newCachedThreadPool();
  final WebSocketClient client = new WebSocketClient(loops, blocking);

  /** What the server's side of each connection is, in the order of acceptance. */
  final BlockingQueue<Recorder> accepted = new LinkedBlockingQueue<>();

  /** Accepts every upgrade with these limits and echoes what it receives. */
  HttpServer echo(WebSocketLimits limits) throws Exception {
    return serve(() -> new Upgrade(limits, accepted));
  }

  HttpServer serve(Supplier<ChannelHandler> handler) throws Exception {
    return get(HttpServer.bind(loops, "127.0.0.1", 0, 1024, handler));
  }

  CompletableFuture<Channel> connect(int port, WebSocketLimits limits, ChannelHandler... handlers) {
    return connect(URI.create("ws://127.0.0.1:" + port + "/ws"), TIMEOUT, limits, handlers);
  }

  CompletableFuture<Channel> connect(
      URI uri, Duration timeout, WebSocketLimits limits, ChannelHandler... handlers) {
    HttpHeaders none = EmptyHttpHeaders.INSTANCE;
    return client.connect(loops.group().next(), uri, none, timeout, limits, handlers);
  }

  static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
  }

  static Throwable failure(CompletableFuture<?> future) {
    return catchThrowableOfType(ExecutionException.class, () -> get(future)).getCause();
  }

  static <T> T take(BlockingQueue<T> queue) throws InterruptedException {
    T next = queue.poll(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("nothing arrived");
    }
    return next;
  }

  @Override
  public void close() {
    loops.close();
    blocking.shutdown();
  }

  /** The end of a connection: keeps what arrives, and sends it back if told to. */
  static final class Recorder extends WebSocketHandler {

    final BlockingQueue<byte[]> messages = new LinkedBlockingQueue<>();
    final CompletableFuture<Channel> channel = new CompletableFuture<>();
    final List<String> closed = new CopyOnWriteArrayList<>();
    private final WebSocketLimits echo;

    Recorder() {
      this(null);
    }

    private Recorder(WebSocketLimits echo) {
      this.echo = echo;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
      channel.complete(context.channel());
    }

    @Override
    protected void onMessage(ChannelHandlerContext context, ByteBuffer message) {
      byte[] bytes = new byte[message.remaining()];
      message.get(bytes);
      if (new String(bytes).equals("fail")) {
        throw new IllegalStateException("asked to fail");
      }
      messages.add(bytes);
      if (echo != null) {
        WebSockets.send(context.channel(), bytes, echo);
      }
    }

    @Override
    protected void onClosed(ChannelHandlerContext context) {
      closed.add("closed");
    }
  }

  /** Sits before a {@link Recorder} and notes each frame as text. */
  static final class Tap extends ChannelInboundHandlerAdapter {

    final BlockingQueue<String> frames = new LinkedBlockingQueue<>();

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
      if (message instanceof CloseWebSocketFrame close) {
        frames.add("close " + close.statusCode() + " " + close.reasonText());
      } else if (message instanceof PongWebSocketFrame pong) {
        frames.add("pong " + ByteBufUtil.hexDump(pong.content()));
      } else if (message instanceof WebSocketFrame frame) {
        frames.add(frame.getClass().getSimpleName() + " " + frame.content().readableBytes());
      }
      super.channelRead(context, message);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
      frames.add("end");
      super.channelInactive(context);
    }
  }

  /** Accepts the upgrade of each request. */
  private static final class Upgrade extends SimpleChannelInboundHandler<FullHttpRequest> {

    private final WebSocketLimits limits;
    private final BlockingQueue<Recorder> accepted;

    Upgrade(WebSocketLimits limits, BlockingQueue<Recorder> accepted) {
      this.limits = limits;
      this.accepted = accepted;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
      Recorder recorder = new Recorder(limits);
      WebSockets.accept(context, request, limits, recorder);
      accepted.add(recorder);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }
}
