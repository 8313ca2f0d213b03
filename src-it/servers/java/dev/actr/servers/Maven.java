package dev.actr.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The Maven of this build, on what it has fetched. */
final class Maven {

  private Maven() {}

  record Result(int exitValue, String output) {}

  /** Runs it to its end in a project's folder. */
  static Result run(Path project, String... arguments) throws IOException, InterruptedException {
    List<String> command =
        Stream.concat(
                Stream.of(
                    Path.of(System.getProperty("maven.home"), "bin", "mvn").toString(),
                    "--batch-mode",
                    "--no-transfer-progress",
                    "--offline",
                    "-Dmaven.repo.local=" + System.getProperty("maven.repository")),
                Stream.of(arguments))
            .toList();
    Path output = project.resolve("maven.log");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process =
        builder
            .directory(project.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      if (!process.waitFor(10, TimeUnit.MINUTES)) {
        throw new AssertionError("Maven does not end, see " + output);
      }
    } finally {
      process.destroyForcibly();
    }
    return new Result(process.exitValue(), Files.readString(output));
  }
}
