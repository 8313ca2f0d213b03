package dev.actr.cdi;

import static dev.actr.cdi.CdiLog.LOG;

import dev.actr.ActrException;
import dev.actr.ErrorKind;
import dev.actr.node.Hook;

/** One event on its way to its receivers: keeps the failure of one from the others. */
final class Delivery {

  private final String actor;
  private final Hook hook;
  private Throwable failure;

  Delivery(String actor, Hook hook) {
    this.actor = actor;
    this.hook = hook;
  }

  /** A receiver has failed. */
  void failed(String receiver, Throwable e) {
    LOG.hookFailed(actor, hook, receiver, e);
    if (failure == null) {
      failure = e;
    }
  }

  /** Throws the first failure, if there was one. */
  void rethrow() throws Exception {
    if (failure instanceof Exception e) {
      throw e;
    }
    if (failure != null) {
      throw new ActrException(ErrorKind.INTERNAL, hook + " failed: " + failure, failure);
    }
  }
}
