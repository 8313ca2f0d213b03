package dev.actr.cdi;

import static dev.actr.cdi.Configs.CHAT;
import static dev.actr.cdi.Configs.ECHO;
import static dev.actr.cdi.Configs.reader;
import static dev.actr.cdi.Configs.required;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.actr.Hostile;
import dev.actr.Realm;
import dev.actr.node.NodeConfig;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the development server is configured. */
class DevServerConfigTest {

  @Test
  void developmentServerIsOffUnlessEnabled() {
    assertThat(reader(required("actr.devserver.port", "1")).devServer(List.of(ECHO))).isEmpty();
  }

  @Test
  void developmentServerServesTheRealmsOfTheActorsUnlessToldOtherwise() {
    ActorConfigReader reader =
        reader(
            Map.of(
                "actr.devserver.enabled", "true",
                "actr.realm.id", "101",
                "actr.realm.secret", "s3cret",
                "actr.actors.chat.realm.id", "102"));

    assertThat(reader.devServer(List.of(CHAT, ECHO)))
        .contains(
            new DevServerConfig(
                "127.0.0.1",
                8081,
                Map.of(
                    new Realm(101), Optional.of("s3cret"), new Realm(102), Optional.of("s3cret")),
                Duration.ofHours(1),
                List.of(),
                List.of(),
                Optional.empty()));
    assertThat(reader.problems()).isEmpty();
  }

  @Test
  void developmentServerTakesEveryKey() {
    DevServerConfig server =
        reader(
                Map.of(
                    "actr.devserver.enabled", "true",
                    "actr.devserver.host", "::1",
                    "actr.devserver.port", "0",
                    "actr.devserver.realms", "101, 102=s3=cret ,103=a\\,b",
                    "actr.devserver.credential-lifetime", "PT5M"))
            .devServer(List.of())
            .orElseThrow();

    assertThat(server.host()).isEqualTo("::1");
    assertThat(server.port()).isZero();
    assertThat(server.credentialLifetime()).isEqualTo(Duration.ofMinutes(5));
    assertThat(server.realms())
        .containsExactly(
            entry(new Realm(101), Optional.empty()),
            entry(new Realm(102), Optional.of("s3=cret")),
            entry(new Realm(103), Optional.of("a,b")));
    assertThat(server.toString()).contains("101", "102").doesNotContain("s3=cret");
    assertThat(server.urls().ais()).isEqualTo(URI.create("http://[::1]:0/ais"));
    assertThat(server.urls().signaling()).isEqualTo(URI.create("ws://[::1]:0/signaling/ws"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x=s3cret", "101=s3cret,101", "101=", "101=s3cret,,102"})
  @Hostile("H91")
  void realmsThatCannotBeReadAreRefusedWithoutTheirSecrets(String realms) {
    ActorConfigReader reader =
        reader(Map.of("actr.devserver.enabled", "true", "actr.devserver.realms", realms));
    reader.devServer(List.of());

    assertThat(reader.problems())
        .singleElement()
        .asString()
        .contains("ACTR000112", "actr.devserver.realms")
        .doesNotContain("s3cret");
  }

  @Test
  void withTheDevelopmentServerItsUrlsTakeThePlaceOfTheConfiguredOnes() {
    DevServerConfig.Urls urls = DevServerConfig.Urls.at("127.0.0.1", 4711, false);
    ActorConfigReader reader =
        reader(Map.of("actr.realm.id", "1", "actr.ais.url", "http://production"));

    NodeConfig node = reader.actors(List.of(ECHO), Optional.of(urls)).get(0).node();

    assertThat(reader.problems()).isEmpty();
    assertThat(node.aisUrl()).isEqualTo(URI.create("http://127.0.0.1:4711/ais"));
    assertThat(node.signalingUrl()).isEqualTo(URI.create("ws://127.0.0.1:4711/signaling/ws"));
  }

  @Test
  void withTheDevelopmentServerTheUrlsNeedNotBeSet() {
    Map<String, String> config = Map.of("actr.realm.id", "1", "actr.devserver.enabled", "true");

    assertThat(check(config)).isEmpty();
  }

  @Test
  void mistakesInItsKeysAreProblemsOfTheDeployment() {
    Map<String, String> config =
        TestContainer.configWith("actr.devserver.enabled", "true", "actr.devserver.port", "high");

    assertThat(check(config))
        .singleElement()
        .asString()
        .contains("ACTR000112", "actr.devserver.port is 'high'");
  }

  private static List<String> check(Map<String, String> config) {
    return TestContainer.withConfig(config, loader -> ActorConfigReader.check(List.of(ECHO)));
  }
}
