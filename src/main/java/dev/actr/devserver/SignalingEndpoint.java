package dev.actr.devserver;

import com.google.protobuf.ByteString;
import dev.actr.ActrId;
import dev.actr.net.HttpServer;
import dev.actr.net.WebSockets;
import dev.actr.wire.ProtoValues;
import dev.actr.wire.proto.ActrProtos.AIdCredential;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Lets actors that prove who they are upgrade to a {@link SignalingConnection}. */
final class SignalingEndpoint {

  private static final int MIN_SILENCE_SECONDS = 60;

  private final Registry registry;
  private final CredentialIssuer issuer;
  private final SignalingRequests requests;
  private final Clock clock;
  private final int silenceSeconds;

  SignalingEndpoint(
      Registry registry, CredentialIssuer issuer, Duration heartbeatInterval, Clock clock) {
    this.registry = registry;
    this.issuer = issuer;
    this.requests = new SignalingRequests(registry, issuer, heartbeatInterval, clock);
    this.clock = clock;
    this.silenceSeconds = (int) Math.max(MIN_SILENCE_SECONDS, 3 * heartbeatInterval.toSeconds());
  }

  void upgrade(ChannelHandlerContext context, FullHttpRequest request, QueryStringDecoder uri) {
    CredentialGate gate = new CredentialGate(issuer, clock);
    ActrId actor;
    boolean answers;
    try {
      Map<String, List<String>> query = parameters(uri);
      actor = parse(only(query, "actor_id"));
      gate.require(actor, credential(query));
      if (!registry.isRegistered(actor)) {
        throw new RefusedException(401, "the actor is not registered");
      }
      answers = query.containsKey("webrtc_role") && only(query, "webrtc_role").equals("answer");
    } catch (RefusedException e) {
      DevServerLog.LOG.debugf("upgrade refused: %s", e.getMessage());
      HttpServer.respond(
          context,
          HttpResponseStatus.UNAUTHORIZED,
          HttpConnection.TEXT,
          e.getMessage().getBytes(StandardCharsets.UTF_8),
          false);
      return;
    }
    WebSockets.accept(
        context,
        request,
        SignalingConnection.LIMITS,
        new SignalingConnection(actor, answers, gate, registry, requests, silenceSeconds, clock));
  }

  private static Map<String, List<String>> parameters(QueryStringDecoder uri)
      throws RefusedException {
    try {
      return uri.parameters();
    } catch (IllegalArgumentException e) {
      throw new RefusedException(401, "the query is malformed");
    }
  }

  private static AIdCredential credential(Map<String, List<String>> query) throws RefusedException {
    try {
      return AIdCredential.newBuilder()
          .setKeyId(Integer.parseUnsignedInt(only(query, "key_id")))
          .setClaims(base64(only(query, "claims")))
          .setSignature(base64(only(query, "signature")))
          .build();
    } catch (IllegalArgumentException e) {
      throw new RefusedException(401, "key_id is not a number or claims or signature no base64");
    }
  }

  private static ByteString base64(String text) {
    return ProtoValues.wrap(Base64.getDecoder().decode(text));
  }

  private static ActrId parse(String actorId) throws RefusedException {
    try {
      return ActrId.parse(actorId);
    } catch (IllegalArgumentException e) {
      throw new RefusedException(401, e.getMessage());
    }
  }

  private static String only(Map<String, List<String>> query, String name) throws RefusedException {
    List<String> values = query.getOrDefault(name, List.of());
    if (values.size() != 1) {
      throw new RefusedException(401, "the query must hold " + name + " once");
    }
    return values.get(0);
  }
}
