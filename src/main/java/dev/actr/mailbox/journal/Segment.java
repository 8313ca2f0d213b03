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

  /** What the name of a file ends with that is being deleted. */
  static final String DELETED = ".deleted";

  private static final int MAGIC = 0x41435442;
  private static final int WORD = Long.BYTES;
  private static final int FILL = 1 << 16;

  final Path file;
  final int number;
  private final MappedByteBuffer bytes;
  private int end = HEADER;

  /** Records that are still needed, and their bytes. Guarded by the mailbox. */
  int liveRecords;

  long liveBytes;

  private Segment(Path file, int number, MappedByteBuffer bytes) {
    this.file = file;
    this.number = number;
    this.bytes = bytes;
  }

  /** A new file full of zeros, which are on the disk when this returns. */
  static Segment create(Path file, int number, int size) throws IOException {
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
      return new Segment(file, number, channel.map(MapMode.READ_WRITE, 0, size));
    } catch (IOException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }

  /** A file that is there already; nothing of it is checked yet. */
  static Segment open(Path file, int number) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return new Segment(file, number, channel.map(MapMode.READ_WRITE, 0, channel.size()));
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

  boolean fits(int length) {
    return sizeOf(length) <= size() - end;
  }

  /** Writes the header: from now on the file counts. */
  void begin(long lastId, int previousEnd) {
    byte[] header = new byte[HEADER - WORD];
    ByteBuffer.wrap(header).putInt(VERSION).putInt(number).putLong(lastId).putInt(previousEnd);
    bytes.put(WORD, header);
    bytes.putLong(0, (long) MAGIC << 32 | checksum(header));
  }

  /** Whether it was made ahead and never begun. */
  boolean isUnused() {
    return size() < HEADER || bytes.getLong(0) == 0;
  }

  boolean hasValidHeader() {
    byte[] header = new byte[HEADER - WORD];
    if (size() < HEADER) {
      return false;
    }
    bytes.get(WORD, header);
    return bytes.getLong(0) == ((long) MAGIC << 32 | checksum(header));
  }

  int version() {
    return bytes.getInt(WORD);
  }

  int storedNumber() {
    return bytes.getInt(WORD + 4);
  }

  long lastId() {
    return bytes.getLong(WORD + 8);
  }

  int previousEnd() {
    return bytes.getInt(WORD + 16);
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
    return bytes.slice(at + WORD, lengthAt(at)).asReadOnlyBuffer();
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

  /** How many bytes after the end are not as they were made, up to the last such. */
  int rest() {
    for (int at = size() - 1; at >= end; at--) {
      if (bytes.get(at) != 0) {
        return at + 1 - end;
      }
    }
    return 0;
  }

  ByteBuffer slice(int from, int length) {
    return bytes.slice(from, length);
  }

  /** Makes what is after the end as it was made. */
  void clear(int length) {
    bytes.put(end, new byte[length]);
    bytes.force(end, length);
  }

  void force(int from, int to) {
    bytes.force(from, to - from);
  }

  /**
   * Deletes the file, under another name so that one half deleted is not taken for damaged. Gives
   * the space back at once: a file that is mapped keeps it even when it is deleted.
   */
  void delete() throws IOException {
    Path deleted = file.resolveSibling(file.getFileName() + DELETED);
    Files.move(file, deleted);
    try (FileChannel channel = FileChannel.open(deleted, StandardOpenOption.WRITE)) {
      channel.truncate(0);
    }
    Files.delete(deleted);
  }
}
