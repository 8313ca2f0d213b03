package dev.actr.identity;

import dev.actr.ActrId;
import dev.actr.wire.ProtoValues;
import dev.actr.wire.proto.ActrProtos;
import java.util.List;

/**
 * Who may send requests to an actor. A rule that denies wins over one that allows; what no rule
 * allows is denied.
 *
 * @param rules in any order
 */
public record Acl(List<AclRule> rules) {

  /** Copies the rules. */
  public Acl {
    rules = List.copyOf(rules);
  }

  /**
   * Decides.
   *
   * @param caller the authenticated caller
   * @return whether its requests are admitted
   */
  public boolean permits(ActrId caller) {
    boolean allowed = false;
    for (AclRule rule : rules) {
      if (rule.matches(caller)) {
        if (!rule.allow()) {
          return false;
        }
        allowed = true;
      }
    }
    return allowed;
  }

  /** The rules as they are told to the AIS. */
  public ActrProtos.Acl toProto() {
    ActrProtos.Acl.Builder acl = ActrProtos.Acl.newBuilder();
    for (AclRule rule : rules) {
      ActrProtos.AclRule.Builder message =
          ActrProtos.AclRule.newBuilder()
              .setPermission(
                  rule.allow()
                      ? ActrProtos.AclRule.Permission.ALLOW
                      : ActrProtos.AclRule.Permission.DENY)
              .setFromType(ProtoValues.toProto(rule.from()));
      rule.realmId()
          .ifPresentOrElse(
              realm -> message.setRealmId((int) realm.longValue()),
              () -> message.setAnyRealm(true));
      acl.addRules(message);
    }
    return acl.build();
  }
}
