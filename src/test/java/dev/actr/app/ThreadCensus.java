package dev.actr.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The threads of the library and of what it uses that have come up since, virtual ones included.
 */
final class ThreadCensus {

  /** As in a dump: number and name. */
  private static final Pattern OURS =
      Pattern.compile("^#\\d+ \"(actr-|HttpClient-|globalEventExecutor)[^\"]*\"");

  private final Set<String> before = ours();

  Set<String> fresh() {
    Set<String> threads = ours();
    threads.removeAll(before);
    return threads;
  }

  void awaitNoneNew() {
    await()
        .atMost(Application.PATIENCE)
        .untilAsserted(
            () -> {
              // Before Java 21 nothing but this ends the threads of the JDK's HTTP client.
              System.gc();
              assertThat(fresh()).isEmpty();
            });
  }

  private static Set<String> ours() {
    if (Runtime.version().feature() >= 21) {
      return oursInDump();
    }
    return Thread.getAllStackTraces().keySet().stream()
        .map(thread -> "#" + thread.getId() + " \"" + thread.getName() + '"')
        .filter(OURS.asPredicate())
        .collect(Collectors.toSet());
  }

  /** No method lists virtual threads, but the dump does. */
  private static Set<String> oursInDump() {
    try {
      Path directory = Files.createTempDirectory("actr-threads");
      Path file = directory.resolve("dump.txt");
      dumpThreads(file);
      try {
        return Files.readAllLines(file).stream()
            .map(OURS::matcher)
            .filter(Matcher::find)
            .map(Matcher::group)
            .collect(Collectors.toSet());
      } finally {
        Files.delete(file);
        Files.delete(directory);
      }
    } catch (IOException | ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  private static void dumpThreads(Path file) throws ReflectiveOperationException {
    Class<?> format = Class.forName("com.sun.management.HotSpotDiagnosticMXBean$ThreadDumpFormat");
    HotSpotDiagnosticMXBean diagnostics =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    HotSpotDiagnosticMXBean.class
        .getMethod("dumpThreads", String.class, format)
        .invoke(diagnostics, file.toString(), format.getEnumConstants()[0]);
  }
}
