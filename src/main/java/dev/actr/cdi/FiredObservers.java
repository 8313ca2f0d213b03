package dev.actr.cdi;

import dev.actr.ActorContext;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.NotificationOptions;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * Notified by the container, which stops at the first failure, but for the guard before each.
 *
 * @param event with the hook's qualifiers
 * @param sync the synchronous observers; empty if an {@code EventMetadata} is to be injected into
 *     one of them, which Weld can do only if it fires the event itself
 * @param async whether there are asynchronous ones
 */
record FiredObservers(
    Event<Object> event,
    Optional<ObserverSequence> sync,
    boolean async,
    ObserverGuard guard,
    CurrentContext current,
    Executor executor)
    implements HookObservers {

  @Override
  public void notifySync(Object payload, Delivery delivery) {
    if (sync.isPresent()) {
      sync.get().notify(payload, delivery);
    } else {
      guard.during(delivery, () -> event.fire(payload));
    }
  }

  @Override
  public void notifyAsync(Object payload, ActorContext context, Delivery delivery) {
    if (async) {
      Executor bound =
          task -> executor.execute(() -> current.run(context, () -> guard.during(delivery, task)));
      event
          .fireAsync(payload, NotificationOptions.ofExecutor(bound))
          .whenComplete(
              (done, e) -> {
                if (e != null) {
                  delivery.failed("the asynchronous observers", e);
                }
              });
    }
  }
}
