package dev.actr.devserver;

import dev.actr.ActrId;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Whom an actor was told to make an offer a moment ago. Where both peers ask at once each question
 * has the same answer, but to be told twice has some nodes begin anew what they have just begun.
 * Confined to the connection's event loop.
 */
final class RecentOffers {

  /** Questions that cross; who asks again after a failure waits for longer. */
  static final Duration CROSSING = Duration.ofMillis(400);

  private static final int MAX_PEERS = 256;

  private final Clock clock;
  private final Map<ActrId, Long> told =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ActrId, Long> eldest) {
          return size() > MAX_PEERS;
        }
      };

  RecentOffers(Clock clock) {
    this.clock = clock;
  }

  /** Whether it is to be told now; if so it counts as told. */
  boolean isNew(ActrId peer) {
    long now = clock.millis();
    Long last = told.get(peer);
    if (last != null && Math.abs(now - last) < CROSSING.toMillis()) {
      return false;
    }
    told.remove(peer);
    told.put(peer, now);
    return true;
  }
}
