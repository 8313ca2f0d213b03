package dev.actr.sctp;

/**
 * The chunks that were sent and not yet acknowledged, by TSN. Acknowledging costs as much as is
 * newly acknowledged, besides 64 chunks a step for what an acknowledgement repeats.
 */
final class RetransmissionQueue {

  /** How many missing reports make a chunk lost (RFC 9260 section 7.2.4). */
  private static final int MISSES = 3;

  private final TsnBits acked = new TsnBits();
  private final TsnBits lost = new TsnBits();

  /** In flight, and not yet retransmitted because it was reported missing. */
  private final TsnBits watched = new TsnBits();

  private SentChunk[] ring = new SentChunk[64];
  private int cumulative;
  private int next;
  private int flight;
  private int lostCount;
  private int advancedPeerAckPoint;
  private int measuredTsn;
  private long measuredSince;
  private boolean measuring;
  private long roundTrip = -1;
  private int newestAcked;
  private boolean lateAck;

  RetransmissionQueue(int initialTsn) {
    next = initialTsn;
    cumulative = initialTsn - 1;
    advancedPeerAckPoint = cumulative;
  }

  int cumulative() {
    return cumulative;
  }

  int nextTsn() {
    return next;
  }

  int flight() {
    return flight;
  }

  boolean isEmpty() {
    return next - 1 == cumulative;
  }

  boolean isFull() {
    return next - cumulative >= TsnBits.CAPACITY - 1;
  }

  boolean hasLost() {
    return lostCount > 0;
  }

  SentChunk get(int tsn) {
    return ring[tsn & ring.length - 1];
  }

  /** Takes the next chunk of a message and gives it the next TSN. It is not sent yet. */
  SentChunk add(OutgoingMessage message, int length, int flags) {
    if (next - cumulative >= ring.length) {
      grow();
    }
    int slot = next & ring.length - 1;
    if (ring[slot] == null) {
      ring[slot] = new SentChunk();
    }
    ring[slot].set(message, message.taken, length, flags);
    if (!message.isStarted()) {
      message.firstTsn = next;
    }
    message.lastTsn = next++;
    return ring[slot];
  }

  private void grow() {
    SentChunk[] larger = new SentChunk[ring.length * 2];
    for (int tsn = cumulative + 1; Tsn.before(tsn, next); tsn++) {
      larger[tsn & larger.length - 1] = get(tsn);
    }
    ring = larger;
  }

  /** The chunk goes out now. */
  void sent(int tsn, long now) {
    SentChunk chunk = get(tsn);
    if (lost.get(tsn)) {
      lost.clear(tsn);
      lostCount--;
    }
    chunk.sends++;
    chunk.misses = 0;
    chunk.inFlight = true;
    flight += chunk.length;
    if (!chunk.fastRetransmitted) {
      watched.set(tsn);
    }
    if (chunk.sends > 1) {
      // Karn's rule: which of the two is acknowledged cannot be told.
      measuring &= measuredTsn != tsn;
    } else if (!measuring) {
      measuring = true;
      measuredTsn = tsn;
      measuredSince = now;
    }
  }

  /** The first chunk to retransmit, if {@link #hasLost()}. */
  int firstLost() {
    return lost.nextSet(cumulative + 1, next);
  }

  /**
   * All chunks up to a TSN have arrived.
   *
   * @return how many bytes of them are acknowledged for the first time
   */
  int acknowledgeThrough(int tsn, long now) {
    int bytes = 0;
    while (cumulative != tsn) {
      cumulative++;
      bytes += acknowledge(cumulative, now);
      acked.clear(cumulative);
      get(cumulative).message = null;
    }
    advancedPeerAckPoint = Tsn.max(advancedPeerAckPoint, cumulative);
    return bytes;
  }

  /**
   * The chunks between two TSNs have arrived, ahead of others.
   *
   * @return how many bytes of them are acknowledged for the first time
   */
  int acknowledgeRange(int first, int last, long now) {
    int bytes = 0;
    int end = last + 1;
    for (int tsn = acked.nextClear(first, end); tsn != end; tsn = acked.nextClear(tsn + 1, end)) {
      bytes += acknowledge(tsn, now);
    }
    return bytes;
  }

  private int acknowledge(int tsn, long now) {
    if (acked.get(tsn)) {
      return 0;
    }
    acked.set(tsn);
    newestAcked = Tsn.max(newestAcked, tsn);
    SentChunk chunk = get(tsn);
    lateAck |= lost.get(tsn);
    settle(tsn, chunk);
    if (measuring && tsn == measuredTsn) {
      measuring = false;
      roundTrip = now - measuredSince;
    }
    return chunk.abandoned ? 0 : chunk.length;
  }

  /** The newest chunk acknowledged since {@link #beginSack()}, or the cumulative TSN before it. */
  int newestAcked() {
    return newestAcked;
  }

  /** Whether something was acknowledged that was taken for lost too early. */
  boolean isLateAck() {
    return lateAck;
  }

  /** An acknowledgement is going to be read. */
  void beginSack() {
    newestAcked = cumulative;
    lateAck = false;
  }

  /** It is neither in flight nor to be retransmitted. */
  private void settle(int tsn, SentChunk chunk) {
    if (chunk.inFlight) {
      chunk.inFlight = false;
      flight -= chunk.length;
      watched.clear(tsn);
    } else if (lost.get(tsn)) {
      lost.clear(tsn);
      lostCount--;
    }
  }

  /** The round trip that was measured last, in nanoseconds, once; else -1. */
  long takeRoundTrip() {
    long taken = roundTrip;
    roundTrip = -1;
    return taken;
  }

  /**
   * What is in flight up to a TSN was reported missing.
   *
   * @return whether something was taken for lost thereby
   */
  boolean missing(int last, long now, boolean mayAbandon) {
    boolean any = false;
    int end = last + 1;
    for (int tsn = watched.nextSet(cumulative + 1, end);
        tsn != end;
        tsn = watched.nextSet(tsn + 1, end)) {
      SentChunk chunk = get(tsn);
      if (++chunk.misses >= MISSES) {
        any = true;
        chunk.fastRetransmitted = true;
        lose(tsn, chunk, now, mayAbandon);
      }
    }
    return any;
  }

  /**
   * The timer has expired: everything is taken for lost, also what was acknowledged ahead of other
   * chunks. A receiver may drop that again, and says so by never acknowledging it.
   */
  void allLost(long now, boolean mayAbandon) {
    acked.clearAll();
    for (int tsn = cumulative + 1; Tsn.before(tsn, next); tsn++) {
      SentChunk chunk = get(tsn);
      chunk.fastRetransmitted = false;
      if (!chunk.abandoned && !lost.get(tsn)) {
        lose(tsn, chunk, now, mayAbandon);
      }
    }
    measuring = false;
  }

  private void lose(int tsn, SentChunk chunk, long now, boolean mayAbandon) {
    settle(tsn, chunk);
    if (mayAbandon && chunk.message.isWorthless(chunk.sends, now)) {
      abandon(chunk.message);
    } else {
      lost.set(tsn);
      lostCount++;
    }
  }

  /** Gives a message up; see {@link OutgoingMessage#abandoned} for the rest of it. */
  void abandon(OutgoingMessage message) {
    message.abandoned = true;
    int tsn = Tsn.max(message.firstTsn, cumulative + 1);
    for (; !Tsn.after(tsn, message.lastTsn); tsn++) {
      SentChunk chunk = get(tsn);
      settle(tsn, chunk);
      chunk.abandoned = true;
      measuring &= measuredTsn != tsn;
    }
  }

  /**
   * Adds a chunk that is never sent, as the end of a message that was abandoned before all of it
   * was sent. A peer that has all that was sent would take the next message for its rest.
   */
  void addAbandonedEnd(OutgoingMessage message) {
    add(message, 0, Wire.LAST).abandoned = true;
  }

  /** Moves the Advanced.Peer.Ack.Point on (RFC 3758 section 3.5). */
  int advancePeerAckPoint() {
    while (Tsn.before(advancedPeerAckPoint + 1, next) && get(advancedPeerAckPoint + 1).abandoned) {
      advancedPeerAckPoint++;
    }
    return advancedPeerAckPoint;
  }
}
