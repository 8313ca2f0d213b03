package dev.actr.scenario;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ejb.Stateless;

/** Is open to tellers. */
@Stateless
@RolesAllowed("teller")
public class Vault {

  /** What is in it. */
  public String open() {
    return "gold";
  }
}
