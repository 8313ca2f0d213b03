package dev.actr.sctp;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ObjIntConsumer;

/**
 * The sending half of an association: what is put into packets and when, and what is made of the
 * peer's acknowledgements (RFC 9260 sections 6 and 7).
 */
final class Sender {

  private final SctpConfig config;
  private final Rto rto;
  private final boolean forwardTsn;
  private final ObjIntConsumer<OutgoingMessage> taken;
  private final OutboundStreams streams;
  private final RetransmissionQueue queue;
  private final CongestionControl congestion;
  private final ForwardTsns forwardTsns;
  private final int maxPayload;
  private final Timer t3 = new Timer();
  private final List<OutgoingMessage> newlyMortal = new ArrayList<>();

  private int peerWindow;
  private boolean answered;

  /** Whether something was sent although the peer's window was closed. */
  private boolean probed;

  private boolean recovering;
  private int recoveryExit;
  private boolean fastRetransmit;
  private long lastSent;

  /**
   * A sender that has sent nothing.
   *
   * @param forwardTsn whether the peer lets messages be given up
   * @param taken told how many bytes of a message were put into packets, or given up
   */
  Sender(
      SctpConfig config,
      PeerParameters peer,
      int initialTsn,
      Rto rto,
      boolean forwardTsn,
      ObjIntConsumer<OutgoingMessage> taken) {
    this.config = config;
    this.rto = rto;
    this.forwardTsn = forwardTsn;
    this.taken = taken;
    streams = new OutboundStreams(Math.min(config.maxStreams(), peer.inboundStreams()));
    queue = new RetransmissionQueue(initialTsn);
    forwardTsns = new ForwardTsns(queue);
    maxPayload = (config.mtu() - Wire.COMMON_HEADER - Wire.DATA_HEADER) & ~3;
    peerWindow = bounded(peer.window());
    congestion = new CongestionControl(maxPayload, config.sendWindow(), peerWindow);
  }

  private static int bounded(long window) {
    return (int) Math.min(Integer.MAX_VALUE, window);
  }

  OutboundStreams streams() {
    return streams;
  }

  int cumulativeAck() {
    return queue.cumulative();
  }

  int nextTsn() {
    return queue.nextTsn();
  }

  int flight() {
    return queue.flight();
  }

  int congestionWindow() {
    return congestion.window();
  }

  /** Whether everything was sent and acknowledged. */
  boolean isEmpty() {
    return streams.isEmpty() && queue.isEmpty();
  }

  void send(OutgoingMessage message) {
    if (message.lifetime != OutgoingMessage.RELIABLE) {
      newlyMortal.add(message);
    }
    streams.add(message);
    congestion.newBurst(0);
  }

  /** To be called before packets are written. */
  void prepare(long now) {
    if (!newlyMortal.isEmpty()) {
      newlyMortal.forEach(message -> message.lives(now));
      newlyMortal.clear();
    }
  }

  /**
   * Takes a SACK chunk.
   *
   * @return whether it acknowledges anything new, or shows a peer that lives behind a closed window
   */
  boolean sack(byte[] packet, int chunk, int length, long now) throws BadPacket {
    if (length < Wire.SACK_HEADER) {
      throw BadPacket.malformed("SACK");
    }
    int blocks = Bytes.u16(packet, chunk + 12);
    if (Wire.SACK_HEADER + 4 * blocks > length) {
      throw BadPacket.malformed("SACK");
    }
    int cumulative = Bytes.i32(packet, chunk + 4);
    if (Tsn.before(cumulative, queue.cumulative())) {
      return false;
    }
    int flightBefore = queue.flight();
    boolean wasRecovering = recovering;
    boolean advanced = cumulative != queue.cumulative();
    queue.beginSack();
    int bytes = acknowledge(cumulative, now);
    int highest = cumulative;
    for (int i = 0, at = chunk + Wire.SACK_HEADER; i < blocks; i++, at += 4) {
      int first = Bytes.u16(packet, at);
      int last = Bytes.u16(packet, at + 2);
      if (first == 0 || last < first) {
        throw BadPacket.malformed("SACK");
      }
      checkSent(cumulative + last);
      bytes += queue.acknowledgeRange(cumulative + first, cumulative + last, now);
      highest = Tsn.max(highest, cumulative + last);
    }
    peerWindow = bounded(Bytes.u32(packet, chunk + 8));
    answered = true;
    if (probed && peerWindow >= maxPayload) {
      windowOpened(advanced, now);
    }
    long roundTrip = queue.takeRoundTrip();
    if (roundTrip >= 0) {
      rto.measured(roundTrip);
    } else if (advanced && !queue.isLateAck()) {
      // Section 6.3.3 waits for a measurement, which what is sent again does not give: each loss
      // until then would double the time. Only a path that has become slow needs that.
      rto.progress();
    }
    reportMissing(recovering && advanced ? highest : queue.newestAcked(), now);
    if (recovering && !Tsn.before(cumulative, recoveryExit)) {
      recovering = false;
    }
    if (advanced && !wasRecovering && !recovering) {
      congestion.acked(bytes, flightBefore);
    }
    congestion.newBurst(bytes);
    finishAbandoned();
    restartTimer(advanced, now);
    forwardTsns.due(queue.advancePeerAckPoint());
    return bytes > 0 || advanced || peerWindow == 0;
  }

  /** What was sent into the closed window was refused, unless the peer says otherwise. */
  private void windowOpened(boolean advanced, long now) {
    probed = false;
    rto.progress();
    if (!advanced && !queue.isEmpty()) {
      queue.allLost(now, forwardTsn);
    }
  }

  private int acknowledge(int cumulative, long now) throws BadPacket {
    checkSent(cumulative);
    return queue.acknowledgeThrough(cumulative, now);
  }

  private void checkSent(int tsn) throws BadPacket {
    if (!Tsn.before(tsn, queue.nextTsn())) {
      throw BadPacket.violation("an acknowledgement of what was not sent");
    }
  }

  /** The peer acknowledges with SHUTDOWN as well, which has no gaps (RFC 9260 section 9.2). */
  void shutdownAck(int cumulative, long now) throws BadPacket {
    if (Tsn.after(cumulative, queue.cumulative())) {
      acknowledge(cumulative, now);
      restartTimer(true, now);
      forwardTsns.due(queue.advancePeerAckPoint());
    }
  }

  private void reportMissing(int newest, long now) {
    if (queue.missing(newest, now, forwardTsn)) {
      fastRetransmit = true;
      if (!recovering) {
        recovering = true;
        recoveryExit = queue.nextTsn() - 1;
        congestion.lost();
      }
    }
  }

  /** Ends a message that was given up before all of it was sent. */
  private void finishAbandoned() {
    OutgoingMessage current = streams.peek();
    if (current != null && current.abandoned) {
      queue.addAbandonedEnd(current);
      discard(current);
    }
  }

  /** Drops what remains of the message that is next. */
  private void discard(OutgoingMessage message) {
    int rest = message.remaining();
    message.taken += rest;
    streams.remove();
    taken.accept(message, rest);
  }

  private void restartTimer(boolean advanced, long now) {
    if (queue.isEmpty()) {
      t3.stop();
      congestion.idle();
    } else if (advanced || !t3.isRunning()) {
      t3.start(now, rto.nanos());
    }
  }

  /** Whether a FORWARD TSN chunk is to be written. */
  boolean isForwardTsnDue() {
    return forwardTsns.isDue();
  }

  int writeForwardTsn(byte[] out, int offset, int space, long now) {
    if (!t3.isRunning()) {
      t3.start(now, rto.nanos());
    }
    return forwardTsns.write(out, offset, space);
  }

  /** Whether {@link #fill} would write something into an empty packet. */
  boolean hasChunk(long now) {
    if (queue.hasLost()) {
      return fastRetransmit || mayTransmit();
    }
    return mayTransmit() && nextMessage(now) != null && admitted(size(streams.peek(), maxPayload));
  }

  private boolean mayTransmit() {
    return queue.flight() == 0 || congestion.admits(queue.flight());
  }

  /** RFC 9260 section 6.1 rule A: into a window that is closed, one chunk as a probe. */
  private boolean admitted(int size) {
    return queue.flight() == 0 || size <= peerWindow - queue.flight();
  }

  /**
   * Writes as many DATA chunks as fit and may be sent.
   *
   * @return the offset behind them
   */
  int fill(byte[] out, int offset, int limit, long now) {
    boolean free = fastRetransmit;
    boolean probe = queue.flight() == 0 && peerWindow < maxPayload;
    int at = offset;
    int last = offset;
    while (queue.hasLost() && (free || mayTransmit())) {
      int tsn = queue.firstLost();
      SentChunk chunk = queue.get(tsn);
      if (chunk.wireLength() > limit - at) {
        probed |= probe && at > offset;
        return sent(out, last, at, offset, now);
      }
      queue.sent(tsn, now);
      last = at;
      at = chunk.write(tsn, out, at);
      fastRetransmit = false;
      if (tsn == queue.cumulative() + 1) {
        t3.start(now, rto.nanos());
      }
    }
    while (!queue.hasLost() && mayTransmit() && !queue.isFull()) {
      OutgoingMessage message = nextMessage(now);
      int size = message == null ? 0 : size(message, limit - at - Wire.DATA_HEADER);
      if (size <= 0 || !admitted(size)) {
        break;
      }
      wake(now);
      last = at;
      at = transmit(out, at, message, size, now);
    }
    probed |= probe && at > offset;
    return sent(out, last, at, offset, now);
  }

  private int sent(byte[] out, int last, int at, int offset, long now) {
    if (at > offset) {
      if (!mayTransmit() && (queue.hasLost() || !streams.isEmpty())) {
        // RFC 9260 section 6.1: we wait for this acknowledgement, the peer must not.
        out[last + 1] |= Wire.IMMEDIATE;
      }
      congestion.sent(at - offset);
      lastSent = now;
      if (!t3.isRunning()) {
        t3.start(now, rto.nanos());
      }
    }
    return at;
  }

  /** RFC 9260 section 7.2.1: what the network bore long ago says little about now. */
  private void wake(long now) {
    if (queue.isEmpty()) {
      long idle = now - lastSent;
      for (int i = 0; i < 16 && idle > rto.nanos(); i++, idle -= rto.nanos()) {
        congestion.decay();
      }
      lastSent = now;
    }
  }

  /** The message to send next, after dropping those that are no longer worth it. */
  private OutgoingMessage nextMessage(long now) {
    OutgoingMessage message = streams.peek();
    while (message != null && message.isExpired(now)) {
      if (message.isStarted()) {
        if (!forwardTsn) {
          return message;
        }
        queue.abandon(message);
        finishAbandoned();
        forwardTsns.due(queue.advancePeerAckPoint());
      } else {
        discard(message);
      }
      message = streams.peek();
    }
    return message;
  }

  /**
   * How much of a message to put into a space. What fits into one packet is not cut, and what must
   * be cut is not cut into crumbs.
   */
  private int size(OutgoingMessage message, int space) {
    int rest = message.remaining();
    int room = Math.min(space & ~3, maxPayload);
    if (rest <= Math.min(space, maxPayload)) {
      return rest;
    }
    return rest <= maxPayload || room < maxPayload / 4 ? 0 : room;
  }

  private int transmit(byte[] out, int at, OutgoingMessage message, int size, long now) {
    int flags =
        (message.isStarted() ? 0 : Wire.FIRST)
            | (size == message.remaining() ? Wire.LAST : 0)
            | (message.unordered ? Wire.UNORDERED : 0);
    int tsn = queue.nextTsn();
    SentChunk chunk = queue.add(message, size, flags);
    streams.taken(message, size);
    queue.sent(tsn, now);
    taken.accept(message, size);
    return chunk.write(tsn, out, at);
  }

  /**
   * Does what has become due.
   *
   * @return whether the peer has left something unanswered for too long
   */
  boolean advance(long now) {
    if (!t3.expire(now)) {
      return false;
    }
    // A peer that answers probes with a closed window is neither gone nor congested.
    boolean probing = answered && peerWindow < maxPayload;
    answered = false;
    rto.backOff();
    if (!probing) {
      congestion.timedOut();
    }
    recovering = false;
    fastRetransmit = false;
    queue.allLost(now, forwardTsn);
    finishAbandoned();
    forwardTsns.due(queue.advancePeerAckPoint());
    t3.start(now, rto.nanos());
    congestion.newBurst(0);
    return !probing;
  }

  long remaining(long now) {
    return t3.remaining(now);
  }
}
