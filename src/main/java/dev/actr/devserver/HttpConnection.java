package dev.actr.devserver;

import dev.actr.Printable;
import dev.actr.net.HttpServer;
import dev.actr.wire.proto.ActrProtos.RenewCredentialResponse;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds who answers an HTTP request. Confined to its connection's event loop. */
final class HttpConnection extends SimpleChannelInboundHandler<FullHttpRequest> {

  static final String TEXT = "text/plain; charset=utf-8";

  private static final String JSON = "application/json";
  private static final String PROTOBUF = "application/x-protobuf";
  private static final Pattern VERIFYING_KEY =
      Pattern.compile("GET /(?:ais/)?mfr/([^/]+)/verifying_key");

  private static final String REALM_SECRET = "x-actrix-realm-secret";

  private final AisEndpoint ais;
  private final AisStatus status;
  private final SignalingEndpoint signaling;
  private final ChannelGroup connections;

  HttpConnection(
      AisEndpoint ais, AisStatus status, SignalingEndpoint signaling, ChannelGroup connections) {
    this.ais = ais;
    this.status = status;
    this.signaling = signaling;
    this.connections = connections;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    connections.add(context.channel());
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
    if (!context.channel().isWritable()) {
      // It sends requests and does not read the answers, which must not pile up.
      context.close();
      return;
    }
    if (request.decoderResult().isFailure()) {
      answer(context, HttpServer.statusOf(request.decoderResult()), "malformed HTTP request");
      return;
    }
    QueryStringDecoder uri = new QueryStringDecoder(request.uri());
    String path;
    try {
      path = uri.path();
    } catch (IllegalArgumentException e) {
      answer(context, HttpResponseStatus.BAD_REQUEST, "malformed path");
      return;
    }
    String route = request.method() + " " + path;
    try {
      route(context, request, route, uri);
    } catch (RuntimeException e) {
      DevServerLog.LOG.failed(Printable.of(request.method() + " " + uri.rawPath()), e);
      answer(context, HttpResponseStatus.INTERNAL_SERVER_ERROR, "internal error");
    }
  }

  private void route(
      ChannelHandlerContext context,
      FullHttpRequest request,
      String route,
      QueryStringDecoder uri) {
    switch (route) {
      case "POST /register", "POST /ais/register" ->
          answer(
              context,
              request,
              HttpResponseStatus.OK,
              PROTOBUF,
              ais.register(body(request), realmSecret(request)).toByteArray());
      case "POST /renew", "POST /ais/renew" -> {
        RenewCredentialResponse response = ais.renew(body(request));
        HttpResponseStatus mirrored =
            response.hasError()
                ? HttpResponseStatus.valueOf(response.getError().getCode())
                : HttpResponseStatus.OK;
        answer(context, request, mirrored, PROTOBUF, response.toByteArray());
      }
      case "GET /health" -> json(context, request, status.health());
      case "GET /ais/health" -> json(context, request, status.aisHealth());
      case "GET /ais/current-key" -> json(context, request, status.currentKey());
      case "GET /ais/signing-pubkey" -> json(context, request, status.signingPubkey());
      case "GET /signaling/health" ->
          answer(context, request, HttpResponseStatus.OK, TEXT, utf8("ok"));
      case "GET /", "GET /signaling/ws" -> {
        if (request
            .headers()
            .containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)) {
          signaling.upgrade(context, request, uri);
        } else {
          answer(context, HttpResponseStatus.BAD_REQUEST, "a WebSocket is served here");
        }
      }
      default ->
          verifyingKey(route, uri)
              .ifPresentOrElse(
                  key -> json(context, request, key),
                  () -> answer(context, HttpResponseStatus.NOT_FOUND, "nothing is served here"));
    }
  }

  private Optional<String> verifyingKey(String route, QueryStringDecoder uri) {
    Matcher matcher = VERIFYING_KEY.matcher(route);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    return status.verifyingKey(
        matcher.group(1),
        uri.rawQuery().isEmpty()
            ? Optional.empty()
            : Optional.of(uri.rawQuery().replaceFirst("^key_id=", "")));
  }

  private static byte[] body(FullHttpRequest request) {
    return ByteBufUtil.getBytes(request.content());
  }

  /** Header values are decoded byte by byte, so this brings the sent bytes back. */
  private static Optional<byte[]> realmSecret(FullHttpRequest request) {
    return Optional.ofNullable(request.headers().get(REALM_SECRET))
        .map(String::trim)
        .filter(secret -> !secret.isEmpty())
        .map(secret -> secret.getBytes(StandardCharsets.ISO_8859_1));
  }

  private void json(ChannelHandlerContext context, FullHttpRequest request, String json) {
    answer(context, request, HttpResponseStatus.OK, JSON, utf8(json));
  }

  private void answer(
      ChannelHandlerContext context,
      FullHttpRequest request,
      HttpResponseStatus status,
      String contentType,
      byte[] body) {
    HttpServer.respond(
        context, status, contentType, body, HttpUtil.isKeepAlive(request), ais.date());
  }

  /** Answers a request that makes no sense here, and ends the connection. */
  private void answer(ChannelHandlerContext context, HttpResponseStatus status, String text) {
    HttpServer.respond(context, status, TEXT, utf8(text), false);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    DevServerLog.LOG.debugf(cause, "HTTP connection failed");
    context.close();
  }
}
