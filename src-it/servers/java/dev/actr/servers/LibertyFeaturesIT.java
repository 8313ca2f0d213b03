package dev.actr.servers;

import static dev.actr.servers.TestServer.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.actr.scenario.Nothing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Open Liberty has only what its features bring; two of them are not needed. */
class LibertyFeaturesIT {

  private static final List<String> OPTIONAL = List.of("concurrent-3.0", "mpHealth-4.0");

  private Fleet fleet;

  @BeforeEach
  void start() throws Exception {
    fleet = new Fleet();
    fleet.startDevServer();
  }

  @AfterEach
  void end() {
    fleet.close();
  }

  static List<TestServer> liberty() throws IOException {
    return new Fleet().servers().stream().filter(Liberty.class::isInstance).toList();
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("liberty")
  void actorsRunWithoutHealthAndOnThreadsOfTheirOwnWithoutConcurrency(TestServer server)
      throws Exception {
    try {
      fleet.start(server, Map.of(), Map.of(), LibertyFeaturesIT::removeOptional);

      String id =
          await(server + " answers" + server.process())
              .atMost(PATIENCE)
              .ignoreExceptionsMatching(e -> true)
              .until(() -> server.get("self"), self -> self.contains("ScenarioEcho"));
      Map<String, String> seen =
          fleet.gate().echo(id).look(Nothing.getDefaultInstance()).getSeenMap();
      assertThat(seen)
          .containsEntry("classes", "true")
          .containsEntry("beans", "true")
          .containsEntry("config", "hello")
          .containsEntry("managed executor", "false");
      assertThat(seen.get("thread")).startsWith("actr-worker-");
      assertThat(server.check("echo")).as("there is no health").isEmpty();
    } finally {
      server.kill();
    }
  }

  private static void removeOptional(Path folder) throws IOException {
    Path file = folder.resolve("usr/servers/scenario/server.xml");
    String config = Files.readString(file);
    for (String feature : OPTIONAL) {
      String element = "<feature>" + feature + "</feature>";
      assertThat(config).contains(element);
      config = config.replace(element, "");
    }
    Files.writeString(file, config);
  }
}
