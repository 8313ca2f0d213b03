package dev.actr.node;

import dev.actr.ActrException;
import dev.actr.ErrorCategory;
import dev.actr.dispatch.DispatchEvents;

/**
 * Turns what happens in dispatch into hooks.
 *
 * @param threshold of the backlog
 */
record DispatchHooks(HookEmitter hooks, int threshold) implements DispatchEvents {

  @Override
  public void handlerFailed(ErrorCategory category, ActrException failure) {
    hooks.error(category, failure, "handling a request");
  }

  @Override
  public void backpressure(int waiting) {
    hooks.mailboxBackpressure(waiting, threshold);
  }
}
