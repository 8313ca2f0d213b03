package dev.actr.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.Hostile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of actors stand in configuration keys and paths. */
class HostileNamesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../../etc",
        "..",
        ".",
        "a/b",
        "a\\b",
        "a\u0000b",
        "a\nb",
        "C:",
        "a b",
        "ünïcödé",
        "~",
        "a\u202eb"
      })
  @Hostile("H94")
  void aNameThatLeadsElsewhereIsRefused(String name) {
    ActorRules rules = new ActorRules();
    rules.bean(
        new ActorRules.Candidate(
            "com.acme.Echo",
            "Echo",
            "acme:Echo:1.0.0",
            name,
            true,
            true,
            "jakarta.enterprise.context.ApplicationScoped"));
    assertThat(rules.problems()).singleElement().asString().contains("ACTR000104");
  }
}
