package dev.actr.cdi;

import dev.actr.Workload;
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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;

/** Resolves the observers of an actor's events, once, on the thread that deploys. */
@ApplicationScoped
class EventBridges {

  @Inject BeanContainer beans;
  @Inject @Any Event<Object> events;
  @Inject Instance<ObserverGuard> guards;
  @Inject ActorInvocations invocations;
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
    return new EventBridge(actor, workload, observers, invocations.scope());
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
    Set<Annotation> qualifiers = Set.of(binding.qualifier(), ofActor, Any.Literal.INSTANCE);
    if (guards.isUnsatisfied()) {
      return new NotifiedObservers(
          new ObserverSequence(sync, qualifiers),
          new ObserverSequence(async, qualifiers),
          invocations.scope(),
          executor);
    }
    @SuppressWarnings("unchecked") // As above.
    Event<Object> event =
        (Event<Object>) events.select(binding.sample().getClass(), binding.qualifier(), ofActor);
    return new FiredObservers(
        event,
        withoutGuards(sync).map(observers -> new ObserverSequence(observers, qualifiers)),
        !async.isEmpty(),
        guards.get(),
        current.withoutProxy(),
        executor);
  }

  /** Those behind the guards; empty if one of them needs the container to fire the event. */
  private static Optional<List<ObserverMethod<Object>>> withoutGuards(
      List<ObserverMethod<Object>> observers) {
    List<ObserverMethod<Object>> behind = new ArrayList<>();
    for (ObserverMethod<Object> observer : observers) {
      if (!(observer instanceof GuardedObserver<Object> guarded) || guarded.takesMetadata()) {
        return Optional.empty();
      }
      behind.add(guarded.observer());
    }
    return Optional.of(behind);
  }
}
