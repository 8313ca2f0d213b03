package dev.actr.scenario;

import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RunAs;
import jakarta.ejb.EJB;
import jakarta.ejb.Stateless;

/** Is a teller, whoever asks. WildFly asks for the second annotation where there is the third. */
@Stateless
@PermitAll
@RunAs("teller")
public class Teller {

  @EJB Vault vault;

  /** What is in the vault. */
  public String fetch() {
    return vault.open();
  }
}
