package dev.actr.cdi;

import jakarta.enterprise.inject.spi.EventContext;
import jakarta.enterprise.inject.spi.EventMetadata;
import jakarta.enterprise.inject.spi.InjectionPoint;
import jakarta.enterprise.inject.spi.ObserverMethod;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Set;

/**
 * Observers that are notified one by one, so that one that throws does not keep the event from
 * those after it.
 *
 * @param observers in order of priority
 * @param qualifiers of the event
 */
record ObserverSequence(List<ObserverMethod<Object>> observers, Set<Annotation> qualifiers) {

  void notify(Object payload, Delivery delivery) {
    if (!observers.isEmpty()) {
      EventContext<Object> event = event(payload);
      for (ObserverMethod<Object> observer : observers) {
        try {
          observer.notify(event);
        } catch (Throwable e) {
          delivery.failed(observer.getBeanClass().getName(), e);
        }
      }
    }
  }

  EventContext<Object> event(Object payload) {
    return new Fired(payload, qualifiers);
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
