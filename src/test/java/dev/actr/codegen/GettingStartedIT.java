package dev.actr.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Does what {@code docs/getting-started.md} says, with the jar and the Maven of this build. */
@DisabledOnOs(OS.WINDOWS)
class GettingStartedIT {

  private static final Path JAR = Path.of(System.getProperty("library.jar"));

  private final GettingStartedPage page = GettingStartedPage.read();

  @TempDir Path work;
  private Path project;
  private Path repository;

  @BeforeEach
  void writeFilesAndInstallLibrary() throws IOException {
    project = Files.createDirectory(work.resolve("hello-actr"));
    page.writeFiles(project);
    repository = Files.createDirectory(work.resolve("repository"));
    install();
    borrow(Path.of(System.getProperty("maven.repository")), repository);
  }

  /** Where Maven's install puts it, in a repository that goes with the test. */
  private void install() throws IOException {
    String name = JAR.getFileName().toString().replaceFirst("\\.jar$", "");
    String version = name.substring("actr-cdi-".length());
    Path folder = Files.createDirectories(repository.resolve("dev/actr/actr-cdi/" + version));
    Files.copy(JAR, folder.resolve(name + ".jar"));
    Files.copy(Path.of("pom.xml"), folder.resolve(name + ".pom"));
  }

  /**
   * Shares all else with the user's repository, so that nothing is fetched twice and what is
   * fetched remains for a build without network.
   */
  private static void borrow(Path from, Path to) throws IOException {
    try (Stream<Path> entries = Files.list(from)) {
      for (Path entry : entries.toList()) {
        Path place = to.resolve(entry.getFileName());
        if (Files.notExists(place)) {
          Files.createSymbolicLink(place, entry.toAbsolutePath());
        } else if (place.endsWith("dev")) {
          borrow(entry, place);
        }
      }
    }
  }

  @AfterEach
  void giveBack() throws IOException {
    try (Stream<Path> entries = Files.walk(repository)) {
      for (Path link : entries.filter(Files::isSymbolicLink).toList()) {
        Files.delete(link);
      }
    }
  }

  @Test
  void mavenBuildsTheProjectAndPrintsTheReplyThePagePromises() throws Exception {
    List<String> commandsAndOutput = page.commandsAndOutput();
    assertThat(commandsAndOutput)
        .containsExactly("mvn -DskipTests install", "mvn compile exec:java", "hello, actr");

    assertThat(run(commandsAndOutput.get(1))).contains(commandsAndOutput.get(2));
  }

  private List<String> run(String mavenCommand) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(mavenCommand.split(" ")));
    command.set(0, Path.of(System.getProperty("maven.home"), "bin", "mvn").toString());
    command.addAll(
        List.of(
            "--batch-mode",
            "--no-transfer-progress",
            "-Dmaven.repo.local=" + repository,
            // The page's port may be in use where this test runs.
            "-Dactr.devserver.port=0"));
    Path output = work.resolve("output.txt");
    ProcessBuilder maven = new ProcessBuilder(command);
    maven.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process =
        maven
            .directory(project.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(10, TimeUnit.MINUTES)).as("has ended").isTrue();
    } finally {
      process.destroyForcibly();
    }
    String said = Files.readString(output);
    assertThat(process.exitValue()).as(said).isZero();
    return said.lines().toList();
  }
}
