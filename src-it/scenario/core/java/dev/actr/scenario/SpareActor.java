package dev.actr.scenario;

import dev.actr.Actor;
import dev.actr.MessageDispatcher;
import dev.actr.Workload;

/** Has a configuration of its own, in another realm than its neighbours. */
@Actor(value = "acme:ScenarioSpare:1.0.0", name = "spare")
public class SpareActor implements Workload {

  @Override
  public MessageDispatcher<?> dispatcher() {
    return MessageDispatcher.none();
  }
}
