package dev.actr.cdi;

import jakarta.enterprise.inject.spi.EventContext;
import jakarta.enterprise.inject.spi.ObserverMethod;

/**
 * Stands before each observer that an actor's events can reach, so that one that throws does not
 * end the delivery to those after it. Events that are not an actor's pass as if it were not there.
 *
 * <p>Notifying the observers one by one would do as well, had not Weld to fire an event itself for
 * its {@code EventMetadata} to be injectable.
 */
final class ObserverGuard {

  private final ThreadLocal<Delivery> current = new ThreadLocal<>();

  /** Fires an event, whose observers' failures go to the delivery. */
  void during(Delivery delivery, Runnable fire) {
    current.set(delivery);
    try {
      fire.run();
    } finally {
      current.remove();
    }
  }

  <T> void notify(ObserverMethod<T> observer, EventContext<T> event) {
    Delivery delivery = current.get();
    if (delivery == null) {
      observer.notify(event);
      return;
    }
    // Events that the observer fires itself are its own.
    current.remove();
    try {
      delivery.to(observer.getBeanClass().getName(), () -> observer.notify(event));
    } finally {
      current.set(delivery);
    }
  }
}
