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
    Delivery delivery = delivery(event);
    delivery.to(
        "the request context",
        () ->
            scope.call(
                context,
                () -> {
                  delivery.to(
                      actor.beanClass(), () -> HookBinding.of(event.hook()).call(workload, event));
                  delivery.to(
                      "the observers", () -> receivers.notifySync(event.payload(), delivery));
                  return null;
                }));
    try {
      receivers.notifyAsync(event.payload(), context, delivery(event));
    } catch (RuntimeException e) {
      LOG.asyncDeliveryFailed(actor.name(), event.hook(), e);
    }
    delivery.rethrow();
  }

  private Delivery delivery(HookEvent event) {
    return new Delivery(actor.name(), event.hook());
  }
}
