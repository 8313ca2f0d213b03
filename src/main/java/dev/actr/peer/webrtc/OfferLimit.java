package dev.actr.peer.webrtc;

import dev.actr.ActrId;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How often a peer may begin a session, each of which takes sockets and a handshake. Not
 * thread-safe.
 */
final class OfferLimit {

  /** An honest peer needs a few, where the network is bad. */
  static final int PER_MINUTE = 20;

  private static final long MINUTE = 60_000_000_000L;

  private final LongSupplier nanoTime;
  private final Map<ActrId, Integer> taken = new HashMap<>();
  private long begun;

  OfferLimit(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.begun = nanoTime.getAsLong();
  }

  /** Whether another offer of the peer is to be taken. */
  boolean take(ActrId peer) {
    long now = nanoTime.getAsLong();
    if (now - begun >= MINUTE) {
      begun = now;
      taken.clear();
    }
    return taken.merge(peer, 1, Integer::sum) <= PER_MINUTE;
  }
}
