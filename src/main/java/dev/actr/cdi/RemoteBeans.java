package dev.actr.cdi;

import dev.actr.Remote;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.Annotated;
import jakarta.enterprise.inject.spi.AnnotatedParameter;
import jakarta.enterprise.inject.spi.InjectionPoint;
import jakarta.inject.Provider;
import java.lang.annotation.Annotation;
import java.lang.reflect.Member;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Stream;

/** The clients to inject in a container that has portable extensions. */
final class RemoteBeans {

  private static final Set<Type> LOOKUPS = Set.of(Instance.class, Provider.class);

  private final Set<RemotePoint> points = new LinkedHashSet<>();

  /** Takes an injection point with {@link Remote} down, here and for the rules. */
  void injectionPoint(InjectionPoint point, RemoteRules rules) {
    for (Annotation qualifier : point.getQualifiers()) {
      if (qualifier instanceof Remote remote) {
        RemotePoint found =
            RemotePoint.of(injected(point.getType()), remote.value(), remote.from());
        points.add(found);
        rules.injectionPoint(
            where(point.getMember(), point.getAnnotated()),
            new RemoteRules.Target(
                found.type().getTypeName(), found.isClient(), remote.value(), remote.from()));
      }
    }
  }

  /** What {@code Instance} and {@code Provider} have in their brackets, or the type itself. */
  private static Type injected(Type type) {
    return type instanceof ParameterizedType generic && LOOKUPS.contains(generic.getRawType())
        ? injected(generic.getActualTypeArguments()[0])
        : type;
  }

  private static String where(Member member, Annotated annotated) {
    return annotated instanceof AnnotatedParameter<?> parameter
        ? RemoteRules.parameter(
            member.getDeclaringClass().getName(), member.getName(), parameter.getPosition())
        : RemoteRules.field(member.getDeclaringClass().getName(), member.getName());
  }

  /**
   * Also those that are wrong, as the container would only say that what is injected is not there.
   */
  void add(AfterBeanDiscovery event) {
    points.stream()
        .filter(point -> isBeanType(point.type()))
        .forEach(
            point ->
                event
                    .addBean()
                    .id(RemoteClients.class.getName() + ' ' + point)
                    .beanClass(RemoteClients.class)
                    .types(point.type(), Object.class)
                    .qualifiers(point.remote())
                    .scope(Dependent.class)
                    .produceWith(
                        instance -> instance.select(RemoteClients.class).get().client(point)));
  }

  private static boolean isBeanType(Type type) {
    return type instanceof Class<?>
        || type instanceof ParameterizedType generic
            && Stream.of(generic.getActualTypeArguments()).allMatch(RemoteBeans::isBeanType);
  }
}
