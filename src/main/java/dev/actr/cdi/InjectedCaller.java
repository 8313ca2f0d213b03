package dev.actr.cdi;

import dev.actr.RemoteCaller;
import dev.actr.RpcMethod;
import dev.actr.ServiceClient;
import jakarta.enterprise.inject.spi.CDI;
import java.io.InvalidObjectException;
import java.io.ObjectStreamException;
import java.io.Serializable;
import java.util.concurrent.CompletionStage;

/** Calls on behalf of an injected client. What is serialized of it is where it is injected. */
final class InjectedCaller implements RemoteCaller, Serializable {

  private static final long serialVersionUID = 1L;

  private final transient RemotePoint point;
  private final transient RemoteClients clients;
  private final transient ServiceClient client;
  private transient volatile RemoteCaller delegate;

  InjectedCaller(RemotePoint point, RemoteClients clients) {
    this.point = point;
    this.clients = clients;
    this.client = point.client(this);
  }

  ServiceClient client() {
    return client;
  }

  private RemoteCaller delegate() {
    RemoteCaller known = delegate;
    if (known == null) {
      known = clients.connect(point, client);
      delegate = known;
    }
    return known;
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

  private Object writeReplace() {
    return new Handle((Class<?>) point.type(), point.remote().value(), point.remote().from());
  }

  /** Looks the caller up again, in the application it is read in. */
  private record Handle(Class<?> client, String service, String from) implements Serializable {

    private Object readResolve() throws ObjectStreamException {
      RemotePoint point = RemotePoint.of(client, service, from);
      if (!point.isClient()) {
        throw new InvalidObjectException(client.getName() + " is no client");
      }
      return CDI.current().select(RemoteClients.class).get().caller(point);
    }
  }
}
