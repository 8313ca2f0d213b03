package dev.actr;

import java.util.Objects;
import java.util.Optional;
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
 * @param conflictKey which of its requests must not be handled at the same time; if empty, each is
 *     handled alone
 */
public record RpcMethod<Q, R>(
    String routeKey,
    PayloadType lane,
    Function<? super Q, byte[]> requestEncoder,
    Decoder<? extends Q> requestDecoder,
    Function<? super R, byte[]> responseEncoder,
    Decoder<? extends R> responseDecoder,
    Optional<ConflictKey> conflictKey) {

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
    Objects.requireNonNull(conflictKey, "conflictKey");
    if (!lane.isRpc()) {
      throw new IllegalArgumentException(routeKey + ": calls cannot use the lane " + lane);
    }
  }

  /**
   * A method without conflict key.
   *
   * @param routeKey {@code package.Service.Method}, not null
   * @param lane one of the two for calls
   * @param requestEncoder request to bytes
   * @param requestDecoder bytes to request
   * @param responseEncoder response to bytes
   * @param responseDecoder bytes to response
   * @throws IllegalArgumentException if the lane is not one of the two for calls
   */
  public RpcMethod(
      String routeKey,
      PayloadType lane,
      Function<? super Q, byte[]> requestEncoder,
      Decoder<? extends Q> requestDecoder,
      Function<? super R, byte[]> responseEncoder,
      Decoder<? extends R> responseDecoder) {
    this(
        routeKey,
        lane,
        requestEncoder,
        requestDecoder,
        responseEncoder,
        responseDecoder,
        Optional.empty());
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

  /**
   * Encodes a response.
   *
   * @param response what the handler returned
   * @return the bytes
   * @throws ActrException of kind {@link ErrorKind#INTERNAL} if the handler returned null
   */
  public byte[] encodeResponse(R response) {
    if (response == null) {
      throw new ActrException(ErrorKind.INTERNAL, "the handler of " + routeKey + " returned null");
    }
    return responseEncoder.apply(response);
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
