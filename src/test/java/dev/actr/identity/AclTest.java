package dev.actr.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.actr.ActrId;
import dev.actr.ActrType;
import dev.actr.wire.proto.ActrProtos;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AclTest {

  /** Rules are written {@code +type[@realm]} to allow and {@code -type[@realm]} to deny. */
  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {
        "none, false",
        "+a:b:1, true",
        "-a:b:1, false",
        "+a:b:1@7, true",
        "+a:b:1@8, false",
        "-a:b:1@8 +a:b:1, true",
        "+a:b:1 -a:b:1, false",
        "-a:b:1 +a:b:1, false",
        "+a:b:1 -a:b:1@7, false",
        "+a:b:1@7 -a:b:1@8, true",
        "+a:b:2 +a:c:1 +b:b:1, false",
        "+A:b:1, false",
        "-a:b:2 +a:b:1, true",
      })
  void denialsWinAndWhatNoRuleAllowsIsDenied(String rules, boolean permitted) {
    List<AclRule> parsed = new ArrayList<>();
    for (String rule : rules == null ? new String[0] : rules.split(" ")) {
      String[] parts = rule.substring(1).split("@");
      parsed.add(
          new AclRule(
              rule.startsWith("+"),
              ActrType.parse(parts[0]),
              parts.length == 1 ? Optional.empty() : Optional.of(Long.valueOf(parts[1]))));
    }
    assertThat(new Acl(parsed).permits(ActrId.parse("1@7/a:b:1"))).isEqualTo(permitted);
  }

  @Test
  void theLargestRealmMatches() {
    AclRule rule = new AclRule(true, ActrType.parse("a:b:1"), Optional.of(4294967295L));
    assertThat(new Acl(List.of(rule)).permits(ActrId.parse("1@4294967295/a:b:1"))).isTrue();
    assertThat(new Acl(List.of(rule)).permits(ActrId.parse("1@4294967294/a:b:1"))).isFalse();
  }

  @Test
  void rulesAreToldToTheAisInTheirOrder() {
    ActrType type = ActrType.parse("a:b:1");
    ActrProtos.Acl message =
        new Acl(
                List.of(
                    new AclRule(false, type, Optional.of(4294967295L)),
                    new AclRule(true, type, Optional.empty())))
            .toProto();

    assertThat(message.getRulesCount()).isEqualTo(2);
    ActrProtos.AclRule deny = message.getRules(0);
    assertThat(deny.getPermission()).isEqualTo(ActrProtos.AclRule.Permission.DENY);
    assertThat(deny.getSourceRealmCase()).isEqualTo(ActrProtos.AclRule.SourceRealmCase.REALM_ID);
    assertThat(Integer.toUnsignedLong(deny.getRealmId())).isEqualTo(4294967295L);
    ActrProtos.AclRule allow = message.getRules(1);
    assertThat(allow.getPermission()).isEqualTo(ActrProtos.AclRule.Permission.ALLOW);
    assertThat(allow.getFromType().getName()).isEqualTo("b");
    assertThat(allow.getSourceRealmCase()).isEqualTo(ActrProtos.AclRule.SourceRealmCase.ANY_REALM);
    assertThat(allow.getAnyRealm()).isTrue();
  }

  @Test
  void laterChangesOfTheListDoNotMatter() {
    List<AclRule> rules = new ArrayList<>();
    Acl acl = new Acl(rules);
    rules.add(new AclRule(true, ActrType.parse("a:b:1"), Optional.empty()));
    assertThat(acl.permits(ActrId.parse("1@7/a:b:1"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 4294967296L, 4294967303L})
  void aRuleForARealmThatCannotBeIsRefused(long realm) {
    ActrType type = ActrType.parse("a:b:1");
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> new AclRule(true, type, Optional.of(realm)))
        .withMessageContaining("realm id " + realm);
  }
}
