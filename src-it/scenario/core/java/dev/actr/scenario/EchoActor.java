package dev.actr.scenario;

import dev.actr.Actor;
import dev.actr.ActorContext;
import jakarta.inject.Inject;

/** Answers, and lends its context to the code around it. */
@Actor(value = "acme:ScenarioEcho:1.0.0", name = "echo")
public class EchoActor implements EchoServiceHandler {

  @Inject Scenario scenario;
  @Inject ThreadView view;

  @Override
  public void onReady(ActorContext context) throws Exception {
    scenario.ready(context, view.seen());
    EchoServiceHandler.super.onReady(context);
  }

  @Override
  public Text echo(Text request, ActorContext context) {
    return request;
  }

  @Override
  public Text hold(Text request, ActorContext context) {
    return Text.newBuilder().setText(scenario.pass(request.getText())).build();
  }

  @Override
  public Surroundings look(Nothing request, ActorContext context) {
    return Surroundings.newBuilder().putAllSeen(view.seen()).build();
  }
}
