package dev.actr.net;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Listens for HTTP requests, which may become WebSockets. */
public final class HttpServer implements AutoCloseable {

  /** The pipeline name of the handler that gives a silent client up; gone after an upgrade. */
  public static final String REQUEST_TIMEOUT = "request-timeout";

  private final Channel channel;

  private HttpServer(Channel channel) {
    this.channel = channel;
  }

  /**
   * Binds a port, without TLS and with the usual limits.
   *
   * @param loops move the bytes
   * @param host the local address
   * @param port 0 for any free one
   * @param maxBody bytes of a request's body
   * @param handler makes the handler of a connection, which receives {@code FullHttpRequest}s
   * @return the bound server; fails with an {@link IOException}
   */
  public static CompletableFuture<HttpServer> bind(
      IoLoops loops, String host, int port, int maxBody, Supplier<ChannelHandler> handler) {
    return bind(loops, host, port, ServerSettings.plain(maxBody), handler);
  }

  /**
   * Binds a port.
   *
   * @param loops move the bytes
   * @param host the local address
   * @param port 0 for any free one
   * @param settings how to serve
   * @param handler makes the handler of a connection, which receives {@code FullHttpRequest}s
   * @return the bound server; fails with an {@link IOException}
   */
  public static CompletableFuture<HttpServer> bind(
      IoLoops loops,
      String host,
      int port,
      ServerSettings settings,
      Supplier<ChannelHandler> handler) {
    InetSocketAddress address = new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      return CompletableFuture.failedFuture(new UnknownHostException(host));
    }
    if (loops.group().isShuttingDown()) {
      return CompletableFuture.failedFuture(new IOException("shutting down"));
    }
    CompletableFuture<HttpServer> bound = new CompletableFuture<>();
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loops.group())
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(new Accept(settings, handler));
    // On a thread of ours, as Netty leaves thread-locals, and so the application's class loader, on
    // the thread that makes a channel.
    loops
        .group()
        .execute(
            () -> {
              ChannelFuture binding = bootstrap.bind(address);
              binding.addListener(
                  future -> {
                    if (future.isSuccess()) {
                      bound.complete(new HttpServer(binding.channel()));
                    } else {
                      bound.completeExceptionally(future.cause());
                    }
                  });
            });
    return bound;
  }

  /** Makes the pipelines of accepted connections. */
  private static final class Accept extends ChannelInitializer<Channel> {

    private final ServerSettings settings;
    private final Supplier<ChannelHandler> handler;
    private final AtomicInteger open = new AtomicInteger();

    Accept(ServerSettings settings, Supplier<ChannelHandler> handler) {
      this.settings = settings;
      this.handler = handler;
    }

    @Override
    protected void initChannel(Channel child) {
      child.closeFuture().addListener(closed -> open.decrementAndGet());
      if (open.incrementAndGet() > settings.maxConnections()) {
        NetLog.LOG.debugf("no room for the connection of %s", child.remoteAddress());
        child.close();
        return;
      }
      long millis = settings.requestTimeout().toMillis();
      settings
          .tls()
          .ifPresent(tls -> child.pipeline().addLast(TlsHandlers.of(tls.serverEngine(), millis)));
      child
          .pipeline()
          .addLast(new HttpServerCodec())
          .addLast(new HttpObjectAggregator(settings.maxBody()))
          .addLast(REQUEST_TIMEOUT, new RequestDeadline(settings.requestTimeout()))
          .addLast(handler.get());
    }
  }

  /** The bound port. */
  public int port() {
    return ((InetSocketAddress) channel.localAddress()).getPort();
  }

  /**
   * The answer to a request that cannot be read.
   *
   * @param result a failure
   * @return 414 or 431 for what is too long, else 400
   */
  public static HttpResponseStatus statusOf(DecoderResult result) {
    if (result.cause() instanceof TooLongHttpLineException) {
      return HttpResponseStatus.REQUEST_URI_TOO_LONG;
    }
    return result.cause() instanceof TooLongHttpHeaderException
        ? HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
        : HttpResponseStatus.BAD_REQUEST;
  }

  /**
   * Answers a request.
   *
   * @param context of the connection
   * @param status of the answer
   * @param contentType of the body
   * @param body not changed afterwards
   * @param keepAlive whether the connection stays open
   * @return done when the answer is written
   */
  public static ChannelFuture respond(
      ChannelHandlerContext context,
      HttpResponseStatus status,
      String contentType,
      byte[] body,
      boolean keepAlive) {
    return respond(context, status, contentType, body, keepAlive, EmptyHttpHeaders.INSTANCE);
  }

  /**
   * As above, with headers of its own.
   *
   * @param context of the connection
   * @param status of the answer
   * @param contentType of the body
   * @param body not changed afterwards
   * @param keepAlive whether the connection stays open
   * @param headers besides those of every answer
   * @return done when the answer is written
   */
  public static ChannelFuture respond(
      ChannelHandlerContext context,
      HttpResponseStatus status,
      String contentType,
      byte[] body,
      boolean keepAlive,
      HttpHeaders headers) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(body));
    response
        .headers()
        .set(headers)
        .set(HttpHeaderNames.CONTENT_TYPE, contentType)
        .setInt(HttpHeaderNames.CONTENT_LENGTH, body.length)
        .set(
            HttpHeaderNames.CONNECTION,
            keepAlive ? HttpHeaderValues.KEEP_ALIVE : HttpHeaderValues.CLOSE);
    ChannelFuture written = context.writeAndFlush(response);
    if (!keepAlive) {
      written.addListener(ChannelFutureListener.CLOSE);
    }
    return written;
  }

  /**
   * Stops listening; open connections are not affected.
   *
   * @return done when the port is free
   */
  public CompletableFuture<Void> stop() {
    CompletableFuture<Void> stopped = new CompletableFuture<>();
    channel
        .close()
        .addListener(
            closed -> {
              try {
                // The port is free only after the next select; a scheduled task runs after that.
                channel
                    .eventLoop()
                    .schedule(() -> stopped.complete(null), 1, TimeUnit.MILLISECONDS);
              } catch (RejectedExecutionException e) {
                // The loop has ended, and its selector with it.
                stopped.complete(null);
              }
            });
    return stopped;
  }

  /** As {@link #stop}, and waits; not on an I/O thread. */
  @Override
  public void close() {
    stop().join();
  }
}
