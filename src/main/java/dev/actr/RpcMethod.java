package dev.actr;

import java.util.Objects;
import java.util.function.Function;

/**
 * One method of a service, as callers and dispatchers need it.
 *
 * <p>A decoder throws any exception to refuse its bytes; the caller sees {@link
 * ErrorKind#DECODE_FAILURE}.
 *
 * @param <Q> the request message
 * @param <R> the response message
 * @param routeKey {@code package.Service.Method}, without the package where the proto file has none
 * @param lane the lane of its requests: {@link PayloadType#RPC_RELIABLE} or {@link
 *     PayloadType#RPC_SIGNAL}
 * @param requestEncoder request to bytes
 * @param requestDecoder bytes to request
 * @param responseEncoder response to bytes
 * @param responseDecoder bytes to response
 */
public record RpcMethod<Q, R>(
    String routeKey,
    PayloadType lane,
    Function<? super Q, byte[]> requestEncoder,
    Decoder<? extends Q> requestDecoder,
    Function<? super R, byte[]> responseEncoder,
    Decoder<? extends R> responseDecoder) {

  /**
   * Checks the parts.
   *
   * @throws IllegalArgumentException if the lane is not one of the two for calls
   */
  public RpcMethod {
    Objects.requireNonNull(routeKey, "routeKey");
    Objects.requireNonNull(requestEncoder, "requestEncoder");
    Objects.requireNonNull(requestDecoder, "requestDecoder");
    Objects.requireNonNull(responseEncoder, "responseEncoder");
    Objects.requireNonNull(responseDecoder, "responseDecoder");
    if (!lane.isRpc()) {
      throw new IllegalArgumentException(routeKey + ": calls cannot use the lane " + lane);
    }
  }

  /**
   * Makes a message of its bytes.
   *
   * @param <T> the message
   */
  @FunctionalInterface
  public interface Decoder<T> {

    /**
     * Decodes.
     *
     * @param bytes not null, may be empty
     * @return the message, not null
     * @throws Exception if the bytes are not such a message
     */
    T decode(byte[] bytes) throws Exception;
  }

  /**
   * Decodes a request.
   *
   * @param payload the bytes, not null
   * @return the request
   * @throws ActrException of kind {@link ErrorKind#DECODE_FAILURE}
   */
  public Q decodeRequest(byte[] payload) {
    return decode(requestDecoder, payload, "request");
  }

  /**
   * Decodes a response.
   *
   * @param payload the bytes, not null
   * @return the response
   * @throws ActrException of kind {@link ErrorKind#DECODE_FAILURE}
   */
  public R decodeResponse(byte[] payload) {
    return decode(responseDecoder, payload, "response");
  }

  private <T> T decode(Decoder<? extends T> decoder, byte[] payload, String what) {
    try {
      return decoder.decode(payload);
    } catch (Exception e) {
      throw new ActrException(
          ErrorKind.DECODE_FAILURE, what + " of " + routeKey + ": " + e.getMessage(), e);
    }
  }
}
