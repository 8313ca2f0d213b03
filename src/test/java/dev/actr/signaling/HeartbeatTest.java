package dev.actr.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.wire.proto.ActrProtos.Ping;
import dev.actr.wire.proto.ActrProtos.ServiceAvailabilityState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeartbeatTest {

  @ParameterizedTest
  @CsvSource({
    "5.0, 0.0, FULL",
    "4.21, 0.49, FULL",
    "4.2, 0.0, DEGRADED",
    "5.0, 0.5, DEGRADED",
    "3.01, 0.79, DEGRADED",
    "3.0, 0.0, OVERLOADED",
    "5.0, 0.8, OVERLOADED",
    "1.81, 0.94, OVERLOADED",
    "1.8, 0.0, UNAVAILABLE",
    "5.0, 0.95, UNAVAILABLE",
    "1.0, 1.0, UNAVAILABLE",
  })
  void availabilityFollowsFromPowerAndBacklog(
      float power, float backlog, ServiceAvailabilityState availability) {
    assertThat(Heartbeat.availability(power, backlog)).isEqualTo(availability);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 0.001", "500, 0.5", "1000, 1", "1001, 1", "2147483647, 1"})
  void theBacklogIsToldInThousandsUpToOne(int backlog, float told) {
    assertThat(Heartbeat.of(backlog).getMailboxBacklog()).isEqualTo(told);
  }

  @Test
  void thePowerReserveIsBetweenOneAndFiveAndFitsTheAvailability() {
    Ping ping = Heartbeat.of(0);
    assertThat(ping.getPowerReserve()).isBetween(1f, 5f);
    assertThat(ping.getAvailability())
        .isEqualTo(Heartbeat.availability(ping.getPowerReserve(), ping.getMailboxBacklog()));
    assertThat(ping.getStickyClientIdsList()).isEmpty();
  }
}
