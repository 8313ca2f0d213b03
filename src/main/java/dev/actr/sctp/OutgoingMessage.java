package dev.actr.sctp;

/** A message to send. Its fragments have consecutive TSNs. */
final class OutgoingMessage {

  static final int RELIABLE = -1;

  final int stream;
  final int ppid;
  final byte[] data;
  final boolean unordered;
  final int maxRetransmits;
  final long lifetime;

  /** How much of the data was put into chunks. */
  int taken;

  int ssn;
  int firstTsn;
  int lastTsn;
  boolean abandoned;
  private long expiry;

  /**
   * A message of which nothing was sent.
   *
   * @param maxRetransmits or {@link #RELIABLE}
   * @param lifetime in nanoseconds, or {@link #RELIABLE}
   */
  OutgoingMessage(
      int stream, int ppid, byte[] data, boolean unordered, int maxRetransmits, long lifetime) {
    this.stream = stream;
    this.ppid = ppid;
    this.data = data;
    this.unordered = unordered;
    this.maxRetransmits = maxRetransmits;
    this.lifetime = lifetime;
  }

  static OutgoingMessage reliable(int stream, int ppid, byte[] data) {
    return new OutgoingMessage(stream, ppid, data, false, RELIABLE, RELIABLE);
  }

  int remaining() {
    return data.length - taken;
  }

  boolean isStarted() {
    return taken > 0;
  }

  /** From when on its lifetime counts. */
  void lives(long now) {
    expiry = now + lifetime;
  }

  boolean isExpired(long now) {
    return lifetime != RELIABLE && expiry - now < 0;
  }

  /** Whether it is to be given up rather than sent once more. */
  boolean isWorthless(int sends, long now) {
    return maxRetransmits != RELIABLE && sends > maxRetransmits || isExpired(now);
  }
}
