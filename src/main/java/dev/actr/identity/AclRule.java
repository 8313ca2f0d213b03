package dev.actr.identity;

import dev.actr.ActrId;
import dev.actr.ActrType;
import dev.actr.Realm;
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

  /**
   * Checks the parts.
   *
   * @throws IllegalArgumentException if the realm id is not an unsigned 32-bit number
   */
  public AclRule {
    Objects.requireNonNull(from, "from");
    // On the wire a larger number would silently name another realm.
    realmId.ifPresent(Realm::new);
  }

  boolean matches(ActrId caller) {
    return from.equals(caller.type())
        && (realmId.isEmpty() || realmId.get() == caller.realm().id());
  }
}
