package dev.actr.cdi;

import dev.actr.ActorContext;
import dev.actr.ActrException;
import dev.actr.ActrType;
import dev.actr.ErrorKind;
import dev.actr.RemoteCaller;
import dev.actr.ServiceClient;
import dev.actr.node.ActorNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Makes the clients to inject. Those that are alike share the node they call. */
@ApplicationScoped
class RemoteClients {

  @Inject NodeManager manager;
  @Inject CurrentContext current;

  private final Map<RemotePoint, InjectedCaller> callers = new ConcurrentHashMap<>();

  ServiceClient client(RemotePoint point) {
    return caller(point).client();
  }

  InjectedCaller caller(RemotePoint point) {
    return callers.computeIfAbsent(point, p -> new InjectedCaller(p, this));
  }

  /** Finds the nodes to call. Nodes are made after the first beans are injected, so not before. */
  RemoteCaller connect(RemotePoint point, ServiceClient client) {
    ActorNode node = node(point);
    return node.remote(
        ActrType.parse(point.remote().value()),
        client.service().fingerprint(),
        () -> context(node));
  }

  /** That of the running hook or handler, which carries its trace, if it is of the same actor. */
  private ActorContext context(ActorNode node) {
    return current
        .find()
        .filter(running -> running.node().actor().equals(node.config().name()))
        .orElseGet(node::context);
  }

  private ActorNode node(RemotePoint point) {
    String from = point.remote().from();
    Optional<ManagedNode> managed =
        manager.nodes().values().stream()
            .filter(node -> from.isEmpty() || node.name().equals(from))
            .findFirst();
    return managed
        .flatMap(ManagedNode::node)
        .orElseThrow(
            () ->
                new ActrException(
                    ErrorKind.CONNECTION_NOT_READY,
                    "the actor that makes the calls to "
                        + point.remote().value()
                        + " has not been started"));
  }
}
