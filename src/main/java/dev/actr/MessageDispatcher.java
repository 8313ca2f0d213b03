package dev.actr;

import java.util.List;

/**
 * Routes an envelope to a handler method by its route key. Generated for each service; stateless.
 *
 * @param <W> the workload it calls
 */
@FunctionalInterface
public interface MessageDispatcher<W extends Workload> {

  /**
   * Handles one request or message. Called on an executor thread, with the CDI request context
   * active.
   *
   * @param workload the actor's contextual reference, so that its interceptors apply; not null
   * @param envelope not null
   * @param context not null
   * @return the encoded response, not null; of no meaning for a message without reply
   * @throws ActrException of kind {@link ErrorKind#UNKNOWN_ROUTE} or {@link
   *     ErrorKind#DECODE_FAILURE}, or as the handler threw it
   * @throws Exception whatever else the handler throws; the caller sees {@link ErrorKind#INTERNAL}
   */
  byte[] dispatch(W workload, RpcEnvelope envelope, ActorContext context) throws Exception;

  /**
   * The methods it has a route for.
   *
   * @return not null, may be empty; a dispatcher written by hand need not tell
   */
  default List<RpcMethod<?, ?>> methods() {
    return List.of();
  }

  /**
   * The services whose methods these are, as peers may come to know them.
   *
   * @return not null, may be empty; a dispatcher written by hand need not tell
   */
  default List<ServiceSpec> services() {
    return List.of();
  }

  /**
   * The dispatcher of an actor that serves more than one service.
   *
   * @param <W> the workload, which implements the handlers of all of them
   * @param dispatchers one for each service, each telling its {@link #methods()}; not null
   * @return routes to the one that has the method
   * @throws IllegalArgumentException if two of them have the same method
   */
  @SafeVarargs
  static <W extends Workload> MessageDispatcher<W> combine(
      MessageDispatcher<? super W>... dispatchers) {
    CombinedDispatcher<W> combined = new CombinedDispatcher<>();
    for (MessageDispatcher<? super W> dispatcher : dispatchers) {
      combined.add(dispatcher);
    }
    return combined;
  }

  /**
   * The dispatcher of an actor that only calls others: it knows no route.
   *
   * @return a dispatcher that always throws {@link ErrorKind#UNKNOWN_ROUTE}
   */
  static MessageDispatcher<Workload> none() {
    return (workload, envelope, context) -> {
      throw unknownRoute(envelope.routeKey());
    };
  }

  /**
   * The failure a dispatcher answers a route key with that it does not know.
   *
   * @param routeKey the key, not null
   * @return the exception to throw
   */
  static ActrException unknownRoute(String routeKey) {
    return new ActrException(ErrorKind.UNKNOWN_ROUTE, routeKey);
  }

  /**
   * The failure a dispatcher answers a request with that it cannot decode.
   *
   * @param routeKey of the request, not null
   * @param cause what is wrong with its bytes, not null
   * @return the exception to throw
   */
  static ActrException undecodable(String routeKey, Exception cause) {
    return new ActrException(
        ErrorKind.DECODE_FAILURE, "request of " + routeKey + ": " + cause.getMessage(), cause);
  }
}
