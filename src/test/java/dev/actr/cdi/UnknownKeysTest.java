package dev.actr.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.ActrType;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.Test;

/** Which keys are said to be unknown. */
class UnknownKeysTest {

  /** Names of their own, as other tests log at the same time. */
  private final UnknownKeys keys = new UnknownKeys(List.of("parrot", "chat"), Set.of());

  @Test
  void misspelledKeyIsWarnedOfWithTheNearestOne() {
    try (LogRecords log = new LogRecords()) {
      assertThat(keys.report(List.of("actr.call.timeuot"))).isEmpty();
      assertThat(log.with("ACTR000120", "actr.call.timeuot", "did you mean actr.call.timeout?"))
          .hasSize(1);
    }
  }

  @Test
  void misspelledKeyOfAnActorIsWarnedOfWithTheNearestOne() {
    try (LogRecords log = new LogRecords()) {
      assertThat(keys.report(List.of("actr.actors.parrot.websocket.prot"))).isEmpty();
      assertThat(
              log.with(
                  "ACTR000120",
                  "actr.actors.parrot.websocket.prot",
                  "did you mean actr.actors.parrot.websocket.port?"))
          .hasSize(1);
    }
  }

  @Test
  void unknownActorIsWarnedOfOnceWithItsKeysAndTheActorsThereAre() {
    try (LogRecords log = new LogRecords()) {
      assertThat(
              keys.report(
                  List.of("actr.actors.parot.realm.id", "actr.actors.parot.websocket.port")))
          .isEmpty();
      assertThat(
              log.with(
                  "ACTR000121",
                  "actr.actors.parot.realm.id, actr.actors.parot.websocket.port",
                  "no actor 'parot'",
                  "[chat, parrot]"))
          .hasSize(1);
    }
  }

  @Test
  void developmentServerIsNotOneActors() {
    try (LogRecords log = new LogRecords()) {
      assertThat(keys.report(List.of("actr.actors.parrot.devserver.port"))).isEmpty();
      assertThat(log.with("ACTR000120", "actr.actors.parrot.devserver.port")).hasSize(1);
    }
  }

  @Test
  void keyThatCouldHideAnAccessRuleIsAProblem() {
    assertThat(
            keys.report(
                List.of(
                    "actr.acl.0.type",
                    "actr.acl[0].permision",
                    "actr.actors.parrot.acls[0].type",
                    "actr.actors.parot.acl[0].type")))
        .hasSize(4)
        .allSatisfy(problem -> assertThat(problem).contains("ACTR000117", "did you mean"));
  }

  @Test
  void knownKeysAndKeysOfOthersAreNotMentioned() {
    try (LogRecords log = new LogRecords()) {
      assertThat(
              keys.report(
                  List.of(
                      "actr.acl[12].realm",
                      "actr.actors.parrot.acl[0].type",
                      "actr.devserver.port",
                      "actress.parrot",
                      "parrot")))
          .isEmpty();
      assertThat(log.with("actr.acl[12]")).isEmpty();
      assertThat(log.with("parrot.acl")).isEmpty();
      assertThat(log.with("actress.parrot")).isEmpty();
    }
  }

  @Test
  void environmentVariablesOfKnownKeysAreNotMentioned() {
    Map<String, String> environment =
        Map.of(
            "ACTR_ACTORS_PARROT_WEBSOCKET_ADVERTISED_HOST", "a",
            "ACTR_ACTORS_PARROT_ACL_0__PERMISSION", "allow",
            "ACTR_RECONNECT_MAX_DELAY", "PT1S",
            "ACTR_MISSPELLED_PARROT", "x");
    Config config =
        new SmallRyeConfigBuilder().withSources(new EnvConfigSource(environment, 300)).build();

    try (LogRecords log = new LogRecords()) {
      assertThat(
              new UnknownKeys(List.of("parrot"), environment.keySet())
                  .report(config.getPropertyNames()))
          .isEmpty();
      assertThat(log.with("actr.actors.parrot")).isEmpty();
      assertThat(log.with("actr.reconnect.max.delay")).isEmpty();
      assertThat(log.with("ACTR000120", "actr.misspelled.parrot")).hasSize(1);
    }
  }

  @Test
  void accessRulesOfEnvironmentVariablesAreRead() {
    Map<String, String> environment =
        Map.of(
            "ACTR_REALM_ID", "7",
            "ACTR_ACTORS_PARROT_ACL_0__PERMISSION", "deny",
            "ACTR_ACTORS_PARROT_ACL_0__TYPE", "acme:Cat:1.0.0");
    ActorConfigReader reader =
        new ActorConfigReader(
            new SmallRyeConfigBuilder().withSources(new EnvConfigSource(environment, 300)).build());

    ActorBean parrot = new ActorBean("parrot", ActrType.parse("acme:Parrot:1.0.0"), "Parrot");
    assertThat(reader.actors(List.of(parrot), Optional.empty()).get(0).node().acl())
        .hasValueSatisfying(acl -> assertThat(acl.rules()).hasSize(1));
  }
}
