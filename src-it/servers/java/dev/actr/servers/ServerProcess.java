package dev.actr.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A server's process, and those it has started: a script and the virtual machine, as a rule. */
final class ServerProcess implements AutoCloseable {

  private final Process process;
  private final Path log;

  private ServerProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Starts a process.
   *
   * @param log what it prints is appended to this file
   */
  static ServerProcess start(ProcessBuilder builder, Path log) throws IOException {
    builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    return new ServerProcess(builder.start(), log);
  }

  /** Runs a process to its end. */
  static void run(ProcessBuilder builder, Path log) throws IOException, InterruptedException {
    try (ServerProcess process = start(builder, log)) {
      if (!process.awaitExit(Duration.ofMinutes(2)) || process.process.exitValue() != 0) {
        throw new AssertionError(builder.command() + " failed" + process);
      }
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Its virtual machine. */
  ProcessHandle jvm() {
    return all()
        .filter(p -> p.info().command().filter(c -> c.endsWith("/java")).isPresent())
        .findFirst()
        .orElseThrow(() -> new AssertionError("no virtual machine runs" + this));
  }

  private Stream<ProcessHandle> all() {
    return Stream.concat(process.descendants(), Stream.of(process.toHandle()));
  }

  /** Asks the virtual machine to end, as an operator would. */
  void terminate() {
    jvm().destroy();
  }

  boolean awaitExit(Duration patience) throws InterruptedException {
    return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Has the virtual machine do one of the commands of {@code jcmd}. */
  String command(String... command) throws IOException, InterruptedException {
    Path output = Files.createTempFile(log.toAbsolutePath().getParent(), "jcmd", ".txt");
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    List<String> words =
        Stream.concat(Stream.of(jcmd, Long.toString(jvm().pid())), Stream.of(command)).toList();
    run(new ProcessBuilder(words), output);
    String printed = Files.readString(output);
    Files.delete(output);
    return printed;
  }

  /** Where to read on, to be put behind a message. */
  @Override
  public String toString() {
    return ", see " + log;
  }

  @Override
  public void close() {
    List<ProcessHandle> processes = all().toList();
    processes.forEach(ProcessHandle::destroyForcibly);
    processes.forEach(p -> p.onExit().join());
  }
}
