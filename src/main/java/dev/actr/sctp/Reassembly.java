package dev.actr.sctp;

import java.util.Arrays;

/**
 * Puts fragments together again. The message that the cumulative TSN lies in grows in one array;
 * fragments ahead of it wait in a ring, and a message that is complete there need not wait for
 * those before it.
 */
final class Reassembly {

  /** What an object that holds data takes besides the data. */
  static final int OVERHEAD = 64;

  private static final byte[] NOTHING = {};

  private final FragmentRing ring = new FragmentRing();
  private final int maxMessageSize;
  private final MessageOrder order;

  /** What waits, in bytes and overhead. */
  private int held;

  /** The first fragment of the message in progress, or null. */
  private Fragment head;

  private byte[] assembly = NOTHING;
  private int assembled;

  /** What the last message took, which the next one is likely to take. */
  private int lastSize;

  /** Whether the next fragments may be the rest of a message that the peer has given up. */
  private boolean skipping;

  Reassembly(int maxMessageSize, MessageOrder order) {
    this.maxMessageSize = maxMessageSize;
    this.order = order;
  }

  int held() {
    return held;
  }

  /** Takes the chunk that is next in line. */
  void next(int flags, int stream, int ssn, int ppid, byte[] from, int offset, int length)
      throws BadPacket {
    boolean first = (flags & Wire.FIRST) != 0;
    boolean last = (flags & Wire.LAST) != 0;
    if (head == null) {
      if (first) {
        skipping = false;
        begin(flags, stream, ssn, ppid, from, offset, length, last);
      } else if (!skipping) {
        throw BadPacket.violation("a fragment without its first");
      }
      return;
    }
    if (!head.continuesWith(flags, stream, ssn)) {
      throw BadPacket.violation("a message within another");
    }
    append(from, offset, length);
    if (last) {
      Fragment done = head;
      byte[] data = assembled == assembly.length ? assembly : Arrays.copyOf(assembly, assembled);
      lastSize = assembled;
      drop();
      order.complete(done.flags, new Message(done.stream, done.ssn, done.ppid, data));
    }
  }

  private void begin(
      int flags, int stream, int ssn, int ppid, byte[] from, int offset, int length, boolean last)
      throws BadPacket {
    checkSize(length);
    if (last) {
      byte[] data = Arrays.copyOfRange(from, offset, offset + length);
      order.complete(flags, new Message(stream, ssn, ppid, data));
      return;
    }
    head = new Fragment(flags, stream, ssn, ppid, NOTHING);
    held += OVERHEAD;
    assembly = new byte[Math.max(lastSize, 2 * length)];
    append(from, offset, length);
  }

  private void append(byte[] from, int offset, int length) throws BadPacket {
    int size = assembled + length;
    checkSize(size);
    if (size > assembly.length) {
      assembly = Arrays.copyOf(assembly, Math.max(size, Math.min(2 * size, maxMessageSize)));
    }
    System.arraycopy(from, offset, assembly, assembled, length);
    assembled = size;
    held += length;
  }

  private void checkSize(int size) throws BadPacket {
    if (size > maxMessageSize) {
      throw BadPacket.violation("a message larger than allowed");
    }
  }

  /** Forgets the message in progress. */
  private void drop() {
    held -= OVERHEAD + assembled;
    head = null;
    assembly = NOTHING;
    assembled = 0;
  }

  /** Takes a chunk that is ahead of its turn. */
  void ahead(
      int tsn,
      int cumulative,
      int flags,
      int stream,
      int ssn,
      int ppid,
      byte[] from,
      int offset,
      int length)
      throws BadPacket {
    byte[] data = Arrays.copyOfRange(from, offset, offset + length);
    if ((flags & (Wire.FIRST | Wire.LAST)) == (Wire.FIRST | Wire.LAST)) {
      checkSize(length);
      order.complete(flags, new Message(stream, ssn, ppid, data));
      return;
    }
    Fragment fragment = new Fragment(flags, stream, ssn, ppid, data);
    held += fragment.cost();
    ring.put(tsn, fragment, cumulative);
    int first = fragment.runFirst;
    int last = ring.get(first).runLast;
    if (ring.get(first).isFirst() && ring.get(last).isLast()) {
      join(first, last);
    }
  }

  private void join(int first, int last) throws BadPacket {
    int size = 0;
    for (int tsn = first; !Tsn.after(tsn, last); tsn++) {
      size += ring.get(tsn).data.length;
    }
    checkSize(size);
    byte[] data = new byte[size];
    Fragment start = ring.get(first);
    int at = 0;
    for (int tsn = first; !Tsn.after(tsn, last); tsn++) {
      Fragment fragment = ring.remove(tsn);
      held -= fragment.cost();
      System.arraycopy(fragment.data, 0, data, at, fragment.data.length);
      at += fragment.data.length;
    }
    order.complete(start.flags, new Message(start.stream, start.ssn, start.ppid, data));
  }

  /** The turn of a chunk has come that arrived ahead of it. */
  void turnOf(int tsn) throws BadPacket {
    Fragment fragment = ring.remove(tsn);
    if (fragment != null) {
      held -= fragment.cost();
      next(
          fragment.flags,
          fragment.stream,
          fragment.ssn,
          fragment.ppid,
          fragment.data,
          0,
          fragment.data.length);
    } else if (head != null) {
      throw BadPacket.violation("a message within another");
    } else {
      skipping = false;
    }
  }

  /** Forgets a chunk that is ahead, if it is held. */
  void forget(int tsn) {
    Fragment fragment = ring.remove(tsn);
    if (fragment != null) {
      held -= fragment.cost();
    }
  }

  /** The peer has given up what is in progress. */
  void skip() {
    if (head != null) {
      drop();
    }
    skipping = true;
  }
}
