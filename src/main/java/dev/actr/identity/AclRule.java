package dev.actr.identity;

import dev.actr.ActrId;
import dev.actr.ActrType;
import java.util.Objects;
import java.util.Optional;

/**
 * Allows or denies callers of one exact type.
 *
 * @param allow or deny
 * @param from the callers' type, not null
 * @param realmId the callers' realm; empty for any
 */
public record AclRule(boolean allow, ActrType from, Optional<Long> realmId) {

  /** Checks for null. */
  public AclRule {
    Objects.requireNonNull(from, "from");
    Objects.requireNonNull(realmId, "realmId");
  }

  boolean matches(ActrId caller) {
    return from.equals(caller.type())
        && (realmId.isEmpty() || realmId.get() == caller.realm().id());
  }
}
