package dev.actr.mailbox.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;

/** A process with a file system of 40 MiB of its own, mounted at a directory. */
public final class SmallDisk {

  private SmallDisk() {}

  private static Process start(List<String> command) throws IOException {
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  /** Skips tests where there can be none. */
  public static void assumeMountsOfOnesOwn() throws InterruptedException {
    boolean can;
    try {
      can =
          start(List.of("unshare", "-U", "-r", "-m", "mount", "-t", "tmpfs", "none", "/mnt"))
                  .waitFor()
              == 0;
    } catch (IOException e) {
      can = false;
    }
    assumeTrue(can, "this system lets its users have no mounts of their own (unshare -U -r -m)");
  }

  /**
   * Runs commands.
   *
   * @param main says held at its end
   * @param script in which "run WORD" runs it
   */
  public static void run(Class<?> main, Path directory, String script) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            "unshare",
            "-U",
            "-r",
            "-m",
            "sh",
            "-c",
            "run() { \"$java\" -cp \"$classes\" \"$main\" \"$1\" \"$directory\"; }; "
                + "mount -t tmpfs -o size=40m none \"$directory\" && "
                + script);
    builder
        .environment()
        .putAll(
            Map.of(
                "java", Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "classes", System.getProperty("java.class.path"),
                "main", main.getName(),
                "directory", directory.toString()));
    Process process = builder.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said).endsWith("held\n");
  }

  /** Leaves no room. */
  public static void fill(Path file) throws IOException {
    try {
      for (int size = 1 << 20; ; ) {
        Files.write(file, new byte[size], StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      }
    } catch (IOException e) {
      // There is no more.
    }
  }
}
