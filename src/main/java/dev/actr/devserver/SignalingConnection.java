package dev.actr.devserver;

import dev.actr.ActrId;
import dev.actr.Printable;
import dev.actr.net.WebSocketHandler;
import dev.actr.net.WebSocketLimits;
import dev.actr.net.WebSockets;
import dev.actr.wire.Messages;
import dev.actr.wire.ProtoValues;
import dev.actr.wire.SignalingEnvelopes;
import dev.actr.wire.WireException;
import dev.actr.wire.proto.ActrProtos;
import dev.actr.wire.proto.ActrProtos.AIdCredential;
import dev.actr.wire.proto.ActrProtos.ActrUpEvent;
import dev.actr.wire.proto.ActrProtos.RegisterResponse;
import dev.actr.wire.proto.ActrProtos.RoleAssignment;
import dev.actr.wire.proto.SignalingProtos.ActrRelay;
import dev.actr.wire.proto.SignalingProtos.ActrToSignaling;
import dev.actr.wire.proto.SignalingProtos.SignalingEnvelope;
import dev.actr.wire.proto.SignalingProtos.SignalingToActr;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.timeout.ReadTimeoutHandler;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.Optional;

/**
 * An actor's connection. Its mutable state belongs to its event loop; other threads only {@link
 * #send} and {@link #end}, which hand over to that loop.
 */
final class SignalingConnection extends WebSocketHandler {

  /** What nodes send and take; a larger message would cost them their connection. */
  static final WebSocketLimits LIMITS = WebSocketLimits.ofMessage(1024 * 1024);

  private static final long MAX_UNSENT = 4 * 1024 * 1024;

  private final ActrId actor;
  private final ActrProtos.ActrId actorMessage;
  private final boolean answers;
  private final CredentialGate gate;
  private final Registry registry;
  private final SignalingRequests requests;
  private final int silenceSeconds;

  private final RecentOffers toldToOffer;

  /** Set before other threads learn of this connection. */
  private Channel channel;

  /** Whether a close frame is on its way, after which nothing else may follow. */
  private boolean ended;

  /**
   * A connection whose actor has proved who it is.
   *
   * @param actor whose it is
   * @param answers whether it wants to answer, never to offer, where it can choose
   * @param gate checks the credentials of messages
   * @param silenceSeconds after which a client that sends nothing counts as gone
   * @param clock the server's
   */
  SignalingConnection(
      ActrId actor,
      boolean answers,
      CredentialGate gate,
      Registry registry,
      SignalingRequests requests,
      int silenceSeconds,
      Clock clock) {
    this.actor = actor;
    this.actorMessage = ProtoValues.toProto(actor);
    this.answers = answers;
    this.gate = gate;
    this.registry = registry;
    this.requests = requests;
    this.silenceSeconds = silenceSeconds;
    this.toldToOffer = new RecentOffers(clock);
  }

  ActrId actor() {
    return actor;
  }

  /**
   * Called before the upgrade is answered, so that a node that is connected can be found. What
   * others send meanwhile waits for this loop, and so follows the answer.
   */
  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    channel = context.channel();
    if (!channel.isActive()) {
      return;
    }
    context.pipeline().addFirst(new ReadTimeoutHandler(silenceSeconds));
    Optional<Registry.Bound> bound = registry.bind(this);
    if (bound.isEmpty()) {
      channel.close();
      return;
    }
    DevServerLog.LOG.debugf("%s connected", actor);
    bound
        .get()
        .displaced()
        .ifPresent(
            c -> c.end(WebSocketCloseStatus.POLICY_VIOLATION, "displaced by new connection"));
    SignalingToActr.Builder event =
        SignalingToActr.newBuilder()
            .setActrUpEvent(ActrUpEvent.newBuilder().setActorId(actorMessage));
    bound.get().subscribers().forEach(c -> c.send(c.toActor(event.clone())));
  }

  @Override
  protected void onClosed(ChannelHandlerContext context) {
    ended = true;
    registry.unbind(this);
    DevServerLog.LOG.debugf("%s disconnected", actor);
  }

  @Override
  protected void onMessage(ChannelHandlerContext context, ByteBuffer message) {
    if (ended) {
      return;
    }
    SignalingEnvelope envelope;
    try {
      envelope = Messages.parse(SignalingEnvelope.parser(), message);
    } catch (WireException e) {
      end(WebSocketCloseStatus.INVALID_PAYLOAD_DATA, "not a signaling envelope");
      return;
    }
    try {
      handle(envelope);
    } catch (RefusedException e) {
      refuse(envelope, e);
    } catch (RuntimeException e) {
      DevServerLog.LOG.failed(envelope.getFlowCase(), e);
      refuse(envelope, new RefusedException(500, "internal error"));
    }
  }

  private void handle(SignalingEnvelope envelope) throws RefusedException {
    Optional<SignalingConnection> current =
        registry.connection(actor.realm(), actor.serialNumber());
    if (current.isEmpty()) {
      throw new RefusedException(403, "the actor has unregistered");
    }
    if (current.get() != this) {
      return;
    }
    switch (envelope.getFlowCase()) {
      case ACTR_TO_SERVER -> request(envelope, envelope.getActrToServer());
      case ACTR_RELAY -> relay(envelope, envelope.getActrRelay());
      case PEER_TO_SERVER ->
          reply(
              envelope,
              SignalingToActr.newBuilder()
                  .setRegisterResponse(
                      RegisterResponse.newBuilder()
                          .setError(
                              new RefusedException(410, "registration is at the AIS, over HTTP")
                                  .toProto())));
      case SERVER_TO_ACTR, ENVELOPE_ERROR, FLOW_NOT_SET ->
          throw new RefusedException(400, "the envelope holds nothing an actor may send");
    }
  }

  private void request(SignalingEnvelope envelope, ActrToSignaling request)
      throws RefusedException {
    requireOwn(request.getSource(), request.getCredential());
    requests.answer(actor, request).ifPresent(answer -> reply(envelope, answer));
  }

  private void requireOwn(ActrProtos.ActrId source, AIdCredential credential)
      throws RefusedException {
    if (!ProtoValues.fromProto(source).equals(actor)) {
      throw new RefusedException(403, "the source is not the actor of this connection");
    }
    gate.require(actor, credential);
  }

  private void relay(SignalingEnvelope envelope, ActrRelay relay) throws RefusedException {
    requireOwn(relay.getSource(), relay.getCredential());
    if (!relay.isInitialized()) {
      throw new RefusedException(400, "missing " + relay.getInitializationErrorString());
    }
    ActrId target = ProtoValues.fromProto(relay.getTarget());
    if (!registry.mayConnect(actor, target.realm(), target.serialNumber())) {
      throw new RefusedException(403, "ACL policy denies relay to target actor");
    }
    Optional<SignalingConnection> peer = registry.connection(target.realm(), target.serialNumber());
    if (!relay.hasRoleNegotiation()) {
      SignalingEnvelope forwarded = forward(envelope, relay);
      if (forwarded.getSerializedSize() > LIMITS.maxMessage()) {
        throw new RefusedException(400, "the message is too large to forward");
      }
      peer.ifPresentOrElse(
          p -> p.send(forwarded),
          () ->
              DevServerLog.LOG.debugf(
                  "%s is not connected, %s wrote to it", Printable.of(target.toString()), actor));
      return;
    }
    if (target.equals(actor)) {
      throw new RefusedException(400, "an actor has no connection to itself to negotiate");
    }
    boolean offers =
        RoleDecision.offers(actor, answers, target, peer.isPresent() && peer.get().answers);
    ActrRelay.Builder assignment = ActrRelay.newBuilder().setCredential(relay.getCredential());
    assign(
        target,
        offers,
        forward(
            envelope,
            assignment
                .setSource(relay.getTarget())
                .setTarget(actorMessage)
                .setRoleAssignment(RoleAssignment.newBuilder().setIsOfferer(offers))
                .build()));
    peer.ifPresent(
        p ->
            p.assign(
                actor,
                !offers,
                forward(
                    envelope,
                    assignment
                        .setSource(actorMessage)
                        .setTarget(p.actorMessage)
                        .setRoleAssignment(RoleAssignment.newBuilder().setIsOfferer(!offers))
                        .build())));
  }

  /** May be called on any thread. */
  private void assign(ActrId other, boolean offers, SignalingEnvelope assignment) {
    onLoop(
        () -> {
          if (!offers || toldToOffer.isNew(other)) {
            send(assignment);
          }
        });
  }

  /** A new envelope, on the trace of the old. */
  private static SignalingEnvelope forward(SignalingEnvelope envelope, ActrRelay relay) {
    SignalingEnvelope.Builder forwarded = SignalingEnvelopes.create().setActrRelay(relay);
    if (envelope.hasTraceparent()) {
      forwarded.setTraceparent(envelope.getTraceparent());
    }
    if (envelope.hasTracestate()) {
      forwarded.setTracestate(envelope.getTracestate());
    }
    return forwarded.build();
  }

  private void refuse(SignalingEnvelope envelope, RefusedException refusal) {
    DevServerLog.LOG.debugf("%s refused with %d: %s", actor, refusal.code(), refusal.getMessage());
    reply(envelope, SignalingToActr.newBuilder().setError(refusal.toProto()));
  }

  private void reply(SignalingEnvelope request, SignalingToActr.Builder answer) {
    SignalingEnvelope reply =
        toActor(answer).toBuilder().setReplyFor(request.getEnvelopeId()).build();
    if (reply.getSerializedSize() <= LIMITS.maxMessage()) {
      send(reply);
    } else {
      refuse(request, new RefusedException(500, "the answer is too large, ask for less"));
    }
  }

  private SignalingEnvelope toActor(SignalingToActr.Builder message) {
    return SignalingEnvelopes.create().setServerToActr(message.setTarget(actorMessage)).build();
  }

  /** Sends; may be called on any thread. A client that does not read loses its connection. */
  void send(SignalingEnvelope envelope) {
    byte[] bytes = envelope.toByteArray();
    onLoop(
        () -> {
          if (ended) {
            return;
          }
          if (channel.bytesBeforeWritable() > MAX_UNSENT) {
            DevServerLog.LOG.debugf("%s does not read", actor);
            channel.close();
            return;
          }
          WebSockets.send(channel, bytes, LIMITS);
        });
  }

  /** Says good-bye; may be called on any thread. */
  void end(WebSocketCloseStatus status, String reason) {
    onLoop(
        () -> {
          if (!ended) {
            ended = true;
            WebSockets.close(channel, status, reason);
          }
        });
  }

  private void onLoop(Runnable action) {
    if (channel.eventLoop().inEventLoop()) {
      action.run();
    } else {
      channel.eventLoop().execute(action);
    }
  }
}
