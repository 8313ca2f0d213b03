package dev.actr.scenario;

import jakarta.annotation.Resource;
import jakarta.ejb.SessionContext;
import jakarta.ejb.Stateless;

/** Says nothing of roles. */
@Stateless
public class Hall {

  @Resource SessionContext session;

  /** Who asks, as far as the container knows. */
  public String visitor() {
    return session.getCallerPrincipal().getName();
  }
}
