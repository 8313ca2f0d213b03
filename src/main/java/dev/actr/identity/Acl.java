package dev.actr.identity;

import dev.actr.ActrId;
import dev.actr.Realm;
import dev.actr.wire.ProtoValues;
import dev.actr.wire.proto.ActrProtos;
import java.util.List;
import java.util.Optional;

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

  /**
   * The rules an actor has told.
   *
   * @param acl complete, as a message of proto2 can be
   * @param own the actor's realm, which a rule that names none is about
   */
  public static Acl fromProto(ActrProtos.Acl acl, Realm own) {
    return new Acl(acl.getRulesList().stream().map(rule -> rule(rule, own)).toList());
  }

  private static AclRule rule(ActrProtos.AclRule rule, Realm own) {
    Optional<Long> realm =
        switch (rule.getSourceRealmCase()) {
          // Nodes do not look at the value either.
          case ANY_REALM -> Optional.empty();
          case REALM_ID -> Optional.of(Integer.toUnsignedLong(rule.getRealmId()));
          case SOURCEREALM_NOT_SET -> Optional.of(own.id());
        };
    return new AclRule(
        rule.getPermission() == ActrProtos.AclRule.Permission.ALLOW,
        ProtoValues.fromProto(rule.getFromType()),
        realm);
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
