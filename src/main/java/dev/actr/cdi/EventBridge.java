package dev.actr.cdi;

import static dev.actr.cdi.CdiLog.LOG;

import dev.actr.ActorContext;
import dev.actr.Workload;
import dev.actr.dispatch.InvocationScope;
import dev.actr.node.Hook;
import dev.actr.node.HookDelivery;
import dev.actr.node.HookEvent;
import java.util.Map;

/**
 * Delivers what happens to one actor's node.
 *
 * @param actor the bean
 * @param workload its contextual reference, so that interceptors apply
 * @param observers those of each hook
 * @param scope surrounds the method and the synchronous observers
 */
record EventBridge(
    ActorBean actor, Workload workload, Map<Hook, HookObservers> observers, InvocationScope scope)
    implements HookDelivery {

  @Override
  public void deliver(HookEvent event) throws Exception {
    HookObservers receivers = observers.get(event.hook());
    ActorContext context = event.context().orElse(null);
    Delivery delivery = new Delivery(actor.name(), event.hook());
    try {
      scope.call(
          context,
          () -> {
            toMethod(event, delivery);
            receivers.notifySync(event.payload(), delivery);
            return null;
          });
    } catch (Throwable e) {
      delivery.failed("the request context", e);
    }
    try {
      receivers.notifyAsync(event.payload(), context, new Delivery(actor.name(), event.hook()));
    } catch (RuntimeException e) {
      LOG.asyncDeliveryFailed(actor.name(), event.hook(), e);
    }
    delivery.rethrow();
  }

  private void toMethod(HookEvent event, Delivery delivery) {
    try {
      HookBinding.of(event.hook()).call(workload, event);
    } catch (Throwable e) {
      delivery.failed(actor.beanClass(), e);
    }
  }
}
