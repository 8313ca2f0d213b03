package dev.actr.peer.websocket;

import com.google.protobuf.MessageLite;
import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.ErrorKind;
import dev.actr.PayloadType;
import dev.actr.net.LogBudget;
import dev.actr.net.LongMessage;
import dev.actr.net.WebSocketHandler;
import dev.actr.net.WebSocketLimits;
import dev.actr.net.WebSockets;
import dev.actr.peer.LongMessages;
import dev.actr.peer.PeerEvents;
import dev.actr.peer.PeerLink;
import dev.actr.peer.PeerReceiver;
import dev.actr.peer.ReadGate;
import dev.actr.wire.Messages;
import dev.actr.wire.PeerFrame;
import dev.actr.wire.ReceivedMessage;
import dev.actr.wire.WireException;
import dev.actr.wire.proto.PackageProtos.DataChunk;
import dev.actr.wire.proto.PackageProtos.Direction;
import dev.actr.wire.proto.PackageProtos.RpcEnvelope;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One WebSocket with a peer. The node that opened it sends requests, messages and chunks; the other
 * one sends responses. That is how the other implementations use it.
 */
final class WebSocketLink extends WebSocketHandler implements PeerLink {

  private static final long FIRST_REPEAT_MILLIS = 25;

  /** The verification of a credential takes a listener no longer than this. */
  private static final long ADMISSION_SECONDS = 5;

  /** It takes but a moment with a key it knows, which is what it mostly has. */
  private static final long HOLD_CHUNKS_MILLIS = 250;

  private final ActrId peer;
  private final boolean accepted;
  private final WebSocketLimits limits;
  private final Duration keepalive;
  private final PeerReceiver receiver;
  private final PeerEvents events;
  private final LogBudget wrongDirections = new LogBudget(1);
  private volatile Channel channel;
  private boolean opened;

  /** Whether the other side has shown that it reads what is sent. */
  private volatile boolean admitted;

  /** Whether a request is under way, so that there will be an answer to tell. */
  private volatile boolean asked;

  /** Of what was sent: the one the peer means if it says that one was too long. */
  private final AtomicReference<Sent> longest = new AtomicReference<>(new Sent("", 0));

  private record Sent(String requestId, long size) {}

  private final LongMessages longMessages;
  private final HeldChunks heldChunks = new HeldChunks();

  private final ReadGate gate =
      new ReadGate(() -> channel.config().setAutoRead(false), () -> onLoop(this::readOn));

  private final CompletableFuture<Void> closed = new CompletableFuture<>();

  /**
   * A link whose channel is not open yet.
   *
   * @param peer at the other end
   * @param accepted whether the peer opened it
   * @param keepalive how often it is probed when it is silent; zero for never
   */
  WebSocketLink(
      ActrId peer,
      boolean accepted,
      WebSocketLimits limits,
      Duration keepalive,
      PeerReceiver receiver,
      PeerEvents events) {
    this.peer = peer;
    this.accepted = accepted;
    this.admitted = accepted;
    this.limits = limits;
    this.keepalive = keepalive;
    this.receiver = receiver;
    this.events = events;
    this.longMessages = new LongMessages(this, receiver, limits.maxMessage());
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    channel = context.channel();
  }

  /** The upgrade of an own connection is done; called on the channel's loop. */
  void open() {
    opened();
    channel.eventLoop().schedule(this::admitted, ADMISSION_SECONDS, TimeUnit.SECONDS);
    channel
        .eventLoop()
        .schedule(
            () -> {
              if (!asked) {
                heldChunks.release();
              }
            },
            HOLD_CHUNKS_MILLIS,
            TimeUnit.MILLISECONDS);
  }

  private void admitted() {
    admitted = true;
    heldChunks.release();
  }

  /**
   * The upgrade of a peer's connection is done; called on the channel's loop.
   *
   * @param expiry of the peer's credential
   */
  void accepted(Instant expiry) {
    opened();
    // Not asked for: tells a dialler of our kind that it need not repeat anything.
    channel.writeAndFlush(new PongWebSocketFrame());
    receiver.accepted(this, expiry);
  }

  private void opened() {
    opened = true;
    if (!keepalive.isZero()) {
      channel.pipeline().addFirst(new Keepalive(keepalive, gate::isOpen, this::onSilence));
    }
    events.webSocketConnected(peer);
  }

  private void onSilence() {
    events.transportFailed(
        peer,
        new ActrException(
            ErrorKind.UNAVAILABLE, "nothing comes from " + peer + ", it does not answer pings"));
    channel.close();
  }

  /** Ends the connection for a reason that lies with the peer. */
  void end(WebSocketCloseStatus status, String reason) {
    WebSockets.close(channel, status, reason);
  }

  /** Done when the connection is closed. */
  CompletableFuture<Void> closed() {
    return closed;
  }

  /** Runs a task on the channel's loop. */
  void onLoop(Runnable task) {
    channel.eventLoop().execute(task);
  }

  /** Reads on, after the upgrade was put off. */
  void read() {
    channel.config().setAutoRead(true);
  }

  @Override
  public ActrId peer() {
    return peer;
  }

  @Override
  public boolean isDuplex() {
    return false;
  }

  @Override
  public boolean isOpen() {
    return channel != null && channel.isActive();
  }

  @Override
  public CompletableFuture<Void> close() {
    WebSockets.close(channel, WebSocketCloseStatus.NORMAL_CLOSURE, "");
    return closed;
  }

  @Override
  public CompletableFuture<Void> send(PayloadType lane, MessageLite message) {
    long size = PeerFrame.HEADER_LENGTH + (long) message.getSerializedSize();
    if (size > limits.maxMessage()) {
      return CompletableFuture.failedFuture(
          new ActrException(
              ErrorKind.INVALID_ARGUMENT,
              "message of " + size + " bytes, the limit is " + limits.maxMessage()));
    }
    remember(message, size);
    Frame frame = new Frame(lane, message, (int) size);
    if (!admitted && lane.isStream()) {
      CompletableFuture<Void> sent = new CompletableFuture<>();
      onLoop(() -> heldChunks.add(() -> transmit(frame).whenComplete((ok, e) -> pass(e, sent))));
      return sent;
    }
    if (!admitted) {
      asked |= ((RpcEnvelope) message).getDirection() == Direction.DIRECTION_REQUEST;
      repeatUntilAdmitted(frame, FIRST_REPEAT_MILLIS);
    }
    return transmit(frame);
  }

  private void remember(MessageLite message, long size) {
    if (size > longest.get().size()) {
      boolean request =
          message instanceof RpcEnvelope envelope
              && envelope.getDirection() == Direction.DIRECTION_REQUEST;
      Sent sent = new Sent(request ? ((RpcEnvelope) message).getRequestId() : "", size);
      longest.accumulateAndGet(sent, (one, other) -> other.size() > one.size() ? other : one);
    }
  }

  /** Encoded when it is sent, into the buffer it is sent from. */
  private record Frame(PayloadType lane, MessageLite message, int length) {

    CompletableFuture<Void> send(Channel channel, WebSocketLimits limits) {
      return WebSockets.send(
          channel, length, buffer -> PeerFrame.encode(lane, message, buffer), limits);
    }
  }

  private static void pass(Throwable failure, CompletableFuture<Void> sent) {
    if (failure == null) {
      sent.complete(null);
    } else {
      sent.completeExceptionally(failure);
    }
  }

  private CompletableFuture<Void> transmit(Frame frame) {
    return frame
        .send(channel, limits)
        .handle(
            (sent, failure) -> {
              if (failure != null) {
                throw new ActrException(
                    ErrorKind.UNAVAILABLE,
                    "cannot send to " + peer + ": " + failure.getMessage(),
                    failure);
              }
              return sent;
            });
  }

  /**
   * Some listeners drop what arrives before they have verified the credential, and say nothing of
   * either. They recognize a request or message that is repeated by its id.
   */
  private void repeatUntilAdmitted(Frame frame, long delayMillis) {
    channel
        .eventLoop()
        .schedule(
            () -> {
              if (!admitted && isOpen()) {
                frame.send(channel, limits);
                repeatUntilAdmitted(frame, 2 * delayMillis);
              }
            },
            delayMillis,
            TimeUnit.MILLISECONDS);
  }

  @Override
  protected void onPong() {
    admitted();
  }

  @Override
  protected void onMessage(ChannelHandlerContext context, ByteBuffer message) {
    admitted();
    try {
      PeerFrame frame = PeerFrame.decode(message);
      if (frame.lane().isRpc()) {
        onEnvelope(frame.lane(), Messages.copy(frame.body()));
      } else if (frame.lane().isStream() && accepted) {
        DataChunk chunk = Messages.parseWhole(DataChunk.parser(), frame.body());
        gate.await(receiver.chunk(this, frame.lane(), chunk));
      }
    } catch (WireException e) {
      events.transportFailed(
          peer, new ActrException(ErrorKind.DECODE_FAILURE, "malformed bytes from " + peer, e));
      WebSockets.close(channel, WebSocketCloseStatus.INVALID_PAYLOAD_DATA, "malformed frame");
    }
  }

  @Override
  protected void onLongMessage(ChannelHandlerContext context, LongMessage message) {
    admitted();
    try {
      PayloadType lane = PeerFrame.laneOf(message.head());
      if (lane.isRpc()) {
        ByteBuffer head = message.head().duplicate();
        head.position(head.position() + PeerFrame.HEADER_LENGTH);
        ReceivedMessage body =
            new ReceivedMessage(
                head.slice(), message.tail(), message.length() - PeerFrame.HEADER_LENGTH);
        longMessages.received(body, message.length()).run();
        return;
      }
    } catch (WireException e) {
      WebSocketLog.LOG.debugf(e, "peer=%s sent a message that is too long and malformed", peer);
    }
    closeTooBig(context);
  }

  private void onEnvelope(PayloadType lane, byte[] encoded) throws WireException {
    RpcEnvelope envelope = Messages.parseInPlace(RpcEnvelope.parser(), encoded);
    switch (envelope.getDirection()) {
      case DIRECTION_RESPONSE -> receiver.response(this, envelope);
      case DIRECTION_REQUEST, DIRECTION_TELL -> {
        if (accepted) {
          gate.await(receiver.request(this, lane, envelope, encoded));
        } else {
          wrongDirection();
        }
      }
      case DIRECTION_UNSPECIFIED -> wrongDirection();
    }
  }

  private void wrongDirection() {
    wrongDirections.spend(leftOut -> WebSocketLog.LOG.wrongDirection(peer, leftOut));
  }

  private void readOn() {
    // Others may have come meanwhile for which there is no room.
    if (gate.isOpen()) {
      channel.config().setAutoRead(true);
    }
  }

  @Override
  protected void onClosing(int code) {
    if (code == WebSocketCloseStatus.MESSAGE_TOO_BIG.code()) {
      Sent refused = longest.get();
      String reason = peer + " takes no message of " + refused.size() + " bytes";
      receiver.refused(
          this, refused.requestId(), new ActrException(ErrorKind.INVALID_ARGUMENT, reason));
    }
  }

  @Override
  protected void onClosed(ChannelHandlerContext context) {
    heldChunks.release();
    if (opened) {
      receiver.closed(this);
      events.webSocketDisconnected(peer);
    }
    closed.complete(null);
  }
}
