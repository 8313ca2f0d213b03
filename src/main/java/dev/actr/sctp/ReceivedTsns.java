package dev.actr.sctp;

/** Which TSNs have arrived, and when that is to be told: the contents of SACK chunks. */
final class ReceivedTsns {

  /** RFC 9260 section 6.2: acknowledge at the latest after this, or every second packet. */
  static final long DELAY = 200_000_000L;

  private static final int MAX_DUPLICATES = 16;
  private static final int BLOCK = 4;

  private final TsnBits ahead = new TsnBits();
  private final int[] duplicates = new int[MAX_DUPLICATES];
  private final Timer delay = new Timer();
  private int duplicateCount;
  private int cumulative;
  private int highest;
  private int packets;
  private boolean due;

  /** Whether the peer was told of gaps, and waits to hear that they are filled. */
  private boolean gapsTold;

  ReceivedTsns(int initialTsn) {
    cumulative = initialTsn - 1;
    highest = cumulative;
  }

  int cumulative() {
    return cumulative;
  }

  int highest() {
    return highest;
  }

  /** Whether it has arrived before; if so it is told to the peer. */
  boolean isDuplicate(int tsn) {
    if (Tsn.after(tsn, cumulative) && (Tsn.after(tsn, highest) || !ahead.get(tsn))) {
      return false;
    }
    if (duplicateCount < MAX_DUPLICATES) {
      duplicates[duplicateCount++] = tsn;
    }
    due = true;
    return true;
  }

  /** Whether it is so far ahead that it is not kept. */
  boolean isOutOfRange(int tsn) {
    return tsn - cumulative >= TsnBits.CAPACITY - 1;
  }

  void addAhead(int tsn) {
    ahead.set(tsn);
    highest = Tsn.max(highest, tsn);
  }

  /** The next in line has arrived, or was given up by the peer. */
  void advance() {
    cumulative++;
    highest = Tsn.max(highest, cumulative);
  }

  /** Moves on by one if the next in line has arrived already. */
  boolean advanceIfNextArrived() {
    if (highest == cumulative || !ahead.get(cumulative + 1)) {
      return false;
    }
    ahead.clear(++cumulative);
    return true;
  }

  /** The next that has arrived out of order, up to and including a last one; else behind it. */
  int nextAhead(int from, int last) {
    return ahead.nextSet(from, last + 1);
  }

  /** Everything up to and including a TSN is done with. */
  void forward(int tsn) {
    if (Tsn.before(tsn, highest)) {
      for (int gone = nextAhead(cumulative + 1, tsn); !Tsn.after(gone, tsn); ) {
        ahead.clear(gone);
        gone = nextAhead(gone + 1, tsn);
      }
    } else {
      ahead.clearAll();
      highest = tsn;
    }
    cumulative = tsn;
  }

  /** A packet with data was read. */
  void packetRead(long now) {
    if (highest != cumulative || gapsTold || ++packets >= 2) {
      due = true;
    } else if (!delay.isRunning()) {
      delay.start(now, DELAY);
    }
  }

  void acknowledgeAtOnce() {
    due = true;
  }

  boolean isDue() {
    return due;
  }

  /** Whether there is something to acknowledge, be it due or not. */
  boolean isPending() {
    return due || delay.isRunning();
  }

  void advanceTime(long now) {
    if (delay.expire(now)) {
      due = true;
    }
  }

  long remaining(long now) {
    return delay.remaining(now);
  }

  /**
   * Writes a SACK chunk.
   *
   * @param space at least {@link Wire#SACK_HEADER}
   * @return its length
   */
  int writeSack(byte[] out, int offset, int space, int window) {
    int at = offset + Wire.SACK_HEADER;
    int end = offset + space;
    int blocks = 0;
    int behind = highest + 1;
    int start = ahead.nextSet(cumulative + 1, behind);
    while (start != behind && at + BLOCK <= end) {
      int stop = ahead.nextClear(start, behind);
      Bytes.put16(out, at, start - cumulative);
      Bytes.put16(out, at + 2, stop - 1 - cumulative);
      at += BLOCK;
      blocks++;
      start = ahead.nextSet(stop, behind);
    }
    int told = 0;
    while (told < duplicateCount && at + BLOCK <= end) {
      Bytes.put32(out, at, duplicates[told++]);
      at += BLOCK;
    }
    int length = at - offset;
    Bytes.put16(out, offset, Wire.SACK << 8);
    Bytes.put16(out, offset + 2, length);
    Bytes.put32(out, offset + 4, cumulative);
    Bytes.put32(out, offset + 8, window);
    Bytes.put16(out, offset + 12, blocks);
    Bytes.put16(out, offset + 14, told);
    gapsTold = blocks > 0;
    duplicateCount = 0;
    packets = 0;
    due = false;
    delay.stop();
    return length;
  }
}
