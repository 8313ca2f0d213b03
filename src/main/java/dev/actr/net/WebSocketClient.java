package dev.actr.net;

import dev.actr.net.tls.Tls;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;

/** Opens WebSocket connections. */
public final class WebSocketClient {

  private static final int MAX_HTTP_RESPONSE = 64 * 1024;

  private final IoLoops loops;
  private final Executor blocking;
  private final Tls tls;

  /**
   * A client that trusts whom the JVM trusts.
   *
   * @param loops move the bytes
   * @param blocking resolves host names
   */
  public WebSocketClient(IoLoops loops, Executor blocking) {
    this(loops, blocking, Tls.jvmDefault());
  }

  /**
   * A client.
   *
   * @param loops move the bytes
   * @param blocking resolves host names
   * @param tls secures connections to {@code wss} URLs
   */
  public WebSocketClient(IoLoops loops, Executor blocking, Tls tls) {
    this.loops = loops;
    this.blocking = blocking;
    this.tls = tls;
  }

  /**
   * Connects and upgrades.
   *
   * @param uri of scheme {@code ws} or {@code wss}, used as it is
   * @param headers further headers of the upgrade request
   * @param timeout of the whole attempt, name resolution and TLS included
   * @param limits of the connection
   * @param handler end of the pipeline; sees no message before the upgrade
   * @return the open connection; fails with {@link UpgradeRejectedException} if the server answered
   *     with another status, else with an {@link IOException}; cancelling it ends the attempt
   */
  public CompletableFuture<Channel> connect(
      URI uri,
      HttpHeaders headers,
      Duration timeout,
      WebSocketLimits limits,
      WebSocketHandler handler) {
    return connect(loops.group().next(), uri, headers, timeout, limits, handler);
  }

  /**
   * As above, on a loop of the caller's choice.
   *
   * @param loop the thread of the connection
   * @param uri of scheme {@code ws} or {@code wss}, used as it is
   * @param headers further headers of the upgrade request
   * @param timeout of the whole attempt, name resolution and TLS included
   * @param limits of the connection
   * @param handlers end of the pipeline; see no message before the upgrade
   * @return the open connection
   */
  public CompletableFuture<Channel> connect(
      EventLoop loop,
      URI uri,
      HttpHeaders headers,
      Duration timeout,
      WebSocketLimits limits,
      ChannelHandler... handlers) {
    CompletableFuture<Channel> opened = new CompletableFuture<>();
    boolean secure = "wss".equalsIgnoreCase(uri.getScheme());
    if ((!secure && !"ws".equalsIgnoreCase(uri.getScheme())) || uri.getHost() == null) {
      opened.completeExceptionally(new IOException("not a ws: or wss: URL with a host"));
      return opened;
    }
    int port = uri.getPort() >= 0 ? uri.getPort() : secure ? 443 : 80;
    long millis = Math.max(1, TimeUnit.MILLISECONDS.convert(timeout));
    try {
      Future<?> deadline =
          loop.schedule(
              () -> opened.completeExceptionally(new IOException("no answer in " + millis + " ms")),
              millis,
              TimeUnit.MILLISECONDS);
      opened.whenComplete((channel, failure) -> deadline.cancel(false));
      blocking.execute(
          () -> {
            try {
              InetSocketAddress address =
                  new InetSocketAddress(InetAddress.getByName(uri.getHost()), port);
              Optional<SSLEngine> engine =
                  secure ? Optional.of(tls.clientEngine(uri.getHost(), port)) : Optional.empty();
              ChannelInitializer<Channel> pipeline =
                  new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                      ChannelPipeline p = channel.pipeline();
                      engine.ifPresent(e -> p.addLast(TlsHandlers.of(e, millis)));
                      p.addLast(
                          new HttpClientCodec(),
                          new HttpObjectAggregator(MAX_HTTP_RESPONSE),
                          new WebSocketClientProtocolHandler(config(uri, headers, millis, limits)),
                          new HandshakeWatch(opened, limits),
                          new MessageAssembler(limits));
                      p.addLast(handlers);
                    }
                  };
              // On its loop: see HttpServer.
              loop.execute(() -> open(loop, address, pipeline, opened));
            } catch (UnknownHostException e) {
              opened.completeExceptionally(e);
            } catch (RejectedExecutionException e) {
              opened.completeExceptionally(new IOException("shutting down", e));
            }
          });
    } catch (RejectedExecutionException e) {
      opened.completeExceptionally(new IOException("shutting down", e));
    }
    return opened;
  }

  private static void open(
      EventLoop loop,
      InetSocketAddress address,
      ChannelInitializer<Channel> pipeline,
      CompletableFuture<Channel> opened) {
    if (loop.isShuttingDown()) {
      // Nobody would be left to report the failure.
      opened.completeExceptionally(new IOException("shutting down"));
      return;
    }
    ChannelFuture connecting =
        new Bootstrap()
            .group(loop)
            .channel(NioSocketChannel.class)
            .disableResolver()
            // The one deadline covers this, too.
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
            .option(ChannelOption.TCP_NODELAY, true)
            .handler(pipeline)
            .connect(address);
    connecting.addListener(
        connected -> {
          if (!connected.isSuccess()) {
            opened.completeExceptionally(ioException(connected.cause()));
          }
        });
    opened.whenComplete(
        (channel, failure) -> {
          if (failure != null) {
            connecting.channel().close();
          }
        });
  }

  private static IOException ioException(Throwable cause) {
    if (cause instanceof WebSocketClientHandshakeException handshake
        && handshake.response() != null) {
      int status = handshake.response().status().code();
      // 101 with the wrong headers is no rejection, nor is what does not parse as a status.
      if (status >= 200 && status < 600) {
        return new UpgradeRejectedException(status);
      }
    }
    if (cause instanceof IOException io) {
      return io;
    }
    return cause.getCause() instanceof IOException io
        ? io
        : new IOException("the server did not answer as a WebSocket server does", cause);
  }

  private static WebSocketClientProtocolConfig config(
      URI uri, HttpHeaders headers, long timeoutMillis, WebSocketLimits limits) {
    return WebSocketClientProtocolConfig.newBuilder()
        .webSocketUri(uri)
        .version(WebSocketVersion.V13)
        .customHeaders(headers)
        .generateOriginHeader(false)
        .maxFramePayloadLength(limits.maxWholeFrame())
        .handshakeTimeoutMillis(timeoutMillis)
        .handleCloseFrames(false)
        .dropPongFrames(false)
        .build();
  }

  /** Turns the end of the handshake, good or bad, into the future's completion. */
  private static final class HandshakeWatch extends ChannelInboundHandlerAdapter {

    private final CompletableFuture<Channel> opened;
    private final WebSocketLimits limits;

    HandshakeWatch(CompletableFuture<Channel> opened, WebSocketLimits limits) {
      this.opened = opened;
      this.limits = limits;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
      if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
        WebSockets.cutLongFrames(context.pipeline(), limits);
        if (!opened.complete(context.channel())) {
          context.close();
        }
        context.pipeline().remove(this);
      }
      super.userEventTriggered(context, event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      opened.completeExceptionally(ioException(cause));
      context.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
      opened.completeExceptionally(new IOException("connection closed during the upgrade"));
      super.channelInactive(context);
    }
  }
}
