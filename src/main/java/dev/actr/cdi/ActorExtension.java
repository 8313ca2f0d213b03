package dev.actr.cdi;

import static dev.actr.cdi.CdiLog.LOG;

import dev.actr.Actor;
import dev.actr.Workload;
import dev.actr.event.OfActor;
import jakarta.decorator.Decorator;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.UnproxyableResolutionException;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.AfterDeploymentValidation;
import jakarta.enterprise.inject.spi.AnnotatedType;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ObserverMethod;
import jakarta.enterprise.inject.spi.ProcessAnnotatedType;
import jakarta.enterprise.inject.spi.ProcessInjectionPoint;
import jakarta.enterprise.inject.spi.ProcessManagedBean;
import jakarta.enterprise.inject.spi.ProcessObserverMethod;
import jakarta.enterprise.inject.spi.WithAnnotations;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptor;
import java.lang.annotation.Annotation;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The portable extension: finds actors, checks them and their configuration at deployment, and
 * makes observers of their events independent of each other. Containers call it; applications do
 * not.
 */
public class ActorExtension implements Extension {

  private final ActorRules rules = new ActorRules();
  private final List<Bean<?>> beans = new ArrayList<>();
  private final RemoteRules remotes = new RemoteRules();
  private final ObserverGuard guard = new ObserverGuard();
  private final SortedMap<String, String> observedActors = new TreeMap<>();

  /** Called by the container. */
  public ActorExtension() {}

  void classes(@Observes @WithAnnotations(Actor.class) ProcessAnnotatedType<?> event) {
    AnnotatedType<?> type = event.getAnnotatedType();
    if (type.getJavaClass().isAnnotationPresent(Actor.class)) {
      whyNoBean(type).ifPresent(reason -> rules.notBean(type.getJavaClass().getName(), reason));
      return;
    }
    for (Annotation annotation : type.getAnnotations()) {
      if (annotation.annotationType().isAnnotationPresent(Actor.class)) {
        rules.onStereotype(type.getJavaClass().getName(), annotation.annotationType().getName());
      }
    }
  }

  private static Optional<String> whyNoBean(AnnotatedType<?> type) {
    Class<?> javaClass = type.getJavaClass();
    if (javaClass.isInterface()) {
      return Optional.of("an interface");
    }
    if (type.isAnnotationPresent(Interceptor.class)) {
      return Optional.of("an interceptor");
    }
    if (type.isAnnotationPresent(Decorator.class)) {
      return Optional.of("a decorator");
    }
    if (Modifier.isAbstract(javaClass.getModifiers())) {
      return Optional.of("abstract");
    }
    if (javaClass.isMemberClass() && !Modifier.isStatic(javaClass.getModifiers())) {
      return Optional.of("an inner class that is not static");
    }
    boolean constructible =
        type.getConstructors().stream()
            .anyMatch(c -> c.getParameters().isEmpty() || c.isAnnotationPresent(Inject.class));
    return constructible
        ? Optional.empty()
        : Optional.of("without a constructor that has no parameters or @Inject");
  }

  void beans(@Observes ProcessManagedBean<?> event) {
    if (!(event.getBean() instanceof jakarta.enterprise.inject.spi.Interceptor)
        && !(event.getBean() instanceof jakarta.enterprise.inject.spi.Decorator)) {
      ActorBeans.candidate(event.getBean())
          .ifPresent(
              candidate -> {
                rules.bean(candidate);
                beans.add(event.getBean());
              });
    }
  }

  void injectionPoints(@Observes ProcessInjectionPoint<?, ?> event) {
    remotes.injectionPoint(event.getInjectionPoint());
  }

  void observers(@Observes ProcessObserverMethod<?, ?> event) {
    ObserverMethod<?> observer = event.getObserverMethod();
    for (Annotation qualifier : observer.getObservedQualifiers()) {
      if (qualifier instanceof OfActor ofActor) {
        observedActors.putIfAbsent(ofActor.value(), observer.getBeanClass().getName());
      }
    }
    if (HookBinding.mayObserve(observer)) {
      guard(event);
    }
  }

  private <T> void guard(ProcessObserverMethod<T, ?> event) {
    event.setObserverMethod(new GuardedObserver<>(event.getObserverMethod(), guard));
  }

  void afterDiscovery(@Observes AfterBeanDiscovery event) {
    event
        .addBean()
        .beanClass(ObserverGuard.class)
        .types(ObserverGuard.class, Object.class)
        .scope(Dependent.class)
        .produceWith(instance -> guard);
    addClients(event);
    if (isHealthPresent()) {
      HealthBeans.add(event, rules.actors().keySet());
    }
  }

  /**
   * Also those that are wrong, as the container would only say that what is injected is not there.
   */
  private void addClients(AfterBeanDiscovery event) {
    for (RemotePoint point : remotes.points()) {
      event
          .addBean()
          .id(RemoteClients.class.getName() + ' ' + point)
          .beanClass(RemoteClients.class)
          .types(point.type(), Object.class)
          .qualifiers(point.remote())
          .scope(Dependent.class)
          .produceWith(instance -> instance.select(RemoteClients.class).get().client(point));
    }
  }

  /** MicroProfile Health is optional. */
  private static boolean isHealthPresent() {
    try {
      Class.forName(
          "org.eclipse.microprofile.health.HealthCheck",
          false,
          ActorExtension.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  void validate(@Observes AfterDeploymentValidation event, BeanManager manager) {
    for (Bean<?> bean : beans) {
      boolean proxied = bean.getScope() == ApplicationScoped.class;
      if (proxied && bean.getTypes().contains(Workload.class)) {
        checkProxy(bean, manager);
      }
    }
    Map<String, ActorBean> actors = rules.actors();
    observedActors.forEach(
        (actor, beanClass) -> {
          if (!actors.containsKey(actor)) {
            LOG.observerOfUnknownActor(beanClass, actor, actors.keySet());
          }
        });
    List<String> problems = new ArrayList<>(rules.problems());
    problems.addAll(remotes.problems(rules.names()));
    problems.addAll(HostHandlers.problems(manager, actors.keySet()));
    problems.addAll(ActorConfigReader.check(actors.values()));
    if (!problems.isEmpty()) {
      event.addDeploymentProblem(
          LOG.notDeployable(problems.size(), String.join(System.lineSeparator(), problems)));
    }
  }

  /**
   * Dispatchers cast the reference to the service's interface. Of a class that it cannot extend,
   * Weld proxies the interface Workload alone.
   */
  private void checkProxy(Bean<?> bean, BeanManager manager) {
    try {
      Object reference =
          manager.getReference(bean, Workload.class, manager.createCreationalContext(bean));
      if (!bean.getBeanClass().isInstance(reference)) {
        rules.notProxyable(bean.getBeanClass().getName());
      }
    } catch (UnproxyableResolutionException e) {
      rules.notProxyable(bean.getBeanClass().getName());
    }
  }
}
