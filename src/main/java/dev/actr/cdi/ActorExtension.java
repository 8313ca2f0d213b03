package dev.actr.cdi;

import static dev.actr.cdi.CdiLog.LOG;

import dev.actr.Actor;
import dev.actr.Workload;
import dev.actr.event.OfActor;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.AfterDeploymentValidation;
import jakarta.enterprise.inject.spi.AnnotatedMethod;
import jakarta.enterprise.inject.spi.AnnotatedType;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.Decorator;
import jakarta.enterprise.inject.spi.EventMetadata;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.Interceptor;
import jakarta.enterprise.inject.spi.ObserverMethod;
import jakarta.enterprise.inject.spi.ProcessAnnotatedType;
import jakarta.enterprise.inject.spi.ProcessBean;
import jakarta.enterprise.inject.spi.ProcessInjectionPoint;
import jakarta.enterprise.inject.spi.ProcessManagedBean;
import jakarta.enterprise.inject.spi.ProcessObserverMethod;
import jakarta.enterprise.inject.spi.WithAnnotations;
import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.List;

/**
 * The portable extension: finds actors, checks them and their configuration at deployment, and
 * makes observers of their events independent of each other. Containers call it; applications do
 * not.
 */
public class ActorExtension implements Extension {

  private final ActorRules rules = new ActorRules();
  private final RemoteRules remotes = new RemoteRules();
  private final ObservedActors observed = new ObservedActors();
  private final RemoteBeans clients = new RemoteBeans();
  private final List<Bean<?>> beans = new ArrayList<>();
  private final ObserverGuard guard = new ObserverGuard();
  private final RequestScopeUse requests = new RequestScopeUse();

  /** Called by the container. */
  public ActorExtension() {}

  void classes(@Observes @WithAnnotations(Actor.class) ProcessAnnotatedType<?> event) {
    AnnotatedType<?> type = event.getAnnotatedType();
    if (type.getJavaClass().isAnnotationPresent(Actor.class)) {
      rules.actorClass(ActorBeans.actorClass(type));
      return;
    }
    for (Annotation annotation : type.getAnnotations()) {
      if (annotation.annotationType().isAnnotationPresent(Actor.class)) {
        rules.onStereotype(type.getJavaClass().getName(), annotation.annotationType().getName());
      }
    }
  }

  void beans(@Observes ProcessManagedBean<?> event) {
    if (!(event.getBean() instanceof Interceptor) && !(event.getBean() instanceof Decorator)) {
      ActorBeans.candidate(event.getBean())
          .ifPresent(
              candidate -> {
                rules.bean(candidate);
                beans.add(event.getBean());
              });
    }
  }

  void allBeans(@Observes ProcessBean<?> event) {
    requests.bean(event.getBean());
  }

  void injectionPoints(@Observes ProcessInjectionPoint<?, ?> event) {
    clients.injectionPoint(event.getInjectionPoint(), remotes);
  }

  void observers(@Observes ProcessObserverMethod<?, ?> event) {
    ObserverMethod<?> observer = event.getObserverMethod();
    for (Annotation qualifier : observer.getObservedQualifiers()) {
      if (qualifier instanceof OfActor ofActor) {
        observed.add(ofActor.value(), observer.getBeanClass().getName());
      }
    }
    requests.observer(observer);
    if (HookBinding.mayObserve(observer)) {
      guard(event);
    }
  }

  private <T> void guard(ProcessObserverMethod<T, ?> event) {
    AnnotatedMethod<?> method = event.getAnnotatedMethod();
    boolean takesMetadata =
        method != null
            && method.getParameters().stream()
                .anyMatch(parameter -> parameter.getBaseType() == EventMetadata.class);
    event.setObserverMethod(new GuardedObserver<>(event.getObserverMethod(), takesMetadata, guard));
  }

  void afterDiscovery(@Observes AfterBeanDiscovery event) {
    add(event, ObserverGuard.class, guard);
    add(event, RequestScopeUse.class, requests);
    clients.add(event);
    HealthBeans.add(event, rules.actors().keySet());
  }

  private static <T> void add(AfterBeanDiscovery event, Class<T> type, T instance) {
    event
        .<T>addBean()
        .beanClass(type)
        .types(type, Object.class)
        .scope(Dependent.class)
        .produceWith(any -> instance);
  }

  void validate(@Observes AfterDeploymentValidation event, BeanManager manager) {
    for (Bean<?> bean : beans) {
      boolean proxied = bean.getScope() == ApplicationScoped.class;
      if (proxied
          && bean.getTypes().contains(Workload.class)
          && !ActorBeans.isProxyable(bean, () -> reference(bean, manager))) {
        rules.notProxyable(bean.getBeanClass().getName());
      }
    }
    observed.warn(rules.actors().keySet());
    List<String> problems = new ArrayList<>(rules.problems());
    problems.addAll(remotes.problems(rules.names()));
    problems.addAll(HostHandlers.problems(manager, rules.actors().keySet()));
    problems.addAll(ActorConfigReader.check(rules.actors().values()));
    if (!problems.isEmpty()) {
      event.addDeploymentProblem(
          LOG.notDeployable(problems.size(), String.join(System.lineSeparator(), problems)));
    }
  }

  private static Object reference(Bean<?> bean, BeanManager manager) {
    return manager.getReference(bean, Workload.class, manager.createCreationalContext(bean));
  }
}
