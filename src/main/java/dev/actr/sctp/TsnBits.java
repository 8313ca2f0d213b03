package dev.actr.sctp;

import java.util.Arrays;

/**
 * A set of TSNs that lie within {@link #CAPACITY} of each other, as a ring of bits. Looks at 64 of
 * them at a time.
 */
final class TsnBits {

  /** How far ahead of the cumulative TSN either side of an association goes. */
  static final int CAPACITY = 16_384;

  private static final int WORD_MASK = CAPACITY / 64 - 1;

  private final long[] words = new long[CAPACITY / 64];

  boolean get(int tsn) {
    return (words[tsn >>> 6 & WORD_MASK] & 1L << tsn) != 0;
  }

  void set(int tsn) {
    words[tsn >>> 6 & WORD_MASK] |= 1L << tsn;
  }

  void clear(int tsn) {
    words[tsn >>> 6 & WORD_MASK] &= ~(1L << tsn);
  }

  void clearAll() {
    Arrays.fill(words, 0);
  }

  /** The first member from a TSN on, or the end if there is none before it. */
  int nextSet(int from, int end) {
    return next(from, end, 0);
  }

  /** The first that is no member from a TSN on, or the end if there is none before it. */
  int nextClear(int from, int end) {
    return next(from, end, -1);
  }

  private int next(int from, int end, long inverted) {
    int tsn = from;
    while (Tsn.before(tsn, end)) {
      long rest = (words[tsn >>> 6 & WORD_MASK] ^ inverted) >>> tsn;
      if (rest != 0) {
        int found = tsn + Long.numberOfTrailingZeros(rest);
        return Tsn.before(found, end) ? found : end;
      }
      tsn = (tsn | 63) + 1;
    }
    return end;
  }
}
