package dev.actr;

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
}
