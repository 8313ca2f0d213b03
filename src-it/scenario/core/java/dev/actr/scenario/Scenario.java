package dev.actr.scenario;

import dev.actr.ActorContext;
import dev.actr.ActrId;
import dev.actr.Dest;
import dev.actr.NodeEvent;
import dev.actr.Remote;
import dev.actr.event.OfActor;
import dev.actr.event.Stopping;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.Map;

/** What the application does for its users, whichever way they reach it. */
@ApplicationScoped
public class Scenario {

  @Inject
  @Remote(value = "acme:ScenarioGate:1.0.0", from = "echo")
  GateServiceClient gate;

  private volatile ActorContext echo;
  private volatile ActorContext rtc;
  private volatile Map<String, String> hookView = Map.of();

  void ready(ActorContext context, Map<String, String> seen) {
    hookView = seen;
    echo = context;
  }

  void rtcReady(ActorContext context) {
    rtc = context;
  }

  /** Who the echo actor is. */
  public String self() {
    return echo().selfId().toString();
  }

  /** What the thread saw that ran the actor's hook. */
  public Map<String, String> hookView() {
    return hookView;
  }

  /** Calls the tests' actor through the injected client. */
  public String pass(String text) {
    return gate.pass(text(text)).getText();
  }

  /** Calls an actor of another application over WebSocket. */
  public String call(String peer, String text) {
    return call(echo(), peer, text);
  }

  /** Calls an actor of another application over WebRTC. */
  public String callOverWebRtc(String peer, String text) {
    return call(ready(rtc), peer, text);
  }

  private static String call(ActorContext from, String peer, String text) {
    EchoServiceClient client = new EchoServiceClient(from, Dest.peer(ActrId.parse(peer)));
    return client.echo(text(text)).getText();
  }

  void leave(@Observes @Stopping @OfActor("echo") NodeEvent node) {
    gate.leave(text(node.id().orElseThrow().toString()));
  }

  private ActorContext echo() {
    return ready(echo);
  }

  private static ActorContext ready(ActorContext context) {
    if (context == null) {
      throw new IllegalStateException("the actor is not ready");
    }
    return context;
  }

  private static Text text(String text) {
    return Text.newBuilder().setText(text).build();
  }
}
