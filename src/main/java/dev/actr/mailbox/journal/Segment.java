package dev.actr.mailbox.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * One file of a journal: a header, then records, then zeros. It has its full size from the start,
 * so that a full disk shows when it is made and not when a record is written, and so that
 * synchronizing it has no metadata to write.
 *
 * <p>Each record is a word of its length and its checksum, and its bytes, from a multiple of eight.
 * The word is written last and in one piece: a process that ends halfway leaves no record.
 */
final class Segment {

  static final int HEADER = 32;
  static final int VERSION = 1;

  private static final int WORD = Long.BYTES;

  /**
   * How much is filled at once. Linux keeps what is written at once in pages as large as that, and
   * synchronizes of a mapped file whole pages: these are as small as a sector of most disks.
   */
  private static final int FILL = 1 << 12;

  final Path file;
  private final MappedByteBuffer bytes;
  private final ByteBuffer readOnly;
  private int number;
  private int end;

  /** Records that are still needed, and their bytes. Guarded by the mailbox. */
  int liveRecords;

  long liveBytes;

  private Segment(Path file, MappedByteBuffer bytes) {
    this.file = file;
    this.bytes = bytes;
    this.readOnly = bytes.asReadOnlyBuffer();
  }

  /** A new file full of zeros, which are on the disk when this returns. */
  static Segment create(Path file, int size) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      ByteBuffer zeros = ByteBuffer.allocateDirect(FILL);
      for (int written = 0; written < size; ) {
        zeros.clear().limit(Math.min(FILL, size - written));
        written += channel.write(zeros, written);
      }
      channel.force(true);
      return new Segment(file, channel.map(MapMode.READ_WRITE, 0, size));
    } catch (IOException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }

  /** A file that is there already; nothing of it is checked yet. */
  static Segment open(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return new Segment(file, channel.map(MapMode.READ_WRITE, 0, channel.size()));
    }
  }

  /** How many bytes a record takes. */
  static int sizeOf(int length) {
    return WORD + (length + WORD - 1) / WORD * WORD;
  }

  int size() {
    return bytes.capacity();
  }

  int end() {
    return end;
  }

  /** Writes the header, a record as all others: from now on the file counts. */
  void begin(int number, long lastId, int previousEnd) {
    byte[] header = new byte[HEADER - WORD];
    ByteBuffer.wrap(header).putInt(VERSION).putInt(number).putLong(lastId).putInt(previousEnd);
    append(header);
    this.number = number;
  }

  /** Whether it was made ahead and never begun. */
  boolean isUnused() {
    return size() < HEADER || bytes.getLong(0) == 0;
  }

  /** Whether there is a header; nothing is known of the segment without. */
  boolean readHeader() {
    boolean valid = advance() && end == HEADER;
    number = valid ? bytes.getInt(WORD + 4) : 0;
    return valid;
  }

  int version() {
    return bytes.getInt(WORD);
  }

  int number() {
    return number;
  }

  long lastId() {
    return bytes.getLong(WORD + 8);
  }

  /** Whether it goes on where another ended; null is followed by any. */
  boolean follows(Segment previous) {
    return previous == null
        || number() == previous.number() + 1 && bytes.getInt(WORD + 16) == previous.end;
  }

  /** Appends a record that fits, and returns where it is. */
  int append(byte[] record) {
    int at = end;
    bytes.put(at + WORD, record);
    end = at + sizeOf(record.length);
    bytes.putLong(at, word(record));
    return at;
  }

  private static long word(byte[] record) {
    return (long) record.length << 32 | checksum(record);
  }

  private static long checksum(byte[] record) {
    CRC32C crc = new CRC32C();
    crc.update(record);
    return crc.getValue();
  }

  /** The bytes of a record, in place. */
  ByteBuffer read(int at) {
    return readOnly.slice(at + WORD, lengthAt(at));
  }

  int lengthAt(int at) {
    return (int) (bytes.getLong(at) >>> 32);
  }

  /** Where the record after that one is. */
  int next(int at) {
    return at + sizeOf(lengthAt(at));
  }

  /** Moves the end past the record there; false if there is none. */
  boolean advance() {
    if (size() - end < WORD) {
      return false;
    }
    int length = lengthAt(end);
    if (length <= 0 || length > size() - end - WORD || sizeOf(length) > size() - end) {
      return false;
    }
    byte[] record = new byte[length];
    bytes.get(end + WORD, record);
    if (bytes.getLong(end) != word(record)) {
      return false;
    }
    end += sizeOf(length);
    return true;
  }

  /** Whether a record was begun or changed at the end, rather than never finished. */
  boolean endIsDamaged() {
    return size() - end >= WORD && bytes.getLong(end) != 0;
  }

  /** The bytes after the end, up to the last that is not as it was made. */
  byte[] rest() {
    int to = size();
    while (to > end && bytes.get(to - 1) == 0) {
      to--;
    }
    byte[] rest = new byte[to - end];
    bytes.get(end, rest);
    return rest;
  }

  /** Makes bytes after the end as they were made. */
  void clear(int length) {
    bytes.put(end, new byte[length]);
    bytes.force(end, length);
  }

  void force(int from, int to) {
    bytes.force(from, to - from);
  }

  /**
   * Deletes the file. Gives the space back at once: a file that is mapped keeps it even when it is
   * deleted. What is left if the process ends halfway is empty.
   */
  void delete() throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(0);
    }
    Files.delete(file);
  }
}
