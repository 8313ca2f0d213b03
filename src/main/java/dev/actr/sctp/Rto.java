package dev.actr.sctp;

/** The retransmission time-out (RFC 9260 section 6.3.1), in nanoseconds. */
final class Rto {

  private final SctpConfig config;
  private long rto;
  private long smoothed;
  private long variation;
  private boolean measured;

  Rto(SctpConfig config) {
    this.config = config;
    rto = config.rtoInitial();
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
    rto = bounded(smoothed + 4 * variation);
  }

  /** Doubles it after a time-out; the next measurement undoes that. */
  void backOff() {
    rto = bounded(2 * rto);
  }

  private long bounded(long nanos) {
    return Math.max(config.rtoMin(), Math.min(config.rtoMax(), nanos));
  }
}
