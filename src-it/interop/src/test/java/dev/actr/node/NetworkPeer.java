package dev.actr.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A process of the lab that is told what to do line by line, and answers. */
final class NetworkPeer implements AutoCloseable {

  /** A call may take its time, and a process its time to start on a busy machine. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final int SECONDS_TO_END = 20;

  private final Process process;
  private final Path log;
  private final List<String> lines = new CopyOnWriteArrayList<>();

  NetworkPeer(List<String> command, Path log) throws IOException {
    this.log = log;
    process = new ProcessBuilder(command).redirectError(log.toFile()).start();
    Thread reader = new Thread(this::read, "output of " + log.getFileName());
    reader.setDaemon(true);
    reader.start();
  }

  private void read() {
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      out.lines().forEach(lines::add);
    } catch (IOException | UncheckedIOException e) {
      lines.add("the end: " + e);
    }
  }

  /** Waits for the first line that begins so, and returns the rest of it. */
  String awaitLine(String beginning) {
    return awaitLine(beginning, 0);
  }

  private String awaitLine(String beginning, int from) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(linesFrom(from))
                    .as("what %s says", log)
                    .anyMatch(line -> line.startsWith(beginning)));
    return linesFrom(from).stream()
        .filter(line -> line.startsWith(beginning))
        .findFirst()
        .orElseThrow()
        .substring(beginning.length())
        .strip();
  }

  private List<String> linesFrom(int from) {
    return lines.stream().skip(from).toList();
  }

  /** Tells it something, and returns the rest of the first line that begins as given. */
  String ask(String question, String beginningOfAnswer) {
    int from = lines.size();
    try {
      process.getOutputStream().write((question + '\n').getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(log + " has ended", e);
    }
    return awaitLine(beginningOfAnswer, from);
  }

  /** What the hooks of this kind were called with, in order. */
  List<String> hooks(String kind) {
    return lines.stream()
        .filter(line -> line.startsWith("hook " + kind))
        .map(line -> line.substring("hook ".length()))
        .toList();
  }

  String log() throws IOException {
    return Files.readString(log);
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    if (isStillThereAfter(SECONDS_TO_END)) {
      // A server that does not read its input, or one that is stuck.
      process.destroy();
      if (isStillThereAfter(SECONDS_TO_END)) {
        process.destroyForcibly();
      }
    }
  }

  private boolean isStillThereAfter(int seconds) {
    try {
      process.onExit().get(seconds, TimeUnit.SECONDS);
      return false;
    } catch (TimeoutException e) {
      return true;
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }
}
