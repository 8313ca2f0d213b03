package dev.actr.mailbox.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The embedded store on a file system that is small, and on one that is read-only. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class DiskTest {

  @TempDir Path directory;

  private static Process start(List<String> command) throws IOException {
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  @BeforeAll
  static void assumeMountsOfOnesOwn() throws InterruptedException {
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

  @Test
  void aFullDiskFailsSendersLosesNothingAndIsRecoveredFrom() throws Exception {
    run("run full");
  }

  /** A file that is mapped keeps a file system from becoming read-only: each is a process. */
  @Test
  void aDirectoryThatIsReadOnlyIsAnErrorAndKeepsWhatItHas() throws Exception {
    run(
        "run write && mount -o remount,ro \"$directory\" && run read-only"
            + " && mount -o remount,rw \"$directory\" && run writable");
  }

  private void run(String script) throws Exception {
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
                "main", DiskChild.class.getName(),
                "directory", directory.toString()));
    Process process = builder.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said).endsWith("held\n");
  }
}
