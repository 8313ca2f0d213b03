package dev.actr;

import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/**
 * A request or message on its way to a handler. The payload array is not copied: whoever receives
 * an envelope owns it.
 *
 * @param routeKey {@code package.Service.Method}, not null
 * @param payload the encoded request message, may be of zero length, not null
 * @param requestId unique for each call, kept when the call is sent again, not null
 * @param traceparent W3C trace context of the caller
 * @param tracestate W3C trace state of the caller
 */
public record RpcEnvelope(
    String routeKey,
    byte[] payload,
    String requestId,
    Optional<String> traceparent,
    Optional<String> tracestate) {

  /** Checks for null. */
  public RpcEnvelope {
    Objects.requireNonNull(routeKey, "routeKey");
    Objects.requireNonNull(payload, "payload");
    Objects.requireNonNull(requestId, "requestId");
    Objects.requireNonNull(traceparent, "traceparent");
    Objects.requireNonNull(tracestate, "tracestate");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RpcEnvelope that
        && routeKey.equals(that.routeKey)
        && Arrays.equals(payload, that.payload)
        && requestId.equals(that.requestId)
        && traceparent.equals(that.traceparent)
        && tracestate.equals(that.tracestate);
  }

  @Override
  public int hashCode() {
    return Objects.hash(routeKey, Arrays.hashCode(payload), requestId);
  }

  /** Route key, id and size; never the payload. */
  @Override
  public String toString() {
    return "RpcEnvelope[routeKey="
        + routeKey
        + ", requestId="
        + requestId
        + ", payload="
        + payload.length
        + " bytes]";
  }
}
