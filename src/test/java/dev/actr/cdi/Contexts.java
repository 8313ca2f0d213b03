package dev.actr.cdi;

import dev.actr.ActorContext;
import dev.actr.ActrId;
import dev.actr.NodeEvent;
import dev.actr.node.Hook;
import dev.actr.node.HookEvent;
import java.lang.reflect.Proxy;
import java.util.Optional;

/** Contexts and events as a node makes them. */
final class Contexts {

  static final ActrId ID = ActrId.parse("2a@101/acme:Echo:1.0.0");

  private Contexts() {}

  /** A context that knows its node and its request id, which is enough to tell it from others. */
  static ActorContext of(String actor, String requestId) {
    return (ActorContext)
        Proxy.newProxyInstance(
            Contexts.class.getClassLoader(),
            new Class<?>[] {ActorContext.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "node" -> new NodeEvent(actor, Optional.of(ID));
                  case "requestId" -> requestId;
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  /** An event of a hook whose payload is the node. */
  static HookEvent event(Hook hook, String actor, String requestId) {
    return new HookEvent(
        hook, new NodeEvent(actor, Optional.of(ID)), Optional.of(of(actor, requestId)));
  }
}
