package dev.actr.wire;

import dev.actr.ActrException;
import dev.actr.ErrorKind;
import dev.actr.RpcEnvelope;
import dev.actr.wire.proto.PackageProtos;
import dev.actr.wire.proto.PackageProtos.Direction;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Builds and reads RPC envelopes. */
public final class Envelopes {

  private Envelopes() {}

  /**
   * A request, which will be answered.
   *
   * @param envelope route key, payload, id and trace
   * @param timeout the caller's deadline, more than zero
   * @return the message
   */
  public static PackageProtos.RpcEnvelope request(RpcEnvelope envelope, Duration timeout) {
    return builder(envelope)
        .setDirection(Direction.DIRECTION_REQUEST)
        .setTimeoutMs(Math.max(1, TimeUnit.MILLISECONDS.convert(timeout)))
        .build();
  }

  /**
   * A message without reply.
   *
   * @param envelope route key, payload, id and trace
   * @return the message
   */
  public static PackageProtos.RpcEnvelope tell(RpcEnvelope envelope) {
    return builder(envelope).setDirection(Direction.DIRECTION_TELL).setTimeoutMs(0).build();
  }

  private static PackageProtos.RpcEnvelope.Builder builder(RpcEnvelope envelope) {
    PackageProtos.RpcEnvelope.Builder message =
        PackageProtos.RpcEnvelope.newBuilder()
            .setRouteKey(envelope.routeKey())
            .setPayload(ProtoValues.wrap(envelope.payload()))
            .setRequestId(envelope.requestId());
    envelope.traceparent().ifPresent(message::setTraceparent);
    envelope.tracestate().ifPresent(message::setTracestate);
    return message;
  }

  /**
   * The answer of a request that succeeded.
   *
   * @param request the request as it came
   * @param payload the encoded response, may be of zero length
   * @return the message
   */
  public static PackageProtos.RpcEnvelope response(
      PackageProtos.RpcEnvelope request, byte[] payload) {
    return response(request).setPayload(ProtoValues.wrap(payload)).build();
  }

  /**
   * The answer of a request that failed.
   *
   * @param request the request as it came
   * @param failure why
   * @return the message
   */
  public static PackageProtos.RpcEnvelope response(
      PackageProtos.RpcEnvelope request, ActrException failure) {
    return response(request).setError(WireErrors.toProto(failure)).build();
  }

  private static PackageProtos.RpcEnvelope.Builder response(PackageProtos.RpcEnvelope request) {
    PackageProtos.RpcEnvelope.Builder message =
        PackageProtos.RpcEnvelope.newBuilder()
            .setRouteKey(request.getRouteKey())
            .setDirection(Direction.DIRECTION_RESPONSE)
            .setRequestId(request.getRequestId())
            .setTimeoutMs(0);
    if (request.hasTraceparent()) {
      message.setTraceparent(request.getTraceparent());
    }
    if (request.hasTracestate()) {
      message.setTracestate(request.getTracestate());
    }
    return message;
  }

  /**
   * What a handler sees of a request or message.
   *
   * @param message as it came
   * @return the envelope
   * @throws ActrException of kind {@link ErrorKind#DECODE_FAILURE} if the payload is absent
   */
  public static RpcEnvelope fromProto(PackageProtos.RpcEnvelope message) {
    if (!message.hasPayload()) {
      throw new ActrException(
          ErrorKind.DECODE_FAILURE, "request of " + message.getRouteKey() + " has no payload");
    }
    return new RpcEnvelope(
        message.getRouteKey(),
        message.getPayload().toByteArray(),
        message.getRequestId(),
        message.hasTraceparent() ? Optional.of(message.getTraceparent()) : Optional.empty(),
        message.hasTracestate() ? Optional.of(message.getTracestate()) : Optional.empty());
  }

  /**
   * The payload of a response.
   *
   * @param message as it came
   * @return the encoded response
   * @throws ActrException as the callee answered it, {@link ActrException#isAnswer}; of kind {@link
   *     ErrorKind#DECODE_FAILURE} if the response holds neither or both of payload and error
   */
  public static byte[] responsePayload(PackageProtos.RpcEnvelope message) {
    if (message.hasPayload() == message.hasError()) {
      throw new ActrException(
          ErrorKind.DECODE_FAILURE,
          "response to " + message.getRequestId() + " must hold either a payload or an error");
    }
    if (message.hasError()) {
      throw WireErrors.fromProto(message.getError()).asAnswer();
    }
    return message.getPayload().toByteArray();
  }
}
