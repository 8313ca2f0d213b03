package dev.actr.peer.webrtc;

import com.google.protobuf.MessageLite;
import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.ErrorKind;
import dev.actr.PayloadType;
import dev.actr.net.LogBudget;
import dev.actr.peer.LongMessages;
import dev.actr.peer.PeerLink;
import dev.actr.peer.PeerReceiver;
import dev.actr.wire.ChannelFrame;
import dev.actr.wire.Messages;
import dev.actr.wire.Reassembly;
import dev.actr.wire.ReceivedMessage;
import dev.actr.wire.WireException;
import dev.actr.wire.proto.PackageProtos.DataChunk;
import dev.actr.wire.proto.PackageProtos.Direction;
import dev.actr.wire.proto.PackageProtos.RpcEnvelope;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** The lanes of one session, each a data channel. Both sides send requests on it. */
final class WebRtcLink implements PeerLink {

  /** The lanes that have a channel; its label is the lane's name. */
  static final List<PayloadType> LANES =
      List.of(
          PayloadType.RPC_RELIABLE,
          PayloadType.RPC_SIGNAL,
          PayloadType.STREAM_RELIABLE,
          PayloadType.STREAM_LATENCY_FIRST);

  /** For how long who wants to send waits for a path to be restored, and a little more. */
  private static final Duration RESTORABLE = Duration.ofSeconds(6);

  private static final Duration GRACE = Duration.ofMillis(300);

  /** No peer's deadline keeps a link in use for longer. */
  private static final Duration LONGEST_CALL = Duration.ofHours(1);

  private final ActrId peer;
  private final int maxMessage;
  private final PeerReceiver receiver;
  private final Function<String, CompletableFuture<Void>> closer;
  private final Map<PayloadType, Lane> lanes = new EnumMap<>(PayloadType.class);
  private final Map<PayloadType, Reassembly> reassemblies = new EnumMap<>(PayloadType.class);
  private final EarlyArrivals early = new EarlyArrivals();
  private final LogBudget withoutDirection = new LogBudget(1);
  private final LongMessages longMessages;
  private final LongSupplier nanoClock;
  private volatile boolean open;

  /** Until when somebody uses it or waits for something on it. */
  private final AtomicLong usedUntil;

  /** When the path was lost; empty while there is one. */
  private volatile Optional<Long> lostAt = Optional.empty();

  /**
   * A link that is not open yet.
   *
   * @param maxMessage bytes of one message in either direction
   * @param receiver takes what arrives
   * @param nanoClock the time
   * @param closer ends the session, for a reason
   */
  WebRtcLink(
      ActrId peer,
      int maxMessage,
      PeerReceiver receiver,
      LongSupplier nanoClock,
      Function<String, CompletableFuture<Void>> closer) {
    this.nanoClock = nanoClock;
    this.usedUntil = new AtomicLong(nanoClock.getAsLong());
    this.peer = peer;
    this.maxMessage = maxMessage;
    this.receiver = receiver;
    this.closer = closer;
    this.longMessages = new LongMessages(this, receiver, maxMessage);
    for (PayloadType type : LANES) {
      lanes.put(type, new Lane());
      boolean lossy = type == PayloadType.STREAM_LATENCY_FIRST;
      reassemblies.put(type, new Reassembly(maxMessage, lossy, nanoClock));
    }
  }

  @Override
  public ActrId peer() {
    return peer;
  }

  @Override
  public boolean isDuplex() {
    return true;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  /**
   * Messages can be sent from now on; those on a lane whose channel is not open yet wait for it.
   */
  void open() {
    open = true;
  }

  /** The node knows the link, and takes what arrives, and what has arrived before. */
  void deliver() {
    early.release();
  }

  /** The path is looked for again, or found. */
  void setRecovering(boolean recovering) {
    if (!recovering) {
      lostAt = Optional.empty();
    } else if (lostAt.isEmpty()) {
      lostAt = Optional.of(nanoClock.getAsLong());
    }
  }

  /**
   * While the path is looked for. What is not found in time is given up here, when somebody would
   * use it: another session is the quicker way then.
   */
  @Override
  public Optional<ActrException> notReady() {
    return lostAt.map(
        since -> {
          Duration elapsed = Duration.ofNanos(nanoClock.getAsLong() - since);
          if (elapsed.compareTo(RESTORABLE) >= 0) {
            closer.apply("its path was not found again in time");
          }
          String reason = "the path to " + peer + " was lost and is looked for";
          Duration hint = RESTORABLE.plus(GRACE).minus(elapsed);
          return hint.isNegative() || hint.isZero()
              ? new ActrException(ErrorKind.CONNECTION_NOT_READY, reason)
              : ActrException.notReady(reason, hint);
        });
  }

  /** How long nobody has used it; negative as long as a response is waited for. */
  Duration idle() {
    return Duration.ofNanos(nanoClock.getAsLong() - usedUntil.get());
  }

  private void used(MessageLite message) {
    long until = nanoClock.getAsLong();
    if (message instanceof RpcEnvelope envelope
        && envelope.getDirection() == Direction.DIRECTION_REQUEST) {
      long wait = Math.max(0, Math.min(envelope.getTimeoutMs(), LONGEST_CALL.toMillis()));
      until += TimeUnit.MILLISECONDS.toNanos(wait);
    }
    usedUntil.accumulateAndGet(until, (one, other) -> one - other > 0 ? one : other);
  }

  Lane lane(PayloadType type) {
    return lanes.get(type);
  }

  /** Whether everything that was given to be sent has left. */
  boolean isDrained() {
    return lanes.values().stream().allMatch(Lane::isEmpty);
  }

  @Override
  public CompletableFuture<Void> send(PayloadType type, MessageLite message) {
    Lane lane = lanes.get(type);
    if (lane == null) {
      return failed(ErrorKind.NOT_IMPLEMENTED, "there is no channel for the lane " + type);
    }
    used(message);
    int size = message.getSerializedSize();
    return size > maxMessage
        ? failed(
            ErrorKind.INVALID_ARGUMENT, "message of " + size + " bytes, the limit is " + maxMessage)
        : lane.send(message);
  }

  private static CompletableFuture<Void> failed(ErrorKind kind, String reason) {
    return CompletableFuture.failedFuture(new ActrException(kind, reason));
  }

  /**
   * A message has come on a channel.
   *
   * @return done when the receiver has room for more
   * @throws WireException if the peer is not to be listened to any longer
   */
  CompletableFuture<Void> received(PayloadType type, byte[] frame) throws WireException {
    ReceivedMessage assembled =
        reassemblies.get(type).add(ChannelFrame.decode(ByteBuffer.wrap(frame))).orElse(null);
    if (assembled == null) {
      return CompletableFuture.completedFuture(null);
    }
    if (assembled.length() > maxMessage) {
      return tooLong(type, assembled);
    }
    ByteBuffer message = assembled.head();
    if (type.isStream()) {
      DataChunk chunk = Messages.parseWhole(DataChunk.parser(), message);
      used(chunk);
      return early.pass(() -> receiver.chunk(this, type, chunk));
    }
    byte[] encoded = Messages.arrayOf(message);
    RpcEnvelope envelope = Messages.parseInPlace(RpcEnvelope.parser(), encoded);
    return early.pass(() -> received(type, envelope, encoded));
  }

  /** A call is failed by the side that knows the limit, and others go on. */
  private CompletableFuture<Void> tooLong(PayloadType type, ReceivedMessage message)
      throws WireException {
    if (type.isStream()) {
      throw message.tooLong();
    }
    Runnable consequence = longMessages.received(message, message.length());
    return early.pass(
        () -> {
          consequence.run();
          return CompletableFuture.completedFuture(null);
        });
  }

  private CompletionStage<Void> received(PayloadType type, RpcEnvelope envelope, byte[] encoded) {
    used(envelope);
    switch (envelope.getDirection()) {
      case DIRECTION_RESPONSE -> receiver.response(this, envelope);
      case DIRECTION_REQUEST, DIRECTION_TELL -> {
        return receiver.request(this, type, envelope, encoded);
      }
      case DIRECTION_UNSPECIFIED ->
          withoutDirection.spend(leftOut -> WebRtcLog.LOG.noDirection(peer, leftOut));
    }
    return CompletableFuture.completedFuture(null);
  }

  /** The session is over. */
  void closed(String reason) {
    boolean wasOpen = open;
    open = false;
    early.drop();
    lanes.values().forEach(lane -> lane.close("connection to " + peer + " closed: " + reason));
    if (wasOpen) {
      receiver.closed(this);
    }
  }

  @Override
  public CompletableFuture<Void> close() {
    return closer.apply("this node closed it");
  }

  /** The lane whose channel has this label, if it is one. */
  static Optional<PayloadType> laneOf(String label) {
    return LANES.stream().filter(type -> type.name().equals(label)).findFirst();
  }
}
