package dev.actr.scenario;

import dev.actr.Actor;
import dev.actr.ActorContext;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;

/** Writes to a database, each request in a transaction. */
@Actor(value = "acme:ScenarioLedger:1.0.0", name = "ledger")
public class LedgerActor implements LedgerServiceHandler {

  @Inject Ledger ledger;

  @Override
  public void onStart(ActorContext context) throws Exception {
    ledger.create();
  }

  @Override
  @Transactional
  public Nothing book(Booking booking, ActorContext context) throws Exception {
    ledger.add(booking.getNote());
    if (booking.getFail()) {
      throw new IllegalStateException("as the booking says");
    }
    return Nothing.getDefaultInstance();
  }
}
