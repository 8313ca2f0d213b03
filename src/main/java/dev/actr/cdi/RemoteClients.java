package dev.actr.cdi;

import dev.actr.ActorContext;
import dev.actr.ActrException;
import dev.actr.ActrType;
import dev.actr.ErrorKind;
import dev.actr.RemoteCaller;
import dev.actr.RpcMethod;
import dev.actr.ServiceClient;
import dev.actr.node.ActorNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** Makes the clients to inject. Those that are alike share the node they call. */
@ApplicationScoped
class RemoteClients {

  @Inject NodeManager manager;
  @Inject CurrentContext current;

  private final Map<RemotePoint, ServiceClient> clients = new ConcurrentHashMap<>();

  ServiceClient client(RemotePoint point) {
    return clients.computeIfAbsent(point, this::make);
  }

  private ServiceClient make(RemotePoint point) {
    Caller caller = new Caller(point);
    caller.client = point.client(caller);
    return caller.client;
  }

  /** Waits for the nodes to be made, as beans are injected before. */
  private final class Caller implements RemoteCaller {

    private final RemotePoint point;
    private ServiceClient client;
    private volatile RemoteCaller delegate;

    Caller(RemotePoint point) {
      this.point = point;
    }

    private RemoteCaller delegate() {
      RemoteCaller known = delegate;
      if (known == null) {
        ActorNode node = node();
        known =
            node.remote(
                ActrType.parse(point.remote().value()),
                client.service().fingerprint(),
                () -> context(node));
        delegate = known;
      }
      return known;
    }

    /** That of the running hook or handler, which carries its trace, if it is of the same actor. */
    private ActorContext context(ActorNode node) {
      return current
          .find()
          .filter(running -> running.node().actor().equals(node.config().name()))
          .orElseGet(node::context);
    }

    private ActorNode node() {
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

    @Override
    public <Q, R> R call(RpcMethod<Q, R> method, Q request) {
      return delegate().call(method, request);
    }

    @Override
    public <Q, R> CompletionStage<R> callAsync(RpcMethod<Q, R> method, Q request) {
      return delegate().callAsync(method, request);
    }

    @Override
    public <Q> void tell(RpcMethod<Q, ?> method, Q message) {
      delegate().tell(method, message);
    }
  }
}
