package dev.actr;

/**
 * A bean that answers what an actor sends to {@link Dest#host()}. The handler of one actor is
 * qualified with {@link dev.actr.event.OfActor}; one without qualifier serves every actor that has
 * none of its own.
 */
@FunctionalInterface
public interface HostHandler {

  /**
   * Handles one request or message, on the thread of the actor that sent it.
   *
   * @param envelope not null
   * @param context the context of the sending actor, not null
   * @return the encoded response, not null
   * @throws Exception as a handler of the actor may
   */
  byte[] handle(RpcEnvelope envelope, ActorContext context) throws Exception;
}
