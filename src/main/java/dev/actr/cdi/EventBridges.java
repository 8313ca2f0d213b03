package dev.actr.cdi;

import dev.actr.Workload;
import dev.actr.dispatch.InvocationScope;
import dev.actr.event.OfActor;
import dev.actr.node.Hook;
import dev.actr.node.HookDelivery;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.BeanContainer;
import jakarta.enterprise.inject.spi.ObserverMethod;
import jakarta.inject.Inject;
import java.lang.annotation.Annotation;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;

/** Resolves the observers of an actor's events, once, on the thread that deploys. */
@ApplicationScoped
class EventBridges {

  @Inject BeanContainer beans;
  @Inject @Any Event<Object> events;
  @Inject Instance<ObserverGuard> guards;
  @Inject InvocationScope scope;
  @Inject CurrentContext current;

  /**
   * Makes the delivery of an actor's events.
   *
   * @param actor the bean
   * @param workload its contextual reference
   * @param executor runs the asynchronous observers
   */
  HookDelivery create(ActorBean actor, Workload workload, Executor executor) {
    Map<Hook, HookObservers> observers = new EnumMap<>(Hook.class);
    for (Hook hook : Hook.values()) {
      observers.put(hook, observers(HookBinding.of(hook), actor.name(), executor));
    }
    return new EventBridge(actor, workload, observers, scope);
  }

  private <P> HookObservers observers(HookBinding<P> binding, String actor, Executor executor) {
    Annotation ofActor = OfActor.Literal.of(actor);
    @SuppressWarnings("unchecked") // They are notified of nothing but the hook's payload.
    List<ObserverMethod<Object>> all =
        beans.resolveObserverMethods(binding.sample(), binding.qualifier(), ofActor).stream()
            .map(observer -> (ObserverMethod<Object>) observer)
            .sorted(Comparator.comparingInt(ObserverMethod::getPriority))
            .toList();
    List<ObserverMethod<Object>> sync = all.stream().filter(o -> !o.isAsync()).toList();
    List<ObserverMethod<Object>> async = all.stream().filter(ObserverMethod::isAsync).toList();
    if (all.isEmpty()) {
      return HookObservers.NONE;
    }
    if (guards.isUnsatisfied()) {
      Set<Annotation> qualifiers = Set.of(binding.qualifier(), ofActor, Any.Literal.INSTANCE);
      return new NotifiedObservers(sync, async, qualifiers, scope, executor);
    }
    @SuppressWarnings("unchecked") // As above.
    Event<Object> event =
        (Event<Object>) events.select(binding.sample().getClass(), binding.qualifier(), ofActor);
    return new FiredObservers(
        event, !sync.isEmpty(), !async.isEmpty(), guards.get(), current, executor);
  }
}
