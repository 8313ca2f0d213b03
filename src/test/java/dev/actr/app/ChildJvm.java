package dev.actr.app;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Java process on the tests' class path. */
final class ChildJvm implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 60;

  private final Process process;
  private final List<String> output = new CopyOnWriteArrayList<>();
  private final List<String> log = new CopyOnWriteArrayList<>();
  private final Thread outputReader;
  private final Thread logReader;

  private ChildJvm(Process process) {
    this.process = process;
    this.outputReader = read(process.getInputStream(), output);
    this.logReader = read(process.getErrorStream(), log);
  }

  /**
   * Starts a process.
   *
   * @param environment added to that of the tests
   * @param options of the virtual machine
   * @param main its main class, and the arguments
   */
  static ChildJvm start(Map<String, String> environment, List<String> options, List<String> main) {
    return start(environment, options, List.of(), main);
  }

  /** As above, with more places to find classes and resources in. */
  static ChildJvm start(
      Map<String, String> environment, List<String> options, List<Path> more, List<String> main) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Dactr.data-dir=" + freshFolder());
    command.addAll(options);
    command.add("-cp");
    StringBuilder classPath = new StringBuilder(System.getProperty("java.class.path"));
    more.forEach(place -> classPath.append(File.pathSeparator).append(place.toAbsolutePath()));
    command.add(classPath.toString());
    command.addAll(main);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    try {
      return new ChildJvm(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path freshFolder() {
    try {
      return Files.createTempDirectory(Files.createDirectories(Path.of("target")), "actr-data")
          .toAbsolutePath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Thread read(InputStream stream, List<String> lines) {
    Thread reader =
        new Thread(
            () -> {
              try (BufferedReader in =
                  new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                in.lines().forEach(lines::add);
              } catch (IOException | UncheckedIOException closed) {
                // The process has gone.
              }
            },
            "child-reader");
    reader.setDaemon(true);
    reader.start();
    return reader;
  }

  /** What it has printed so far. */
  List<String> output() {
    return output;
  }

  /** What it has logged so far. */
  List<String> log() {
    return log;
  }

  /** Waits for a line that begins like this, and returns how it goes on. */
  String awaitLine(String begin) {
    return awaitMatch(Pattern.compile(Pattern.quote(begin) + "(.*)")).group(1);
  }

  /** Waits for a line of this form. */
  Matcher awaitMatch(Pattern form) {
    return await()
        .atMost(PATIENCE_SECONDS, SECONDS)
        .until(
            () ->
                output.stream()
                    .map(form::matcher)
                    .filter(Matcher::matches)
                    .findFirst()
                    .orElseGet(this::nothingIfAlive),
            found -> found != null);
  }

  private Matcher nothingIfAlive() {
    if (!process.isAlive()) {
      throw new AssertionError("the process ended: " + this);
    }
    return null;
  }

  /** Gives it a line to read. */
  void tell(String line) {
    try {
      Writer input = process.outputWriter();
      input.write(line + System.lineSeparator());
      input.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Gives it nothing more to read. */
  void endInput() {
    try {
      process.outputWriter().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Asks it to end, as an operator would: with SIGTERM, where there is such. */
  void terminate() {
    // Not by the process itself, which would close its output, too.
    process.toHandle().destroy();
  }

  /** Waits for its end and for all it has said. */
  int awaitExit() throws InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, SECONDS)) {
      throw new AssertionError("the process runs on: " + this);
    }
    outputReader.join();
    logReader.join();
    return process.exitValue();
  }

  @Override
  public String toString() {
    return "output " + output + " log " + log;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
