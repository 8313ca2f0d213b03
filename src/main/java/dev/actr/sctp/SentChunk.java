package dev.actr.sctp;

/** A DATA chunk that was sent and is not yet acknowledged by the cumulative TSN. Reused. */
final class SentChunk {

  OutgoingMessage message;
  int offset;
  int length;
  int flags;

  /** How often it was sent. */
  int sends;

  /** How often it was reported missing since it was last sent. */
  int misses;

  /** Sent, and neither acknowledged nor taken for lost since. */
  boolean inFlight;

  /** Given up: the peer is told not to wait for it. */
  boolean abandoned;

  /** A chunk is retransmitted without its timer only once. */
  boolean fastRetransmitted;

  void set(OutgoingMessage of, int from, int bytes, int chunkFlags) {
    message = of;
    offset = from;
    length = bytes;
    flags = chunkFlags;
    sends = 0;
    misses = 0;
    inFlight = false;
    abandoned = false;
    fastRetransmitted = false;
  }

  /** What goes on the wire, without padding. */
  int wireLength() {
    return Wire.DATA_HEADER + length;
  }

  /**
   * Writes it (RFC 9260 section 3.3.1).
   *
   * @return the offset behind it and its padding
   */
  int write(int tsn, byte[] out, int at) {
    int wireLength = wireLength();
    int end = at + Bytes.padded(wireLength);
    Bytes.put32(out, end - 4, 0);
    Bytes.put16(out, at, Wire.DATA << 8 | flags);
    Bytes.put16(out, at + 2, wireLength);
    Bytes.put32(out, at + 4, tsn);
    Bytes.put16(out, at + 8, message.stream);
    Bytes.put16(out, at + 10, message.ssn);
    Bytes.put32(out, at + 12, message.ppid);
    System.arraycopy(message.data, offset, out, at + Wire.DATA_HEADER, length);
    return end;
  }
}
