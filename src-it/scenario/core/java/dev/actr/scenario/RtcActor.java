package dev.actr.scenario;

import dev.actr.Actor;
import dev.actr.ActorContext;
import dev.actr.Remote;
import jakarta.inject.Inject;

/** Accepts no WebSocket, so that its peers reach it over WebRTC, and keeps its requests on disk. */
@Actor(value = "acme:ScenarioRtc:1.0.0", name = "rtc")
public class RtcActor implements EchoServiceHandler {

  @Inject Scenario scenario;
  @Inject ThreadView view;

  @Inject
  @Remote(value = "acme:ScenarioGate:1.0.0", from = "rtc")
  GateServiceClient gate;

  @Override
  public void onReady(ActorContext context) throws Exception {
    scenario.rtcReady(context);
    EchoServiceHandler.super.onReady(context);
  }

  @Override
  public Text echo(Text request, ActorContext context) {
    return request;
  }

  @Override
  public Text hold(Text request, ActorContext context) {
    return gate.pass(request);
  }

  @Override
  public Surroundings look(Nothing request, ActorContext context) {
    return Surroundings.newBuilder().putAllSeen(view.seen()).build();
  }
}
