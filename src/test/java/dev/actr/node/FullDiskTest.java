package dev.actr.node;

import dev.actr.mailbox.faults.SmallDisk;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A node whose mailbox is on a disk that fills up. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class FullDiskTest {

  @TempDir Path directory;

  @Test
  void onAFullDiskSendersGetErrorsAndOnceThereIsRoomNothingAcceptedIsLost() throws Exception {
    SmallDisk.assumeMountsOfOnesOwn();
    SmallDisk.run(FullDiskChild.class, directory, "run full");
  }
}
