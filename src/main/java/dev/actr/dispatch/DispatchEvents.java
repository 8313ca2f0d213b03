package dev.actr.dispatch;

import dev.actr.ActrException;
import dev.actr.ErrorCategory;

/** Learns what happens in dispatch. Called on any thread; must not block. */
public interface DispatchEvents {

  /**
   * A handler threw.
   *
   * @param category whether on purpose
   * @param failure what its caller is told
   */
  void handlerFailed(ErrorCategory category, ActrException failure);

  /**
   * So many requests wait as the threshold says; told again only after there were less.
   *
   * @param waiting how many wait
   */
  void backpressure(int waiting);
}
