package dev.actr;

import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A request or message on its way to a handler. The payload array is not copied: whoever receives
 * an envelope owns it. Thread-safe.
 */
public final class RpcEnvelope {

  private final String routeKey;
  private final byte[] payload;
  private final Optional<String> traceparent;
  private final Optional<String> tracestate;

  /** Null once the id is made. */
  private Supplier<String> ids;

  private volatile String requestId;

  /**
   * An envelope.
   *
   * @param routeKey {@code package.Service.Method}, not null
   * @param payload the encoded request message, may be of zero length, not null
   * @param requestId unique for each call, kept when the call is sent again, not null
   * @param traceparent W3C trace context of the caller
   * @param tracestate W3C trace state of the caller
   */
  public RpcEnvelope(
      String routeKey,
      byte[] payload,
      String requestId,
      Optional<String> traceparent,
      Optional<String> tracestate) {
    this(routeKey, payload, traceparent, tracestate);
    this.requestId = Objects.requireNonNull(requestId, "requestId");
  }

  /**
   * An envelope whose id is made when somebody asks for it: a message that stays within the process
   * as a rule needs none, and making one is a good part of what it costs.
   *
   * @param routeKey {@code package.Service.Method}, not null
   * @param payload the encoded request message, may be of zero length, not null
   * @param requestIds makes an id unique for each call; asked once at most, on any thread, not null
   * @param traceparent W3C trace context of the caller
   * @param tracestate W3C trace state of the caller
   */
  public RpcEnvelope(
      String routeKey,
      byte[] payload,
      Supplier<String> requestIds,
      Optional<String> traceparent,
      Optional<String> tracestate) {
    this(routeKey, payload, traceparent, tracestate);
    this.ids = Objects.requireNonNull(requestIds, "requestIds");
  }

  private RpcEnvelope(
      String routeKey, byte[] payload, Optional<String> traceparent, Optional<String> tracestate) {
    this.routeKey = Objects.requireNonNull(routeKey, "routeKey");
    this.payload = Objects.requireNonNull(payload, "payload");
    this.traceparent = Objects.requireNonNull(traceparent, "traceparent");
    this.tracestate = Objects.requireNonNull(tracestate, "tracestate");
  }

  /** {@code package.Service.Method}. */
  public String routeKey() {
    return routeKey;
  }

  /** The encoded request message, not copied; may be of zero length. */
  public byte[] payload() {
    return payload;
  }

  /** Unique for each call, kept when the call is sent again. */
  public String requestId() {
    String id = requestId;
    return id == null ? makeId() : id;
  }

  private synchronized String makeId() {
    if (requestId == null) {
      requestId = Objects.requireNonNull(ids.get(), "requestId");
      ids = null;
    }
    return requestId;
  }

  /** W3C trace context of the caller. */
  public Optional<String> traceparent() {
    return traceparent;
  }

  /** W3C trace state of the caller. */
  public Optional<String> tracestate() {
    return tracestate;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RpcEnvelope that
        && routeKey.equals(that.routeKey)
        && Arrays.equals(payload, that.payload)
        && requestId().equals(that.requestId())
        && traceparent.equals(that.traceparent)
        && tracestate.equals(that.tracestate);
  }

  @Override
  public int hashCode() {
    return Objects.hash(routeKey, Arrays.hashCode(payload), requestId());
  }

  /** Route key, id and size; never the payload. */
  @Override
  public String toString() {
    return "RpcEnvelope[routeKey="
        + routeKey
        + ", requestId="
        + requestId()
        + ", payload="
        + payload.length
        + " bytes]";
  }
}
