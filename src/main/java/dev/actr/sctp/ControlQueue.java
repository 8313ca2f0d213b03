package dev.actr.sctp;

import java.util.ArrayDeque;

/**
 * Control chunks that wait for a packet. Bounded: a chunk that finds no place is as one the network
 * has lost.
 */
final class ControlQueue {

  private static final int CAPACITY = 16;

  private final ArrayDeque<Entry> entries = new ArrayDeque<>();

  private record Entry(byte[] chunk, int tag, boolean alone) {
    int type() {
      return Bytes.u8(chunk, 0);
    }
  }

  /** Adds a chunk that goes with others, under the peer's tag. */
  void add(byte[] chunk, int tag) {
    add(new Entry(chunk, tag, false));
  }

  /** Adds a chunk that has a packet of its own. One that still waits is replaced. */
  void addAlone(byte[] chunk, int tag) {
    Entry entry = new Entry(chunk, tag, true);
    entries.removeIf(other -> other.alone && other.type() == entry.type());
    add(entry);
  }

  /** Adds a chunk of which one says it all. One that still waits is replaced. */
  void replace(byte[] chunk, int tag) {
    Entry entry = new Entry(chunk, tag, false);
    entries.removeIf(other -> other.type() == entry.type());
    add(entry);
  }

  private void add(Entry entry) {
    if (entries.size() < CAPACITY) {
      entries.add(entry);
    }
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  void clear() {
    entries.clear();
  }

  int tag() {
    return entries.peek().tag;
  }

  /**
   * Writes those that go into one packet.
   *
   * @return the offset behind them
   */
  int write(byte[] out, int offset, int limit) {
    int tag = tag();
    int at = offset;
    while (!entries.isEmpty() && entries.peek().tag == tag) {
      Entry entry = entries.peek();
      boolean empty = at == offset;
      if (!empty && (entry.alone || at + entry.chunk.length > limit)) {
        break;
      }
      entries.remove();
      if (at + entry.chunk.length <= limit) {
        System.arraycopy(entry.chunk, 0, out, at, entry.chunk.length);
        at += entry.chunk.length;
      }
      if (entry.alone) {
        return at;
      }
    }
    return at;
  }

  /** Whether the first has a packet of its own. */
  boolean isAlone() {
    return entries.peek().alone;
  }
}
