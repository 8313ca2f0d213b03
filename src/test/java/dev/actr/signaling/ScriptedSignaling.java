package dev.actr.signaling;

import com.google.protobuf.ByteString;
import dev.actr.ActrId;
import dev.actr.net.HttpServer;
import dev.actr.net.IoLoops;
import dev.actr.net.WebSockets;
import dev.actr.wire.ProtoValues;
import dev.actr.wire.proto.ActrProtos.Pong;
import dev.actr.wire.proto.ActrProtos.RouteCandidatesResponse;
import dev.actr.wire.proto.ActrProtos.RouteCandidatesResponse.RouteCandidatesOk;
import dev.actr.wire.proto.ActrProtos.UnregisterResponse;
import dev.actr.wire.proto.ActrProtos.UnregisterResponse.UnregisterOk;
import dev.actr.wire.proto.ActrProtos.WsAddressEntry;
import dev.actr.wire.proto.SignalingProtos.ActrToSignaling;
import dev.actr.wire.proto.SignalingProtos.GetSigningKeyResponse;
import dev.actr.wire.proto.SignalingProtos.SignalingEnvelope;
import dev.actr.wire.proto.SignalingProtos.SignalingToActr;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** A signaling server on which a test decides; left alone it is a good one. */
public final class ScriptedSignaling implements AutoCloseable {

  /** Long enough for anything that happens at all. */
  public static final Duration PATIENCE = Duration.ofSeconds(20);

  /** To wait for what happens soon, and then not longer. */
  public static ConditionFactory await() {
    return Awaitility.await()
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(2));
  }

  /** What the server does with a message. */
  @FunctionalInterface
  public interface Script {
    /** Called on an I/O thread. */
    void on(ScriptedSession session, SignalingEnvelope message);
  }

  /** The path and query of each upgrade request. */
  final List<String> upgrades = new CopyOnWriteArrayList<>();

  final List<ScriptedSession> sessions = new CopyOnWriteArrayList<>();

  /** The connections that have been held and are still open. */
  final ChannelGroup waiting = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

  private final IoLoops loops = new IoLoops();
  private final HttpServer server;
  private final Map<ActrId, String> addresses = new ConcurrentHashMap<>();
  private final Map<Integer, byte[]> keys = new ConcurrentHashMap<>();
  private final List<Runnable> held = new CopyOnWriteArrayList<>();
  private volatile int status = HttpResponseStatus.SWITCHING_PROTOCOLS.code();
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile boolean holding;
  private volatile boolean mute;
  private volatile Script script = this::answer;

  /** Listens on a free port. */
  public ScriptedSignaling() {
    server = HttpServer.bind(loops, "127.0.0.1", 0, 0, Upgrade::new).join();
  }

  /** Where it listens, as on the recordings. */
  public URI url() {
    return URI.create("ws://127.0.0.1:" + server.port() + "/signaling/ws");
  }

  /** Tells clients of a live node. */
  public void candidate(ActrId id, String address) {
    addresses.put(id, address);
  }

  /** Tells clients of this node no more. */
  public void gone(ActrId id) {
    addresses.remove(id);
  }

  void key(int id, byte[] key) {
    keys.put(id, key);
  }

  /** Does this from now on instead of answering. */
  public void script(Script script) {
    this.script = script;
  }

  /** Answers upgrade requests with this HTTP status; 101 upgrades. */
  void status(int status) {
    this.status = status;
  }

  /** Keeps upgrade requests waiting. */
  void hold() {
    holding = true;
  }

  /** Accepts those that wait. */
  void release() {
    holding = false;
    held.forEach(Runnable::run);
  }

  /** Sends nothing any more, not even pongs. */
  void mute() {
    mute = true;
    script = (session, message) -> {};
  }

  boolean isMute() {
    return mute;
  }

  /** The connection with this number, from 1, once it is there. */
  public ScriptedSession session(int number) {
    await().until(() -> sessions.size() >= number);
    return sessions.get(number - 1);
  }

  void onMessage(ScriptedSession session, SignalingEnvelope message) {
    script.on(session, message);
  }

  /** What a good server answers. */
  public void answer(ScriptedSession session, SignalingEnvelope message) {
    ActrToSignaling request = message.getActrToServer();
    SignalingToActr.Builder answer = SignalingToActr.newBuilder();
    switch (request.getPayloadCase()) {
      case PING -> answer.setPong(Pong.newBuilder().setSeq(1));
      case UNREGISTER_REQUEST ->
          answer.setUnregisterResponse(
              UnregisterResponse.newBuilder().setSuccess(UnregisterOk.getDefaultInstance()));
      case ROUTE_CANDIDATES_REQUEST ->
          answer.setRouteCandidatesResponse(
              RouteCandidatesResponse.newBuilder()
                  .setSuccess(
                      candidates(
                          ProtoValues.fromProto(
                              request.getRouteCandidatesRequest().getTargetType()),
                          request.getRouteCandidatesRequest().getCriteria().getCandidateCount())));
      case GET_SIGNING_KEY_REQUEST -> {
        int id = request.getGetSigningKeyRequest().getKeyId();
        if (!keys.containsKey(id)) {
          session.refuse(message, 404);
          return;
        }
        answer.setGetSigningKeyResponse(
            GetSigningKeyResponse.newBuilder()
                .setKeyId(id)
                .setPubkey(ByteString.copyFrom(keys.get(id))));
      }
      default -> throw new AssertionError("unexpected " + request.getPayloadCase());
    }
    session.reply(message, answer);
  }

  private RouteCandidatesOk.Builder candidates(dev.actr.ActrType type, int count) {
    RouteCandidatesOk.Builder found = RouteCandidatesOk.newBuilder();
    addresses.forEach(
        (id, address) -> {
          if (id.type().equals(type) && found.getCandidatesCount() < count) {
            found.addCandidates(ProtoValues.toProto(id));
            found.addWsAddressMap(
                WsAddressEntry.newBuilder()
                    .setCandidateId(ProtoValues.toProto(id))
                    .setWsAddress(address));
          }
        });
    return found;
  }

  private final class Upgrade extends SimpleChannelInboundHandler<FullHttpRequest> {

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
      upgrades.add(request.uri());
      if (holding) {
        request.retain();
        context.pipeline().remove(HttpServer.REQUEST_TIMEOUT);
        held.add(() -> context.executor().execute(() -> acceptUnlessClosed(context, request)));
        waiting.add(context.channel());
      } else if (status == HttpResponseStatus.SWITCHING_PROTOCOLS.code()) {
        accept(context, request);
      } else {
        HttpServer.respond(
            context, HttpResponseStatus.valueOf(status), "text/plain", new byte[] {'n'}, false);
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }

    private void acceptUnlessClosed(ChannelHandlerContext context, FullHttpRequest request) {
      if (context.channel().isActive()) {
        accept(context, request);
      } else {
        request.release();
      }
    }

    private void accept(ChannelHandlerContext context, FullHttpRequest request) {
      ScriptedSession session = new ScriptedSession(ScriptedSignaling.this);
      WebSockets.accept(context, request, ScriptedSession.LIMITS, session);
      sessions.add(session);
    }
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    server.close();
    sessions.forEach(ScriptedSession::cut);
    loops.close();
  }
}
