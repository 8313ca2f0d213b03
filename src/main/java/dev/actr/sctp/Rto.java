package dev.actr.sctp;

/** The retransmission time-out (RFC 9260 section 6.3.1), in nanoseconds. */
final class Rto {

  private final SctpConfig config;
  private long rto;

  /** Without the doubling. */
  private long measuredRto;

  /** Whether a doubling was undone since the last measurement. */
  private boolean undone;

  private long smoothed;
  private long variation;
  private boolean measured;

  Rto(SctpConfig config) {
    this.config = config;
    measuredRto = config.rtoInitial();
    rto = measuredRto;
  }

  long nanos() {
    return rto;
  }

  /** Takes in a round trip. */
  void measured(long rtt) {
    long sample = Math.max(1, Math.min(rtt, config.rtoMax()));
    if (measured) {
      variation += (Math.abs(smoothed - sample) - variation) / 4;
      smoothed += (sample - smoothed) / 8;
    } else {
      measured = true;
      smoothed = sample;
      variation = sample / 2;
    }
    measuredRto = bounded(smoothed + 4 * variation);
    rto = measuredRto;
    undone = false;
  }

  /**
   * What was retransmitted has arrived, so that the path is likely to be no slower than it was. On
   * one that is, the next doubling stays until there is a measurement.
   */
  void progress() {
    if (!undone) {
      undone = rto != measuredRto;
      rto = measuredRto;
    }
  }

  /** Doubles it after a time-out; a measurement or progress undoes that. */
  void backOff() {
    rto = bounded(2 * rto);
  }

  private long bounded(long nanos) {
    return Math.max(config.rtoMin(), Math.min(config.rtoMax(), nanos));
  }
}
