package dev.actr.node;

/** Delivers events to the workload's hook methods and to the observers. */
@FunctionalInterface
public interface HookDelivery {

  /**
   * Delivers one event: to the workload method, then to the observers, then to the asynchronous
   * observers. Called on an executor thread, for one event of a node at a time. A failure of one
   * receiver does not keep the event from the others.
   *
   * @param event not null
   * @throws Exception the first failure of the method or a synchronous observer, already logged
   */
  void deliver(HookEvent event) throws Exception;
}
