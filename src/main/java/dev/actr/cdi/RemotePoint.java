package dev.actr.cdi;

import dev.actr.Remote;
import dev.actr.RemoteCaller;
import dev.actr.ServiceClient;
import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.Optional;

/**
 * A client to inject, as the running container knows it.
 *
 * @param type what is injected; a client, unless somebody has made a mistake
 * @param remote its qualifier
 */
record RemotePoint(Type type, Remote remote) {

  static RemotePoint of(Type type, String service, String from) {
    return new RemotePoint(type, Remote.Literal.of(service, from));
  }

  boolean isClient() {
    return type instanceof Class<?> known
        && ServiceClient.class.isAssignableFrom(known)
        && !Modifier.isAbstract(known.getModifiers())
        && constructor().isPresent();
  }

  /** Makes the client. */
  ServiceClient client(RemoteCaller caller) {
    try {
      return (ServiceClient) constructor().orElseThrow().newInstance(caller);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type.getTypeName() + " cannot be made", e);
    }
  }

  private Optional<Constructor<?>> constructor() {
    try {
      return Optional.of(((Class<?>) type).getConstructor(RemoteCaller.class));
    } catch (NoSuchMethodException e) {
      return Optional.empty();
    }
  }
}
