package dev.actr.signaling;

import dev.actr.wire.proto.ActrProtos.Ping;
import dev.actr.wire.proto.ActrProtos.ServiceAvailabilityState;
import java.lang.management.ManagementFactory;

/** What a node tells the signaling server of its state. */
final class Heartbeat {

  private static final float FULL_BACKLOG = 1000;

  private Heartbeat() {}

  /** The heartbeat of a node with so many requests waiting or being handled. */
  static Ping of(int backlog) {
    float power = powerReserve();
    float fill = Math.min(1, backlog / FULL_BACKLOG);
    return Ping.newBuilder()
        .setAvailability(availability(power, fill))
        .setPowerReserve(power)
        .setMailboxBacklog(fill)
        .build();
  }

  /** From 1, a machine with a runnable thread for each processor, to 5, an idle one. */
  private static float powerReserve() {
    var system = ManagementFactory.getOperatingSystemMXBean();
    double load = system.getSystemLoadAverage();
    if (load < 0) {
      return 1;
    }
    return (float) (5 - 4 * Math.min(1, load / system.getAvailableProcessors()));
  }

  static ServiceAvailabilityState availability(float power, float backlog) {
    if (power > 4.2f && backlog < 0.5f) {
      return ServiceAvailabilityState.FULL;
    }
    if (power > 3.0f && backlog < 0.8f) {
      return ServiceAvailabilityState.DEGRADED;
    }
    if (power > 1.8f && backlog < 0.95f) {
      return ServiceAvailabilityState.OVERLOADED;
    }
    return ServiceAvailabilityState.UNAVAILABLE;
  }
}
