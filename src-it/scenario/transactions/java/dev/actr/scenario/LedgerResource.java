package dev.actr.scenario;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;

/** The ledger over HTTP. */
@Path("/ledger")
@ApplicationScoped
@Produces(MediaType.TEXT_PLAIN)
public class LedgerResource {

  @Inject Ledger ledger;

  /** Its notes, a line each. */
  @GET
  public String notes() throws SQLException {
    return String.join("\n", ledger.notes());
  }
}
