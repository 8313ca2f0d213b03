package dev.actr.signaling;

import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.ErrorKind;
import dev.actr.identity.Identity;
import dev.actr.net.LogBudget;
import dev.actr.net.WebSocketHandler;
import dev.actr.net.WebSocketLimits;
import dev.actr.net.WebSockets;
import dev.actr.wire.Messages;
import dev.actr.wire.ProtoValues;
import dev.actr.wire.SignalingEnvelopes;
import dev.actr.wire.WireErrors;
import dev.actr.wire.WireException;
import dev.actr.wire.proto.ActrProtos;
import dev.actr.wire.proto.ActrProtos.ErrorResponse;
import dev.actr.wire.proto.SignalingProtos.ActrRelay;
import dev.actr.wire.proto.SignalingProtos.ActrToSignaling;
import dev.actr.wire.proto.SignalingProtos.SignalingEnvelope;
import dev.actr.wire.proto.SignalingProtos.SignalingToActr;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** One open connection with the signaling server. Confined to its loop. */
final class SignalingConnection extends WebSocketHandler {

  enum Event {
    CREDENTIAL_REJECTED,
    CREDENTIAL_WARNED,
    HEARTBEAT_ANSWERED,
    CLOSED
  }

  private static final int PING_SECONDS = 5;
  private static final int SILENCE_SECONDS = 10;
  private static final int MAX_RELAYED = 256;
  private static final int DROPS_PER_MINUTE = 6;
  private static final int UNAUTHORIZED = HttpResponseStatus.UNAUTHORIZED.code();
  private static final WebSocketLimits LIMITS = WebSocketLimits.ofMessage(1024 * 1024);

  private final EventLoop loop;
  private Identity identity;
  private final Supplier<String> envelopeIds;
  private final IntSupplier backlog;
  private final BiConsumer<SignalingConnection, Event> events;
  private final BiConsumer<SignalingConnection, ActrRelay> relays;
  private final BiConsumer<ActrId, ActrException> refusals;
  private final PendingReplies pending;
  private final PacedSender sender;

  /** The last messages to other nodes, which are answered only if they are refused. */
  private final Map<String, Relayed> relayed =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Relayed> eldest) {
          return size() > MAX_RELAYED;
        }
      };

  private record Relayed(ActrId target, Identity sender) {}

  private final LogBudget drops = new LogBudget(DROPS_PER_MINUTE);
  private Channel channel;
  private Future<?> pings;
  private Future<?> heartbeats;
  private CompletableFuture<Void> goodbye = new CompletableFuture<>();
  private ActrException closeReason =
      new ActrException(ErrorKind.UNAVAILABLE, "the signaling server closed the connection");

  SignalingConnection(
      EventLoop loop,
      Identity identity,
      Supplier<String> envelopeIds,
      IntSupplier backlog,
      BiConsumer<SignalingConnection, Event> events,
      BiConsumer<SignalingConnection, ActrRelay> relays,
      BiConsumer<ActrId, ActrException> refusals) {
    this.loop = loop;
    this.identity = identity;
    this.envelopeIds = envelopeIds;
    this.backlog = backlog;
    this.events = events;
    this.relays = relays;
    this.refusals = refusals;
    this.pending = new PendingReplies(loop);
    this.sender = new PacedSender(loop, System::nanoTime, this::transmit);
  }

  /** Sends with another credential from now on; ends if it is another node's. */
  void adopt(Identity renewed) {
    if (renewed.id().equals(identity.id())) {
      identity = renewed;
    } else {
      disconnect();
    }
  }

  ActrException closeReason() {
    return closeReason;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    channel = context.channel();
  }

  /** Called once the connection is open: until then silence is for the connect timeout. */
  void beginHeartbeat() {
    String self = channel.pipeline().context(this).name();
    channel.pipeline().addBefore(self, null, new IdleStateHandler(SILENCE_SECONDS, 0, 0));
    pings =
        loop.scheduleAtFixedRate(
            () -> channel.writeAndFlush(new PingWebSocketFrame(Unpooled.EMPTY_BUFFER)),
            PING_SECONDS,
            PING_SECONDS,
            TimeUnit.SECONDS);
    long interval = identity.heartbeatInterval().toMillis();
    heartbeats = loop.scheduleAtFixedRate(this::beat, 0, interval, TimeUnit.MILLISECONDS);
  }

  private void stopHeartbeat() {
    if (heartbeats != null) {
      heartbeats.cancel(false);
    }
  }

  private void beat() {
    long timeout = Math.max(1000, identity.heartbeatInterval().toMillis() * 2 / 5);
    CompletableFuture<SignalingToActr> reply = new CompletableFuture<>();
    ActrProtos.Ping ping = Heartbeat.of(backlog.getAsInt());
    Identity sender = identity;
    request(message -> message.setPing(ping), Duration.ofMillis(timeout), reply);
    reply.whenComplete(
        (answer, failure) -> {
          if (failure == null) {
            events.accept(this, Event.HEARTBEAT_ANSWERED);
            if (sender == identity && answer.getPong().hasCredentialWarning()) {
              events.accept(this, Event.CREDENTIAL_WARNED);
            }
          } else if (isRejection(failure)) {
            // Unless it has been replaced in the meantime.
            if (sender == identity) {
              events.accept(this, Event.CREDENTIAL_REJECTED);
            }
          } else {
            SignalingLog.LOG.debugf("heartbeat not answered: %s", failure.getMessage());
          }
        });
  }

  private static boolean isRejection(Throwable failure) {
    return failure instanceof ActrException e && e.kind() == ErrorKind.PERMISSION_DENIED;
  }

  void request(
      Consumer<ActrToSignaling.Builder> payload,
      Duration timeout,
      CompletableFuture<SignalingToActr> reply) {
    String id = envelopeIds.get();
    ActrToSignaling.Builder message =
        ActrToSignaling.newBuilder()
            .setSource(ProtoValues.toProto(identity.id()))
            .setCredential(identity.credential());
    payload.accept(message);
    byte[] envelope = SignalingEnvelopes.create(id).setActrToServer(message).build().toByteArray();
    pending.add(id, timeout, reply);
    // Asked twice, it is answered twice; the second answer is ignored.
    sender
        .send(envelope, () -> pending.isWaiting(id))
        .exceptionally(
            failure -> {
              if (failure instanceof ActrException notSent) {
                pending.fail(id, notSent);
              } else {
                closeReason =
                    new ActrException(
                        ErrorKind.UNAVAILABLE, "cannot send to the signaling server", failure);
                channel.close();
              }
              return null;
            });
  }

  CompletableFuture<Void> relay(
      ActrProtos.ActrId target, Consumer<ActrRelay.Builder> payload, BooleanSupplier wanted) {
    ActrRelay.Builder message =
        ActrRelay.newBuilder()
            .setSource(ProtoValues.toProto(identity.id()))
            .setCredential(identity.credential())
            .setTarget(target);
    payload.accept(message);
    SignalingEnvelope envelope = SignalingEnvelopes.create().setActrRelay(message).build();
    relayed.put(envelope.getEnvelopeId(), new Relayed(ProtoValues.fromProto(target), identity));
    return sender.send(envelope.toByteArray(), wanted);
  }

  /** The server refuses to pass a message on. */
  private void refused(Relayed message, ErrorResponse error) {
    if (error.getCode() == UNAUTHORIZED && message.sender() == identity) {
      events.accept(this, Event.CREDENTIAL_REJECTED);
    }
    refusals.accept(message.target(), WireErrors.fromServer(error.getCode(), error.getMessage()));
  }

  /**
   * The server has dropped a message and does not tell which, as one does whose limit of messages
   * was reached.
   */
  private void dropped(ErrorResponse error) {
    drops.spend(
        leftOut ->
            SignalingLog.LOG.dropped(
                identity.id(),
                WireErrors.fromServer(error.getCode(), error.getMessage()).getMessage(),
                leftOut));
    sender.limited();
  }

  private CompletableFuture<Void> transmit(byte[] envelope) {
    return WebSockets.send(channel, envelope, LIMITS);
  }

  void unregister(String reason, Duration timeout, CompletableFuture<Void> done) {
    goodbye = done;
    stopHeartbeat();
    sender.clear(new ActrException(ErrorKind.UNAVAILABLE, "the node leaves"));
    ActrProtos.UnregisterRequest message =
        ActrProtos.UnregisterRequest.newBuilder()
            .setActrId(ProtoValues.toProto(identity.id()))
            .setReason(reason)
            .build();
    CompletableFuture<SignalingToActr> reply = new CompletableFuture<>();
    request(builder -> builder.setUnregisterRequest(message), timeout, reply);
    closeReason = new ActrException(ErrorKind.UNAVAILABLE, "the node has left");
    reply.whenComplete((ok, failure) -> disconnect());
  }

  void disconnect() {
    WebSockets.close(channel, WebSocketCloseStatus.NORMAL_CLOSURE, "");
  }

  @Override
  protected void onMessage(ChannelHandlerContext context, ByteBuffer message) {
    SignalingEnvelope envelope;
    try {
      envelope = Messages.parse(SignalingEnvelope.parser(), message);
    } catch (WireException e) {
      closeReason =
          new ActrException(ErrorKind.DECODE_FAILURE, "the signaling server sent other bytes", e);
      WebSockets.close(channel, WebSocketCloseStatus.INVALID_PAYLOAD_DATA, "");
      return;
    }
    if (envelope.hasReplyFor() && envelope.hasServerToActr()) {
      Relayed sent = relayed.remove(envelope.getReplyFor());
      if (sent != null && envelope.getServerToActr().hasError()) {
        refused(sent, envelope.getServerToActr().getError());
        return;
      }
      pending.complete(envelope.getReplyFor(), envelope.getServerToActr());
    } else if (envelope.hasActrRelay()) {
      relays.accept(this, envelope.getActrRelay());
    } else if (envelope.hasEnvelopeError()) {
      dropped(envelope.getEnvelopeError());
    } else {
      SignalingLog.LOG.debugf("ignored a signaling envelope with %s", envelope.getFlowCase());
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
    if (event instanceof IdleStateEvent) {
      closeReason =
          new ActrException(
              ErrorKind.UNAVAILABLE,
              "nothing came from the signaling server for " + SILENCE_SECONDS + " seconds");
      context.close();
    }
    super.userEventTriggered(context, event);
  }

  @Override
  protected void onClosed(ChannelHandlerContext context) {
    if (pings != null) {
      pings.cancel(false);
    }
    stopHeartbeat();
    sender.clear(closeReason);
    pending.failAll(closeReason);
    events.accept(this, Event.CLOSED);
    goodbye.complete(null);
  }
}
