package dev.actr.cdi;

import jakarta.enterprise.event.Reception;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.EventContext;
import jakarta.enterprise.inject.spi.ObserverMethod;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.Set;

/**
 * An observer behind the guard, in all else as it is. Not made with a configurator: Weld's wraps
 * what an observer throws.
 *
 * @param <T> the observed type
 * @param takesMetadata whether the event's metadata is injected into it
 */
record GuardedObserver<T>(ObserverMethod<T> observer, boolean takesMetadata, ObserverGuard guard)
    implements ObserverMethod<T> {

  @Override
  public void notify(EventContext<T> event) {
    guard.notify(observer, event);
  }

  @Override
  public Class<?> getBeanClass() {
    return observer.getBeanClass();
  }

  @Override
  public Bean<?> getDeclaringBean() {
    return observer.getDeclaringBean();
  }

  @Override
  public Type getObservedType() {
    return observer.getObservedType();
  }

  @Override
  public Set<Annotation> getObservedQualifiers() {
    return observer.getObservedQualifiers();
  }

  @Override
  public Reception getReception() {
    return observer.getReception();
  }

  @Override
  public TransactionPhase getTransactionPhase() {
    return observer.getTransactionPhase();
  }

  @Override
  public int getPriority() {
    return observer.getPriority();
  }

  @Override
  public boolean isAsync() {
    return observer.isAsync();
  }
}
