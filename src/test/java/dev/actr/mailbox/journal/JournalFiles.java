package dev.actr.mailbox.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/** Changes the files of a journal. */
final class JournalFiles {

  private JournalFiles() {}

  /** Gives a file another version, and the checksum that belongs to it. */
  static void setVersion(Path file, int version) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    ByteBuffer header = ByteBuffer.wrap(bytes).putInt(Long.BYTES, version);
    CRC32C crc = new CRC32C();
    crc.update(bytes, Long.BYTES, Segment.HEADER - Long.BYTES);
    header.putInt(Integer.BYTES, (int) crc.getValue());
    Files.write(file, bytes);
  }
}
