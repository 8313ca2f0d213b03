package dev.actr.peer.websocket;

import dev.actr.ActrException;
import dev.actr.ErrorKind;
import dev.actr.identity.PeerVerifier;
import dev.actr.net.HttpServer;
import dev.actr.net.IoLoops;
import dev.actr.net.LogBudget;
import dev.actr.net.ServerSettings;
import dev.actr.net.WebSocketLimits;
import dev.actr.net.WebSockets;
import dev.actr.net.tls.Tls;
import dev.actr.peer.PeerEvents;
import dev.actr.peer.PeerLimits;
import dev.actr.peer.PeerReceiver;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * Accepts WebSocket connections of peers. The credential is verified before the upgrade is
 * answered, so no frame of an unknown peer is ever read.
 */
public final class WebSocketListener {

  private static final int MAX_REQUEST_BODY = 0;
  private static final int REFUSALS_PER_MINUTE = 60;

  private final WebSocketLimits limits;
  private final PeerLimits peerLimits;
  private final Tls tls;
  private final AcceptedLinks accepted;
  private final LogBudget refusals = new LogBudget(REFUSALS_PER_MINUTE);
  private final PeerVerifier verifier;
  private final BooleanSupplier admitting;
  private final PeerReceiver receiver;
  private final PeerEvents events;
  private volatile HttpServer server;

  /**
   * A listener that is not bound yet.
   *
   * @param limits of each connection
   * @param peerLimits of all connections
   * @param tls secures them if it has a key
   * @param verifier of credentials
   * @param admitting whether the node takes connections now
   * @param receiver takes what arrives
   * @param events learns what happens
   */
  public WebSocketListener(
      WebSocketLimits limits,
      PeerLimits peerLimits,
      Tls tls,
      PeerVerifier verifier,
      BooleanSupplier admitting,
      PeerReceiver receiver,
      PeerEvents events) {
    this.limits = limits;
    this.peerLimits = peerLimits;
    this.tls = tls;
    this.accepted = new AcceptedLinks(peerLimits.maxConnectionsPerPeer());
    this.verifier = verifier;
    this.admitting = admitting;
    this.receiver = receiver;
    this.events = events;
  }

  /**
   * Binds the port.
   *
   * @param loops move the bytes
   * @param host local address
   * @param port 0 for any free one
   * @return the bound port; fails with an {@link java.io.IOException}
   */
  public CompletableFuture<Integer> bind(IoLoops loops, String host, int port) {
    ServerSettings settings =
        new ServerSettings(
            MAX_REQUEST_BODY,
            peerLimits.handshakeTimeout(),
            peerLimits.maxConnections(),
            tls.hasKey() ? Optional.of(tls) : Optional.empty());
    return HttpServer.bind(loops, host, port, settings, Upgrade::new)
        .thenApply(
            bound -> {
              server = bound;
              return bound.port();
            });
  }

  /**
   * Takes no more connections; those open stay so.
   *
   * @return done when the port is free
   */
  public CompletableFuture<Void> stop() {
    return server == null ? CompletableFuture.completedFuture(null) : server.stop();
  }

  private static void endOldest(WebSocketLink oldest) {
    WebSocketLog.LOG.tooManyConnections(oldest.peer());
    oldest.end(WebSocketCloseStatus.POLICY_VIOLATION, "too many connections of this peer");
  }

  /** The first and only request of a connection. */
  private final class Upgrade extends SimpleChannelInboundHandler<FullHttpRequest> {

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
      if (request.decoderResult().isFailure()) {
        refuse(context, HttpServer.statusOf(request.decoderResult()), "malformed HTTP request");
        return;
      }
      if (!isUpgrade(request)) {
        refuse(context, HttpResponseStatus.UPGRADE_REQUIRED, "not a WebSocket upgrade");
        return;
      }
      if (!admitting.getAsBoolean()) {
        refuse(context, HttpResponseStatus.SERVICE_UNAVAILABLE, "the node is not ready");
        return;
      }
      HandshakeHeaders headers;
      try {
        headers = HandshakeHeaders.parse(request.headers());
      } catch (ActrException e) {
        refuse(context, HttpResponseStatus.UNAUTHORIZED, e.getMessage());
        return;
      }
      context.channel().config().setAutoRead(false);
      request.retain();
      verifier
          .verify(headers.credential(), headers.source())
          .whenCompleteAsync(
              (expiry, failure) -> {
                try {
                  decide(context, request, headers, expiry, failure);
                } finally {
                  request.release();
                }
              },
              context.executor());
    }

    private boolean isUpgrade(FullHttpRequest request) {
      return request
          .headers()
          .containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true);
    }

    private void decide(
        ChannelHandlerContext context,
        FullHttpRequest request,
        HandshakeHeaders headers,
        Instant expiry,
        Throwable failure) {
      if (!context.channel().isActive()) {
        return;
      }
      if (failure != null) {
        refuse(context, failure);
        return;
      }
      events.webSocketConnecting(headers.source());
      WebSocketLink link =
          new WebSocketLink(
              headers.source(), true, limits, peerLimits.keepalive(), receiver, events);
      WebSockets.accept(context, request, limits, link)
          .addListener(
              upgraded -> {
                if (upgraded.isSuccess() && link.isOpen()) {
                  open(link, expiry);
                }
              });
    }

    private void open(WebSocketLink link, Instant expiry) {
      accepted.add(link).ifPresent(WebSocketListener::endOldest);
      link.closed().thenRun(() -> accepted.remove(link));
      link.accepted(expiry);
      link.read();
    }

    private void refuse(ChannelHandlerContext context, Throwable failure) {
      Throwable cause = ActrException.unwrap(failure);
      if (cause instanceof ActrException e && e.kind() == ErrorKind.PERMISSION_DENIED) {
        refuse(context, HttpResponseStatus.UNAUTHORIZED, e.getMessage());
        return;
      }
      boolean unknownKey = cause instanceof ActrException e && e.kind() == ErrorKind.NOT_FOUND;
      if (unknownKey) {
        refuse(context, HttpResponseStatus.UNAUTHORIZED, "the credential's key is unknown");
        return;
      }
      events.verificationFailed(
          new ActrException(
              ErrorKind.UNAVAILABLE, "a peer's key cannot be looked up: " + cause, cause));
      refuse(context, HttpResponseStatus.SERVICE_UNAVAILABLE, "cannot verify now");
    }

    private void refuse(ChannelHandlerContext context, HttpResponseStatus status, String reason) {
      refusals.spend(
          leftOut -> WebSocketLog.LOG.refused(context.channel().remoteAddress(), reason, leftOut));
      HttpServer.respond(
          context,
          status,
          "text/plain; charset=utf-8",
          reason.getBytes(StandardCharsets.UTF_8),
          false);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }
}
