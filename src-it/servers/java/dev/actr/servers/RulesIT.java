package dev.actr.servers;

import static dev.actr.servers.TestServer.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.actr.scenario.Nothing;
import dev.actr.servers.TestServer.Ability;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What was learnt from one runtime, held on all of them. See {@code docs/runtimes.md}. Servers are
 * started once, and what ends them comes last.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RulesIT {

  private static Fleet fleet;

  @BeforeAll
  static void startServers() throws Exception {
    fleet = new Fleet();
    fleet.startDevServer();
    for (TestServer server : fleet.servers()) {
      fleet.start(server);
    }
  }

  @AfterAll
  static void endAll() {
    fleet.close();
  }

  static List<TestServer> servers() {
    return fleet.servers();
  }

  static Stream<TestServer> applicationServers() {
    return servers().stream().filter(s -> s.can(Ability.MANAGED_EXECUTOR));
  }

  /** WildFly does not list those of beans that an extension has added as annotated types. */
  @ParameterizedTest
  @MethodSource("servers")
  void readinessListsTheCheckOfEachActor(TestServer server) {
    server.awaitCheck("echo", "UP");

    assertThat(server.check("spare")).isPresent();
  }

  /** Were both extensions there, there would be two of each synthetic bean. */
  @ParameterizedTest
  @MethodSource("servers")
  void oneOfTheTwoExtensionsRuns(TestServer server) {
    server.awaitCheck("echo", "UP");

    assertThat(server.checks()).contains("actr-echo", "actr-spare").doesNotHaveDuplicates();
  }

  /** Open Liberty does not know the stereotype of an archive it does not scan. */
  @ParameterizedTest
  @MethodSource("servers")
  void beanThatHasOnlyTheAnnotationActorAndIsInjectedNowhereIsANode(TestServer server) {
    String identity = server.awaitCheck("spare", "UP").path("data").path("id").asText();

    assertThat(identity).contains("acme:ScenarioSpare:1.0.0");
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("applicationServers")
  void protobufAndNettyAreThoseOfTheApplication(TestServer server) {
    assertThat(handlersView(server))
        .hasEntrySatisfying(
            "protobuf", file -> assertThat(file).contains("/WEB-INF/lib/protobuf-java-"))
        .hasEntrySatisfying("netty", file -> assertThat(file).contains("/WEB-INF/lib/netty-"));
  }

  @Test
  void warHoldsWhatTheLibraryNeedsAndNothingElse() throws IOException {
    try (FileSystem war = FileSystems.newFileSystem(Applications.WAR);
        Stream<Path> libraries = Files.list(war.getPath("WEB-INF/lib"))) {
      assertThat(libraries.map(file -> file.getFileName().toString()))
          .isNotEmpty()
          .allMatch(name -> name.matches("(actr-cdi|protobuf-java|netty|bc|jboss-logging).*"));
    }
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("applicationServers")
  void handlersAndHooksSeeTheNamesOfTheirModule(TestServer server) {
    assertThat(handlersView(server)).containsEntry("module", "scenario");
    assertThat(server.get("hook-view")).contains("module=scenario");
  }

  private static Map<String, String> handlersView(TestServer server) {
    String id = server.awaitCheck("echo", "UP").path("data").path("id").asText();
    return fleet.gate().echo(id).look(Nothing.getDefaultInstance()).getSeenMap();
  }

  /** OpenWebBeans and Helidon never tell of their shutdown, so stopping is no observer's work. */
  @Order(Integer.MAX_VALUE)
  @ParameterizedTest
  @MethodSource("servers")
  void actorsStopBeforeTheProcessEnds(TestServer server) throws Exception {
    String id = server.awaitCheck("echo", "UP").path("data").path("id").asText();
    // Payara Micro loads no class any more once it ends: what says good-bye is there before.
    assertThat(server.post("pass", "before the end")).isEqualTo("before the end");

    server.process().terminate();

    assertThat(server.process().awaitExit(PATIENCE)).as("the process ends").isTrue();
    await().atMost(PATIENCE).until(() -> fleet.gate().left().contains(id));
  }
}
