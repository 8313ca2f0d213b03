package dev.actr.app;

import dev.actr.ActorContext;
import dev.actr.ActrId;
import dev.actr.NodeEvent;
import dev.actr.node.Hook;
import java.util.Optional;

/**
 * A hook as one receiver saw it.
 *
 * @param by the receiver
 * @param actor whose hook it was
 * @param payload empty where a method has none
 * @param context what the receiver learnt from its context, if it had one
 */
record Sighting(
    Receiver by, String actor, Hook hook, Optional<Object> payload, Optional<Context> context) {

  enum Receiver {
    METHOD,
    OBSERVER,
    OBSERVER_OF_ECHO,
    OBSERVER_OF_CALLER,
    ASYNC_OBSERVER,
    ASYNC_OBSERVER_OF_ECHO;

    boolean isAsync() {
      return this == ASYNC_OBSERVER || this == ASYNC_OBSERVER_OF_ECHO;
    }
  }

  /** Who the context said it is of. */
  record Context(NodeEvent node, Optional<ActrId> caller, String requestId) {

    static Context of(ActorContext context) {
      return new Context(context.node(), context.callerId(), context.requestId());
    }

    /** Of an injected one, which is always there but not always of use. */
    static Optional<Context> ofInjected(ActorContext context) {
      try {
        return Optional.of(of(context));
      } catch (IllegalStateException outsideOfAnyContext) {
        return Optional.empty();
      }
    }
  }

  /** What one delivery of a hook has in common for all who receive it. */
  String occurrence() {
    return actor + ' ' + hook + ' ' + context.map(Context::requestId).orElse("first connection");
  }

  <T> T payload(Class<T> type) {
    return type.cast(payload.orElseThrow());
  }
}
