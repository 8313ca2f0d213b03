package dev.actr.node;

import dev.actr.ActorContext;
import java.util.Objects;
import java.util.Optional;

/**
 * Something that happened, on its way to the hook and the observers.
 *
 * @param hook which hook it is for
 * @param payload the payload of the hook's event: a {@code NodeEvent}, {@code PeerEvent}, {@code
 *     ErrorEvent}, {@code CredentialEvent} or {@code BackpressureEvent}
 * @param context empty only in {@code SIGNALING_CONNECTING} and {@code SIGNALING_CONNECTED} of the
 *     first connection
 */
public record HookEvent(Hook hook, Object payload, Optional<ActorContext> context) {

  /** Checks for null. */
  public HookEvent {
    Objects.requireNonNull(hook, "hook");
    Objects.requireNonNull(payload, "payload");
    Objects.requireNonNull(context, "context");
  }
}
