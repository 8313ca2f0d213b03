package dev.actr.cdi;

import jakarta.enterprise.inject.spi.EventContext;
import jakarta.enterprise.inject.spi.ObserverMethod;

/**
 * Stands before each observer that an actor's events can reach, so that one that throws does not
 * end the delivery to those after it. Events that are not an actor's pass as if it were not there.
 */
final class ObserverGuard {

  private final ThreadSlot<Delivery> current = new ThreadSlot<>();

  /** Fires an event, whose observers' failures go to the delivery. */
  void during(Delivery delivery, Runnable fire) {
    Delivery outer = current.swap(delivery);
    try {
      fire.run();
    } finally {
      current.swap(outer);
    }
  }

  <T> void notify(ObserverMethod<T> observer, EventContext<T> event) {
    // Events that the observer fires itself are its own.
    Delivery delivery = current.swap(null);
    try {
      observer.notify(event);
    } catch (Throwable e) {
      if (delivery == null) {
        throw e;
      }
      delivery.failed(observer.getBeanClass().getName(), e);
    } finally {
      current.swap(delivery);
    }
  }
}
