package dev.actr.scenario;

import dev.actr.Actor;
import dev.actr.ActorContext;
import dev.actr.Dest;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;

/** Calls beans that ask for roles. They are looked up, as a server may be without them. */
@Actor(value = "acme:ScenarioBank:1.0.0", name = "bank")
public class BankActor implements BankServiceHandler {

  @Inject Instance<Hall> hall;
  @Inject Instance<Vault> vault;
  @Inject Instance<Teller> teller;

  private volatile ActorContext own;

  @Override
  public void onReady(ActorContext context) throws Exception {
    own = context;
    BankServiceHandler.super.onReady(context);
  }

  /** Calls this actor from within the application. */
  public BankServiceClient client() {
    return new BankServiceClient(own, Dest.workload());
  }

  @Override
  public Text enter(Nothing request, ActorContext context) {
    return text(hall.get().visitor());
  }

  @Override
  public Text open(Nothing request, ActorContext context) {
    return text(vault.get().open());
  }

  @Override
  public Text fetch(Nothing request, ActorContext context) {
    return text(teller.get().fetch());
  }

  private static Text text(String text) {
    return Text.newBuilder().setText(text).build();
  }
}
