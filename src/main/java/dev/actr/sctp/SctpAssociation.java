package dev.actr.sctp;

import dev.actr.sctp.DataChannelsListener.CloseReason;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;

/**
 * One association (RFC 9260), of which DTLS is the only path: packets in, packets out. What it
 * learns it tells its {@link AssociationUser} in the midst of its work.
 */
final class SctpAssociation {

  /** RFC 9260 section 4. */
  enum State {
    CLOSED,
    COOKIE_WAIT,
    COOKIE_ECHOED,
    ESTABLISHED,
    SHUTDOWN_PENDING,
    SHUTDOWN_SENT,
    SHUTDOWN_RECEIVED,
    SHUTDOWN_ACK_SENT;

    boolean hasPeer() {
      return compareTo(ESTABLISHED) >= 0;
    }

    boolean takesData() {
      return this == ESTABLISHED || this == SHUTDOWN_PENDING || this == SHUTDOWN_SENT;
    }

    boolean sendsData() {
      return this == ESTABLISHED || this == SHUTDOWN_PENDING || this == SHUTDOWN_RECEIVED;
    }
  }

  private final SctpConfig config;
  private final RandomGenerator random;
  private final AssociationUser user;
  private final ControlQueue control = new ControlQueue();
  private final PacketReader reader = new PacketReader(this);
  private final PacketWriter writer = new PacketWriter(this);
  private final ShutdownSequence shutdown = new ShutdownSequence(this);
  private Handshake handshake;
  private Heartbeats heartbeats;
  private Rto rto;
  private Sender sender;
  private Receiver receiver;
  private StreamResets resets;

  private State state = State.CLOSED;
  private CloseReason ended;
  private int remotePort;
  private int localTag;
  private int localTsn;
  private int peerTag;
  private int errors;
  private boolean reconfig;

  SctpAssociation(SctpConfig config, RandomGenerator random, AssociationUser user) {
    this.config = config;
    this.random = random;
    this.user = user;
    rto = new Rto(config);
  }

  SctpConfig config() {
    return config;
  }

  RandomGenerator random() {
    return random;
  }

  AssociationUser user() {
    return user;
  }

  ControlQueue control() {
    return control;
  }

  /** Queues a control chunk for the peer. */
  void control(ChunkWriter chunk) {
    control.add(chunk.build(), peerTag);
  }

  Rto rto() {
    return rto;
  }

  Handshake handshake() {
    return handshake;
  }

  ShutdownSequence shutdownSequence() {
    return shutdown;
  }

  Heartbeats heartbeats() {
    return heartbeats;
  }

  /** Null before the association is established, as {@link #receiver()}, {@link #resets()}. */
  Sender sender() {
    return sender;
  }

  Receiver receiver() {
    return receiver;
  }

  StreamResets resets() {
    return resets;
  }

  State state() {
    return state;
  }

  void state(State next) {
    state = next;
  }

  /** Why it is over, or null. */
  CloseReason ended() {
    return ended;
  }

  int remotePort() {
    return remotePort;
  }

  int localTag() {
    return localTag;
  }

  int localTsn() {
    return localTsn;
  }

  int peerTag() {
    return peerTag;
  }

  void peerTag(int tag) {
    peerTag = tag;
  }

  int newTag() {
    int tag = random.nextInt();
    return tag == 0 ? 1 : tag;
  }

  /** Starts the association. */
  void connect(int port, long now) {
    remotePort = port;
    localTag = newTag();
    localTsn = random.nextInt();
    handshake = new Handshake(this);
    heartbeats = new Heartbeats(this);
    handshake.connect(now);
  }

  /** The peer has begun anew; only the tags of the new association are known. */
  void restart(int newLocalTag, int newLocalTsn, int newPeerTag) {
    localTag = newLocalTag;
    localTsn = newLocalTsn;
    peerTag = newPeerTag;
    rto = new Rto(config);
    control.clear();
    shutdown.stop();
  }

  /** The handshake is done. */
  void establish(PeerParameters peer, boolean restarted, long now) {
    state = State.ESTABLISHED;
    errors = 0;
    reconfig = peer.reconfig();
    sender = new Sender(config, peer, localTsn, rto, peer.forwardTsn(), user::taken);
    receiver = new Receiver(config, config.maxStreams(), peer.initialTsn(), user::message);
    resets = new StreamResets(this, localTsn, peer.initialTsn());
    heartbeats.restart(now);
    user.established(restarted);
  }

  /** How many streams can be sent on; as many as are wanted until the peer has said. */
  int outboundStreams() {
    return sender == null ? config.maxStreams() : sender.streams().count();
  }

  /** Queues a message. The association must be established. */
  void send(OutgoingMessage message) {
    sender.send(message);
  }

  /** Resets our side of a stream once nothing waits in it; false if the peer knows no resets. */
  boolean resetStream(int stream) {
    if (reconfig) {
      resets.reset(stream);
    }
    return reconfig;
  }

  /** A message that was handed on is no longer kept. */
  void consumed(Message message) {
    if (receiver != null) {
      receiver.consumed(message);
    }
  }

  void receive(byte[] packet, int offset, int length, long now) {
    reader.read(packet, offset, length, now);
  }

  /**
   * Writes the next packet.
   *
   * @return its length, 0 if there is none
   */
  int poll(byte[] out, int offset, long now) {
    return writer.write(out, offset, now);
  }

  long timeout(long now) {
    if (handshake == null || ended != null) {
      return Long.MAX_VALUE;
    }
    long next = Math.min(handshake.remaining(now), shutdown.remaining(now));
    if (state.hasPeer()) {
      next = Math.min(next, heartbeats.remaining(now));
      next = Math.min(next, sender.remaining(now));
      next = Math.min(next, receiver.remaining(now));
      next = Math.min(next, resets.remaining(now));
    }
    return next;
  }

  void advance(long now) {
    if (handshake == null || ended != null) {
      return;
    }
    handshake.advance(now);
    shutdown.advance(now);
    if (state.hasPeer()) {
      receiver.advance(now);
      if (sender.advance(now) && unanswered()) {
        heartbeats.measure(now);
      }
    }
    if (state.hasPeer()) {
      resets.advance(now);
    }
    if (state.hasPeer()) {
      heartbeats.advance(now);
    }
  }

  /** The peer has shown that it is there. */
  void answered() {
    errors = 0;
  }

  /**
   * The peer has not answered in time.
   *
   * @return false if that was once too often, and the association is over
   */
  boolean unanswered() {
    if (++errors > config.maxRetransmits()) {
      end(CloseReason.UNREACHABLE, "the peer does not answer");
      return false;
    }
    return true;
  }

  void shutdown() {
    if (ended == null) {
      shutdown.request();
    }
  }

  static byte[] abortChunk(int cause, String detail) {
    byte[] text =
        cause == Wire.CAUSE_PROTOCOL_VIOLATION || cause == Wire.CAUSE_USER_ABORT
            ? detail.getBytes(StandardCharsets.UTF_8)
            : new byte[0];
    return new ChunkWriter(Wire.ABORT, 0).parameter(cause, text).build();
  }

  /** Tells the peer that it is over, and ends it. */
  void abort(CloseReason reason, int cause, String detail) {
    if (ended == null) {
      boolean told = peerTag != 0;
      end(reason, detail);
      if (told) {
        control.clear();
        control.addAlone(abortChunk(cause, detail), peerTag);
      }
    }
  }

  /** It is over. What is in the control queue still goes out. */
  void end(CloseReason reason, String detail) {
    if (ended == null) {
      ended = reason;
      state = State.CLOSED;
      shutdown.stop();
      sender = null;
      receiver = null;
      resets = null;
      user.ended(reason, detail);
    }
  }
}
