package dev.actr.scenario;

import dev.actr.ActrException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;

/** The bank over HTTP. */
@Path("/bank")
@ApplicationScoped
@Consumes(MediaType.TEXT_PLAIN)
@Produces(MediaType.TEXT_PLAIN)
public class BankResource {

  @Inject Instance<Hall> hall;
  @Inject Instance<Vault> vault;

  @Inject BankActor bank;

  /** Logs a teller in, who does all at the beans and then at the actor: a line each. */
  @POST
  public String visit(String password, @Context HttpServletRequest request)
      throws ServletException {
    request.login("teller", password);
    try {
      BankServiceClient actor = bank.client();
      return String.join(
          "\n",
          hall.get().visitor(),
          vault.get().open(),
          actor.enter(Nothing.getDefaultInstance()).getText(),
          opened(actor));
    } finally {
      request.logout();
    }
  }

  private static String opened(BankServiceClient actor) {
    try {
      return actor.open(Nothing.getDefaultInstance()).getText();
    } catch (ActrException e) {
      return e.kind().name();
    }
  }
}
