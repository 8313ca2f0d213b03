package dev.actr.sctp;

/** Slow start, congestion avoidance and what losses do to them (RFC 9260 section 7.2). */
final class CongestionControl {

  /**
   * Max.Burst, in packets. RFC 9260 suggests 4; this is what RFC 6928 lets a TCP sender start with.
   * It limits what leaves at once without acknowledgements that ask for it; those may ask for twice
   * what they acknowledge, so that a receiver that acknowledges rarely does not slow us down.
   */
  private static final int MAX_BURST = 10;

  /** The payload of a full packet: PMDCS. */
  private final int packet;

  private final int limit;
  private int window;
  private int threshold;
  private int partialBytesAcked;
  private int burst;

  CongestionControl(int packet, int limit, int peerWindow) {
    this.packet = packet;
    this.limit = limit;
    window = Math.min(4 * packet, Math.max(2 * packet, 4404));
    threshold = Math.max(peerWindow, 4 * packet);
    burst = MAX_BURST * packet;
  }

  int window() {
    return window;
  }

  /** Whether a packet may be sent. */
  boolean admits(int flight) {
    return flight < window && burst > 0;
  }

  /** What a packet carried. */
  void sent(int bytes) {
    burst -= bytes;
  }

  /** Something has happened upon which packets may be sent. */
  void newBurst(int acked) {
    burst = Math.max(burst, 2 * acked + MAX_BURST * packet);
  }

  /** The cumulative TSN has moved on, outside of fast recovery. */
  void acked(int bytes, int flightBefore) {
    boolean used = flightBefore + packet > window;
    if (window <= threshold) {
      if (used) {
        grow(Math.min(bytes, packet));
      }
      return;
    }
    partialBytesAcked += bytes;
    if (partialBytesAcked >= window) {
      partialBytesAcked = used ? partialBytesAcked - window : window;
      if (used) {
        grow(packet);
      }
    }
  }

  private void grow(int bytes) {
    window = Math.min(limit, window + bytes);
  }

  /** Nothing is in flight. */
  void idle() {
    partialBytesAcked = 0;
  }

  /** Chunks were reported missing; fast recovery begins. */
  void lost() {
    threshold = Math.max(window / 2, 4 * packet);
    window = threshold;
    partialBytesAcked = 0;
  }

  /** T3-rtx has expired. */
  void timedOut() {
    threshold = Math.max(window / 2, 4 * packet);
    window = packet;
    partialBytesAcked = 0;
  }

  /** Nothing was sent for one retransmission time-out. */
  void decay() {
    window = Math.max(window / 2, Math.min(window, 4 * packet));
  }
}
