package dev.actr.cdi;

import dev.actr.ActorContext;

/** The observers of one hook of one actor, resolved once. */
interface HookObservers {

  /** Nobody observes. */
  HookObservers NONE =
      new HookObservers() {
        @Override
        public void notifySync(Object payload, Delivery delivery) {}

        @Override
        public void notifyAsync(Object payload, ActorContext context, Delivery delivery) {}
      };

  /** Notifies the synchronous observers in order of priority. Their failures go to the delivery. */
  void notifySync(Object payload, Delivery delivery);

  /**
   * Hands the event to the asynchronous observers, with this context current where they run. Their
   * failures go to the delivery.
   *
   * @param context may be null
   * @throws RuntimeException if they cannot be reached
   */
  void notifyAsync(Object payload, ActorContext context, Delivery delivery);
}
