package dev.actr.servers;

import dev.actr.Actor;
import dev.actr.ActorContext;
import dev.actr.ActrId;
import dev.actr.Dest;
import dev.actr.scenario.BankServiceClient;
import dev.actr.scenario.EchoServiceClient;
import dev.actr.scenario.GateServiceHandler;
import dev.actr.scenario.LedgerServiceClient;
import dev.actr.scenario.Nothing;
import dev.actr.scenario.Text;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** The actor of the tests: applications call it, and it calls them. */
@Actor(value = "acme:ScenarioGate:1.0.0", name = "gate")
public class GateActor implements GateServiceHandler {

  private final List<String> arrived = new CopyOnWriteArrayList<>();
  private final List<String> left = new CopyOnWriteArrayList<>();
  private volatile CompletableFuture<Void> open = CompletableFuture.completedFuture(null);
  private volatile ActorContext context;

  @Override
  public void onReady(ActorContext ready) {
    context = ready;
  }

  @Override
  public Text pass(Text request, ActorContext running) {
    arrived.add(request.getText());
    open.join();
    return request;
  }

  @Override
  public Nothing leave(Text request, ActorContext running) {
    left.add(request.getText());
    return Nothing.getDefaultInstance();
  }

  /** Lets nobody pass until the result is completed. */
  CompletableFuture<Void> close() {
    open = new CompletableFuture<>();
    return open;
  }

  /** Forgets what has come to the gate. */
  void forgetArrived() {
    arrived.clear();
  }

  /** What has come to the gate. */
  List<String> arrived() {
    return arrived;
  }

  /** The actors that have said they stop. */
  List<String> left() {
    return left;
  }

  ActorContext context() {
    return context;
  }

  EchoServiceClient echo(String id) {
    return new EchoServiceClient(context, Dest.peer(ActrId.parse(id)));
  }

  BankServiceClient bank(String id) {
    return new BankServiceClient(context, Dest.peer(ActrId.parse(id)));
  }

  LedgerServiceClient ledger(String id) {
    return new LedgerServiceClient(context, Dest.peer(ActrId.parse(id)));
  }
}
