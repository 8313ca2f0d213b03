package dev.actr.devserver;

import dev.actr.wire.proto.ActrProtos.Ping;
import dev.actr.wire.proto.ActrProtos.ServiceAvailabilityState;

/**
 * What an actor said of itself in its last heartbeat.
 *
 * @param availability how much it can take on
 * @param powerReserve larger is better
 * @param mailboxBacklog smaller is better
 */
record Load(ServiceAvailabilityState availability, float powerReserve, float mailboxBacklog) {

  /** What is assumed of an actor that has not said anything. */
  static final Load UNKNOWN = new Load(ServiceAvailabilityState.DEGRADED, 0, 1);

  /** The load of a heartbeat. Numbers that cannot be compared count as unknown. */
  static Load of(Ping ping) {
    return new Load(
        ping.getAvailability(),
        Float.isFinite(ping.getPowerReserve()) ? ping.getPowerReserve() : UNKNOWN.powerReserve,
        Float.isFinite(ping.getMailboxBacklog())
            ? ping.getMailboxBacklog()
            : UNKNOWN.mailboxBacklog);
  }
}
