package dev.actr.webrtc;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much of one connection was handed over to the handlers of its channels and has not come out
 * of them. Channels that bring more than enough are paused meanwhile.
 */
final class HandlerLoad {

  private static final long HEAVY = 1 << 20;
  private static final long LIGHT = HEAVY / 2;
  private static final int OVERHEAD = 256;

  private final Confinement confinement;
  private final AtomicLong bytes = new AtomicLong();

  /** Of the confinement. */
  private final Set<RtcDataChannel> stalled = new HashSet<>();

  HandlerLoad(Confinement confinement) {
    this.confinement = confinement;
  }

  /** A message of a channel is handed over. Called within the confinement. */
  void add(RtcDataChannel channel, int size) {
    if (bytes.addAndGet(size + OVERHEAD) > HEAVY && stalled.add(channel)) {
      channel.setPausedByLoad(true);
    }
  }

  /** The handler is done with a message. Called anywhere. */
  void remove(int size) {
    long after = bytes.addAndGet(-(size + OVERHEAD));
    if (after <= LIGHT && after + size + OVERHEAD > LIGHT) {
      confinement.onLoop(this::relieve);
    }
  }

  private void relieve() {
    List<RtcDataChannel> all = List.copyOf(stalled);
    stalled.clear();
    all.forEach(channel -> channel.setPausedByLoad(false));
  }

  /** The channel is gone. Called within the confinement. */
  void forget(RtcDataChannel channel) {
    stalled.remove(channel);
  }
}
