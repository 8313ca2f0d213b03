package dev.actr.dispatch;

import dev.actr.ActorContext;
import dev.actr.RpcEnvelope;

/** What dispatch calls for a request: the actor's dispatcher on its bean. */
@FunctionalInterface
public interface Handler {

  /**
   * Handles a request or message.
   *
   * @param envelope not null
   * @param context not null
   * @return the encoded response
   * @throws Exception what the handler throws
   */
  byte[] handle(RpcEnvelope envelope, ActorContext context) throws Exception;
}
