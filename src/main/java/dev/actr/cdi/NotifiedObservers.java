package dev.actr.cdi;

import dev.actr.ActorContext;
import dev.actr.dispatch.InvocationScope;
import jakarta.enterprise.inject.spi.EventContext;
import jakarta.enterprise.inject.spi.ObserverMethod;
import java.util.concurrent.Executor;

/** Notified one by one, where no portable extension could set guards. */
record NotifiedObservers(
    ObserverSequence sync, ObserverSequence async, InvocationScope scope, Executor executor)
    implements HookObservers {

  @Override
  public void notifySync(Object payload, Delivery delivery) {
    sync.notify(payload, delivery);
  }

  @Override
  public void notifyAsync(Object payload, ActorContext context, Delivery delivery) {
    EventContext<Object> event = async.event(payload);
    for (ObserverMethod<Object> observer : async.observers()) {
      executor.execute(
          () -> {
            try {
              scope.call(
                  context,
                  () -> {
                    observer.notify(event);
                    return null;
                  });
            } catch (Throwable e) {
              delivery.failed(observer.getBeanClass().getName(), e);
            }
          });
    }
  }
}
