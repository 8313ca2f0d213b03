package dev.actr.sctp;

/** Asks a silent peer whether it is still there (RFC 9260 section 8.3). */
final class Heartbeats {

  private static final int INFO = 16;
  private static final int CHUNK = Wire.CHUNK_HEADER + Wire.CHUNK_HEADER + INFO;

  private final SctpAssociation association;
  private final Timer timer = new Timer();

  /** Whether the last that was sent because of a silence was not answered. */
  private boolean unanswered;

  /** Whether the nonce is that of one whose answer has not come. */
  private boolean asked;

  private long nonce;

  Heartbeats(SctpAssociation association) {
    this.association = association;
  }

  /** Traffic shows what a heartbeat would. */
  void restart(long now) {
    timer.start(now, association.config().heartbeatInterval() + association.rto().nanos());
  }

  void stop() {
    timer.stop();
  }

  void advance(long now) {
    if (!timer.expire(now)) {
      return;
    }
    if (unanswered) {
      association.rto().backOff();
      if (!association.unanswered()) {
        return;
      }
    }
    unanswered = true;
    ask(now);
    restart(now);
  }

  /**
   * Measures the round trip where data that is sent again cannot (RFC 9260 section 6.3.1): its
   * time-out would stay doubled on a path that loses much.
   */
  void measure(long now) {
    ask(now);
  }

  private void ask(long now) {
    asked = true;
    nonce = association.random().nextLong();
    byte[] info = new byte[INFO];
    Bytes.put64(info, 0, now);
    Bytes.put64(info, 8, nonce);
    association.control(
        new ChunkWriter(Wire.HEARTBEAT, 0).parameter(Wire.PARAM_HEARTBEAT_INFO, info));
  }

  /** Takes a HEARTBEAT chunk: what came goes back. */
  void heartbeat(byte[] packet, int chunk, int length) {
    if (Bytes.padded(length) <= association.config().mtu() - Wire.COMMON_HEADER) {
      association.control(
          new ChunkWriter(Wire.HEARTBEAT_ACK, 0)
              .bytes(packet, chunk + Wire.CHUNK_HEADER, length - Wire.CHUNK_HEADER));
    }
  }

  /** Takes a HEARTBEAT ACK chunk. */
  void heartbeatAck(byte[] packet, int chunk, int length, long now) {
    if (asked
        && length == CHUNK
        && Bytes.i64(packet, chunk + CHUNK - 8) == nonce
        && Bytes.i32(packet, chunk + 4) == (Wire.PARAM_HEARTBEAT_INFO << 16 | 4 + INFO)) {
      asked = false;
      unanswered = false;
      association.answered();
      association.rto().measured(now - Bytes.i64(packet, chunk + 8));
    }
  }

  long remaining(long now) {
    return timer.remaining(now);
  }
}
