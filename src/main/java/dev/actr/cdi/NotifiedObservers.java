package dev.actr.cdi;

import dev.actr.ActorContext;
import dev.actr.dispatch.InvocationScope;
import jakarta.enterprise.inject.spi.EventContext;
import jakarta.enterprise.inject.spi.EventMetadata;
import jakarta.enterprise.inject.spi.InjectionPoint;
import jakarta.enterprise.inject.spi.ObserverMethod;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * Notified one by one, where no portable extension could set guards.
 *
 * @param sync in order of priority
 * @param async in order of priority
 * @param qualifiers of the event
 */
record NotifiedObservers(
    List<ObserverMethod<Object>> sync,
    List<ObserverMethod<Object>> async,
    Set<Annotation> qualifiers,
    InvocationScope scope,
    Executor executor)
    implements HookObservers {

  @Override
  public void notifySync(Object payload, Delivery delivery) {
    for (ObserverMethod<Object> observer : sync) {
      notify(observer, payload, delivery);
    }
  }

  @Override
  public void notifyAsync(Object payload, ActorContext context, Delivery delivery) {
    for (ObserverMethod<Object> observer : async) {
      executor.execute(
          () ->
              delivery.to(
                  observer.getBeanClass().getName(),
                  () ->
                      scope.call(
                          context,
                          () -> {
                            observer.notify(new Fired(payload, qualifiers));
                            return null;
                          })));
    }
  }

  private void notify(ObserverMethod<Object> observer, Object payload, Delivery delivery) {
    delivery.to(
        observer.getBeanClass().getName(), () -> observer.notify(new Fired(payload, qualifiers)));
  }

  /** What the container would tell of the event, had it been fired. */
  private record Fired(Object payload, Set<Annotation> qualifiers)
      implements EventContext<Object>, EventMetadata {

    @Override
    public Object getEvent() {
      return payload;
    }

    @Override
    public EventMetadata getMetadata() {
      return this;
    }

    @Override
    public Set<Annotation> getQualifiers() {
      return qualifiers;
    }

    @Override
    public InjectionPoint getInjectionPoint() {
      return null;
    }

    @Override
    public Type getType() {
      return payload.getClass();
    }
  }
}
