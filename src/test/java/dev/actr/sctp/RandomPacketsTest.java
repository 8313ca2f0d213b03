package dev.actr.sctp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** As many as a build can afford; {@code mvn -Pfuzz} tries more. */
class RandomPacketsTest {

  private static final int PACKETS = 200_000;

  @Test
  void nothingIsThrownAndNothingGrows() {
    RandomPackets packets = new RandomPackets(PACKETS);
    packets.run(PACKETS);
    // Most packets are to be survived, or the others were never tried in depth.
    assertThat(packets.ended()).isBetween(PACKETS / 5000, PACKETS / 20);
    assertThat(packets.kept()).isGreaterThan(29_000);
  }
}
