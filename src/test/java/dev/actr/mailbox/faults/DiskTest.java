package dev.actr.mailbox.faults;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The embedded store on a file system that is small, and on one that is read-only. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class DiskTest {

  @TempDir Path directory;

  @BeforeAll
  static void assumeMountsOfOnesOwn() throws InterruptedException {
    SmallDisk.assumeMountsOfOnesOwn();
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
    SmallDisk.run(DiskChild.class, directory, script);
  }
}
