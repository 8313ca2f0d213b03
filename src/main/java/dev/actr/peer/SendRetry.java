package dev.actr.peer;

import dev.actr.PayloadType;

/** How often a message that could not be handed over is tried again, and after which delays. */
final class SendRetry {

  private static final int[] RELIABLE_MILLIS = {1000, 2000, 4000, 5000};
  private static final int[] SIGNAL_MILLIS = {500};
  private static final int[] NEVER = {};

  private SendRetry() {}

  /** The delays between attempts; one attempt more than delays. */
  static int[] delaysMillis(PayloadType lane) {
    return switch (lane) {
      case RPC_RELIABLE -> RELIABLE_MILLIS;
      case RPC_SIGNAL -> SIGNAL_MILLIS;
      case STREAM_RELIABLE, STREAM_LATENCY_FIRST, MEDIA_RTP -> NEVER;
    };
  }
}
