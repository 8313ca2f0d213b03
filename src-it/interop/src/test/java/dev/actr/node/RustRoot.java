package dev.actr.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.interop.Required;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The root file system that Rust nodes run in, made by {@code setup.sh} if it is not there. */
final class RustRoot {

  private static final int CANNOT = 77;
  private static final int MAX_MINUTES = 15;

  private static final Path BASE = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
  private static final Path TARGET = BASE.resolve("target/interop");

  private static Path root;
  private static String reasonWhyNot;

  private RustRoot() {}

  /** The root file system; where there cannot be one the test is skipped, see {@link Required}. */
  static synchronized Path require() throws IOException, InterruptedException {
    if (root == null && reasonWhyNot == null) {
      prepare();
    }
    Required.that(root != null, () -> reasonWhyNot);
    return root;
  }

  private static void prepare() throws IOException, InterruptedException {
    Path directory =
        Path.of(System.getProperty("interop.rust", TARGET.resolve("rust").toString()))
            .toAbsolutePath();
    Path log = logs().resolve("setup.log");
    Process setup =
        new ProcessBuilder(
                BASE.resolve("src-it/interop/rust/setup.sh").toString(), directory.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      assertThat(setup.waitFor(MAX_MINUTES, TimeUnit.MINUTES))
          .as("setup ends, see " + log)
          .isTrue();
    } finally {
      setup.destroy();
    }
    if (setup.exitValue() == CANNOT) {
      List<String> lines = Files.readAllLines(log);
      reasonWhyNot = lines.get(lines.size() - 1);
      return;
    }
    assertThat(setup.exitValue()).as("exit status of the setup, see " + log).isZero();
    root = directory.resolve("root");
  }

  /** Where the logs of the nodes are. */
  static Path logs() throws IOException {
    return Files.createDirectories(TARGET.resolve("rust-logs"));
  }
}
