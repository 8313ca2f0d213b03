package dev.actr.peer.webrtc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.ActrId;
import dev.actr.Hostile;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OfferLimitTest {

  private static final ActrId PEER = ActrId.parse("1@101/acme:Caller:1.0.0");
  private static final ActrId OTHER = ActrId.parse("2@101/acme:Caller:1.0.0");

  private long now;
  private final OfferLimit limit = new OfferLimit(() -> now);

  private int takenOf(int offers) {
    int taken = 0;
    for (int i = 0; i < offers; i++) {
      taken += limit.take(PEER) ? 1 : 0;
    }
    return taken;
  }

  @Test
  @Hostile("H168")
  void ofAFloodOfOffersAFewAMinuteAreTaken() {
    assertThat(takenOf(10_000)).isEqualTo(OfferLimit.PER_MINUTE);
    assertThat(limit.take(OTHER)).isTrue();
    now += Duration.ofMinutes(1).toNanos();
    assertThat(takenOf(10_000)).isEqualTo(OfferLimit.PER_MINUTE);
  }
}
