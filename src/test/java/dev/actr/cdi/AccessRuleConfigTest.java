package dev.actr.cdi;

import static dev.actr.cdi.Configs.ECHO;
import static dev.actr.cdi.Configs.FRIEND;
import static dev.actr.cdi.Configs.problems;
import static dev.actr.cdi.Configs.read;
import static dev.actr.cdi.Configs.required;
import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.Hostile;
import dev.actr.identity.Acl;
import dev.actr.identity.AclRule;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How access rules are configured. */
class AccessRuleConfigTest {

  @Test
  void accessRulesAreReadInOrder() {
    Map<String, String> values =
        required(
            "actr.acl[0].permission", "allow",
            "actr.acl[0].type", "acme:Friend:1.0.0",
            "actr.acl[1].permission", "deny",
            "actr.acl[1].type", "acme:Friend:1.0.0",
            "actr.acl[1].realm", "7",
            "actr.acl[2].permission", "allow",
            "actr.acl[2].type", "acme:Friend:1.0.0",
            "actr.acl[2].realm", "*",
            "actr.acl[3].permission", "allow",
            "actr.acl[3].type", "acme:Friend:1.0.0",
            "actr.acl[3].realm", "self");

    assertThat(read(values).node().acl())
        .contains(
            new Acl(
                List.of(
                    new AclRule(true, FRIEND, Optional.of(101L)),
                    new AclRule(false, FRIEND, Optional.of(7L)),
                    new AclRule(true, FRIEND, Optional.empty()),
                    new AclRule(true, FRIEND, Optional.of(101L)))));
  }

  @Test
  void rulesOfTheActorReplaceAllRulesForAll() {
    Map<String, String> values =
        required(
            "actr.acl[0].permission", "allow",
            "actr.acl[0].type", "acme:Enemy:1.0.0",
            "actr.acl[1].permission", "allow",
            "actr.acl[1].type", "acme:Enemy:2.0.0",
            "actr.actors.echo.acl[0].permission", "allow",
            "actr.actors.echo.acl[0].type", "acme:Friend:1.0.0");

    assertThat(read(values).node().acl())
        .contains(new Acl(List.of(new AclRule(true, FRIEND, Optional.of(101L)))));
  }

  @Test
  void aNumberThatIsNoneIsAProblemAndNotAnExceptionOfTheConfiguration() {
    assertThat(problems(required("actr.acl[9999999999].permission", "deny"), ECHO))
        .singleElement()
        .asString()
        .contains("ACTR000151", "9999999999");
  }

  @Test
  @Hostile("H93")
  void gapInTheRulesIsRefused() {
    assertThat(
            problems(
                required(
                    "actr.acl[0].permission", "allow",
                    "actr.acl[0].type", "acme:Friend:1.0.0",
                    "actr.acl[2].permission", "deny",
                    "actr.acl[2].type", "acme:Friend:1.0.0"),
                ECHO))
        .singleElement()
        .asString()
        .contains("ACTR000114", "actr.acl", "[0, 2]");
  }

  @Test
  void incompleteRuleIsRefused() {
    assertThat(problems(required("actr.acl[0].realm", "7"), ECHO))
        .satisfiesExactlyInAnyOrder(
            permission -> assertThat(permission).contains("ACTR000115", "actr.acl[0].permission"),
            type -> assertThat(type).contains("ACTR000115", "actr.acl[0].type"));
  }

  @ParameterizedTest
  @CsvSource({
    "actr.acl[0].permission, maybe, 'allow' or 'deny'",
    "actr.acl[0].type, Friend, manufacturer:name:version",
    "actr.acl[0].realm, any, 'self'"
  })
  void ruleThatCannotBeReadIsRefused(String key, String value, String expected) {
    Map<String, String> values =
        required("actr.acl[0].permission", "allow", "actr.acl[0].type", "acme:Friend:1.0.0");
    values.put(key, value);

    assertThat(problems(values, ECHO))
        .singleElement()
        .asString()
        .contains("ACTR000112", key + " is '" + value + "'", expected);
  }
}
