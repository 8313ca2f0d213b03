package dev.actr.mailbox;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.zip.CRC32C;

/** The least that can be done: bytes with a checksum, appended to a file of zeros. */
final class BareLog implements CommitStore.Log {

  private static final int SIZE = 64 << 20;

  private final FileChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(4 << 20);
  private long end;

  BareLog(Path directory) throws IOException {
    channel =
        FileChannel.open(
            directory.resolve("bare"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    ByteBuffer zeros = ByteBuffer.allocateDirect(1 << 20);
    for (long at = 0; at < SIZE; at += zeros.capacity()) {
      zeros.clear();
      channel.write(zeros, at);
    }
    channel.force(true);
  }

  @Override
  public void commit(List<CommitStore.Entry> entries) throws IOException {
    buffer.clear();
    for (CommitStore.Entry entry : entries) {
      // What the mailbox stores along with it: kind, number, times, caller and request id.
      byte[] record = new byte[80 + (entry.message == null ? entry.outcome : entry.message).length];
      CRC32C crc = new CRC32C();
      crc.update(record);
      buffer.putInt(record.length).putInt((int) crc.getValue()).put(record);
    }
    buffer.flip();
    if (end + buffer.remaining() > SIZE) {
      end = 0;
    }
    end += channel.write(buffer, end);
    channel.force(false);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
