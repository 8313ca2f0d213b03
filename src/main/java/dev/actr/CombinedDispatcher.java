package dev.actr;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Several dispatchers as one, told apart by the methods they name. */
final class CombinedDispatcher<W extends Workload> implements MessageDispatcher<W> {

  private final Map<String, MessageDispatcher<? super W>> routes = new HashMap<>();
  private final List<RpcMethod<?, ?>> methods = new ArrayList<>();
  private final List<ServiceSpec> services = new ArrayList<>();

  /** Adds a dispatcher; not once requests are dispatched. */
  void add(MessageDispatcher<? super W> dispatcher) {
    for (RpcMethod<?, ?> method : dispatcher.methods()) {
      if (routes.putIfAbsent(method.routeKey(), dispatcher) != null) {
        throw new IllegalArgumentException("two dispatchers route " + method.routeKey());
      }
      methods.add(method);
    }
    services.addAll(dispatcher.services());
  }

  @Override
  public byte[] dispatch(W workload, RpcEnvelope envelope, ActorContext context) throws Exception {
    MessageDispatcher<? super W> dispatcher = routes.get(envelope.routeKey());
    if (dispatcher == null) {
      throw MessageDispatcher.unknownRoute(envelope.routeKey());
    }
    return dispatcher.dispatch(workload, envelope, context);
  }

  @Override
  public List<RpcMethod<?, ?>> methods() {
    return List.copyOf(methods);
  }

  @Override
  public List<ServiceSpec> services() {
    return List.copyOf(services);
  }
}
