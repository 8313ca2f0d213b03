package dev.actr.sctp;

/** Tells the peer which chunks not to wait for: the FORWARD TSN chunk of RFC 3758. */
final class ForwardTsns {

  private static final int HEADER = 8;
  private static final int ENTRY = 4;

  private final RetransmissionQueue queue;
  private int advancedPeerAckPoint;
  private boolean due;

  ForwardTsns(RetransmissionQueue queue) {
    this.queue = queue;
  }

  /** Chunks up to here need not arrive; there is something to tell if some of them have not. */
  void due(int ackPoint) {
    advancedPeerAckPoint = ackPoint;
    due = Tsn.after(ackPoint, queue.cumulative());
  }

  boolean isDue() {
    return due;
  }

  /**
   * Writes the chunk. If the streams to name are too many for the space, it goes as far as they
   * fit, and the peer's answer makes room for the next.
   *
   * @param space at least one entry more than the header
   * @return its length
   */
  int write(byte[] out, int offset, int space) {
    int end = offset + HEADER;
    int limit = offset + space - ENTRY;
    int tsn = queue.cumulative() + 1;
    for (; !Tsn.after(tsn, advancedPeerAckPoint); tsn++) {
      OutgoingMessage message = queue.get(tsn).message;
      if (message.unordered) {
        continue;
      }
      int entry = offset + HEADER;
      while (entry < end && Bytes.u16(out, entry) != message.stream) {
        entry += ENTRY;
      }
      if (entry > limit) {
        break;
      }
      // Later messages of a stream have later numbers.
      Bytes.put16(out, entry, message.stream);
      Bytes.put16(out, entry + 2, message.ssn);
      end = Math.max(end, entry + ENTRY);
    }
    Bytes.put16(out, offset, Wire.FORWARD_TSN << 8);
    Bytes.put16(out, offset + 2, end - offset);
    Bytes.put32(out, offset + 4, tsn - 1);
    due = false;
    return end - offset;
  }
}
