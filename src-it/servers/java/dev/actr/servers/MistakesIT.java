package dev.actr.servers;

import static dev.actr.servers.TestServer.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An application with a mistaken actor is not deployed, and the log says why. */
class MistakesIT {

  /** How many problems there are, no Workload, and a type that is none. */
  private static final List<String> CODES = List.of("ACTR000100", "ACTR000101", "ACTR000103");

  private static final Path MISTAKEN = Folders.RUN.resolveSibling("mistaken");
  private static final String CLASS = MistakenActor.class.getName().replace('.', '/') + ".class";

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

  static Stream<TestServer> deployingServers() throws IOException {
    return new Fleet().servers().stream().filter(s -> !(s instanceof Quarkus));
  }

  static Stream<TestServer> quarkus() throws IOException {
    return new Fleet().servers().stream().filter(Quarkus.class::isInstance);
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("deployingServers")
  void deploymentFailsAndSaysWhatIsWrong(TestServer server) throws Exception {
    try {
      fleet.start(server.running(mistaken(server)));

      await(server + " says what is wrong" + server.process())
          .atMost(PATIENCE)
          .until(() -> CODES.stream().allMatch(server.log()::contains));
      assertThat(server.log()).contains(MistakenActor.class.getName());
      // Some servers have the check of an application that they have not deployed.
      assertThat(server.check("echo").map(check -> check.path("status").asText()))
          .as("its actors do not run")
          .isNotEqualTo(Optional.of("UP"));
    } finally {
      server.kill();
    }
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("quarkus")
  void buildFailsAndSaysWhatIsWrong(TestServer server) throws Exception {
    Path project = Folders.APPLICATIONS.resolve("quarkus-mistaken");
    Folders.copy(
        Folders.APPLICATIONS.resolve("quarkus/pom.xml"), Folders.empty(project).resolve("pom.xml"));
    Folders.copy(Folders.APPLICATIONS.resolve("quarkus/src"), project.resolve("src"));
    Path source = project.resolve("src/main/java/dev/actr/servers/MistakenActor.java");
    Files.createDirectories(source.getParent());
    Files.writeString(
        source,
        """
        package dev.actr.servers;

        @dev.actr.Actor("no type")
        public class MistakenActor {}
        """);

    Maven.Result result = Maven.run(project, "package");

    assertThat(result.exitValue()).as(result.output()).isNotZero();
    assertThat(result.output()).contains(CODES).contains(MistakenActor.class.getName());
  }

  /** The scenario as the server takes it, with one more class. */
  private static Path mistaken(TestServer server) throws IOException {
    Path compiled =
        Path.of(MistakenActor.class.getProtectionDomain().getCodeSource().getLocation().getPath())
            .resolve(CLASS);
    if (server instanceof PlainJava plain) {
      Path target = Folders.empty(MISTAKEN.resolve(server.folder().getFileName()));
      Folders.copy(plain.application(), target);
      Folders.copy(compiled, target.resolve("classes").resolve(CLASS));
      return target;
    }
    Path war = MISTAKEN.resolve("scenario.war");
    Folders.copy(Applications.WAR, war);
    try (FileSystem files = FileSystems.newFileSystem(war)) {
      Path place = files.getPath("WEB-INF/classes", CLASS);
      Files.createDirectories(place.getParent());
      Files.copy(compiled, place);
    }
    return war;
  }
}
