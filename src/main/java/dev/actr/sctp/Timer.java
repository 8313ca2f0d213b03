package dev.actr.sctp;

/** A point in time that is waited for, or none. */
final class Timer {

  private boolean running;
  private long deadline;

  void start(long now, long nanos) {
    running = true;
    deadline = now + nanos;
  }

  void stop() {
    running = false;
  }

  boolean isRunning() {
    return running;
  }

  /** True once when it is due; it is stopped then. */
  boolean expire(long now) {
    if (running && deadline - now <= 0) {
      running = false;
      return true;
    }
    return false;
  }

  /** How long it runs, {@link Long#MAX_VALUE} if it does not. */
  long remaining(long now) {
    return running ? Math.max(0, deadline - now) : Long.MAX_VALUE;
  }
}
