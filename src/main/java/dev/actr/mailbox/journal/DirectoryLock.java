package dev.actr.mailbox.journal;

import dev.actr.ActrException;
import dev.actr.ErrorKind;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** That a directory is used by one mailbox alone, of all processes. */
final class DirectoryLock implements Closeable {

  private final FileChannel file;

  private DirectoryLock(FileChannel file) {
    this.file = file;
  }

  /** Takes a directory, which is made if there is none. */
  static DirectoryLock take(Path directory) throws IOException {
    Files.createDirectories(directory);
    FileChannel file =
        FileChannel.open(
            directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (file.tryLock() != null) {
        return new DirectoryLock(file);
      }
    } catch (OverlappingFileLockException sameProcess) {
      // As if another process had it.
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
    file.close();
    throw new ActrException(
        ErrorKind.UNAVAILABLE,
        "the mailbox in "
            + directory
            + " is in use by another node; give each application its own actr.data-dir");
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
