package dev.actr.cdi;

import dev.actr.Remote;
import dev.actr.RemoteCaller;
import dev.actr.ServiceClient;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.InjectionPoint;
import jakarta.inject.Provider;
import java.lang.annotation.Annotation;
import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Optional;
import java.util.Set;

/**
 * What is injected with {@link Remote} somewhere in the application.
 *
 * @param type what it is injected as; a client, unless somebody has made a mistake
 * @param remote its qualifier
 */
record RemotePoint(Class<?> type, Remote remote) {

  private static final Set<Type> LOOKUPS = Set.of(Instance.class, Provider.class);

  /** Empty for an injection point without {@link Remote}. */
  static Optional<RemotePoint> of(InjectionPoint point) {
    for (Annotation qualifier : point.getQualifiers()) {
      if (qualifier instanceof Remote remote) {
        return Optional.of(
            new RemotePoint(
                rawType(point.getType()), Remote.Literal.of(remote.value(), remote.from())));
      }
    }
    return Optional.empty();
  }

  /** A client, or what {@code Instance} and {@code Provider} have in their brackets. */
  private static Class<?> rawType(Type type) {
    if (type instanceof ParameterizedType generic) {
      return LOOKUPS.contains(generic.getRawType())
          ? rawType(generic.getActualTypeArguments()[0])
          : rawType(generic.getRawType());
    }
    return type instanceof Class<?> known ? known : Object.class;
  }

  boolean isClient() {
    return ServiceClient.class.isAssignableFrom(type)
        && !Modifier.isAbstract(type.getModifiers())
        && constructor().isPresent();
  }

  /** Makes the client. */
  ServiceClient client(RemoteCaller caller) {
    try {
      return (ServiceClient) constructor().orElseThrow().newInstance(caller);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type.getName() + " cannot be made", e);
    }
  }

  private Optional<Constructor<?>> constructor() {
    try {
      return Optional.of(type.getConstructor(RemoteCaller.class));
    } catch (NoSuchMethodException e) {
      return Optional.empty();
    }
  }
}
