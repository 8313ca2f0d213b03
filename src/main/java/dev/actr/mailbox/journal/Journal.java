package dev.actr.mailbox.journal;

import dev.actr.ActrException;
import dev.actr.ErrorKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An append-only log in the segments of one directory, which it alone uses. Its owner guards it,
 * except for {@link #force} and {@link #prepare}, which may run beside all else.
 */
final class Journal {

  /** Learns of the records that are there when the journal is opened. */
  interface Reader {
    void record(long position, ByteBuffer record);
  }

  /** Makes segments. */
  interface Maker {
    Segment create(Path file, int number, int size) throws IOException;
  }

  /** There is no room for the record. */
  static final long NO_ROOM = -1;

  private static final String SUFFIX = ".segment";

  private final Path directory;
  private final int segmentSize;
  private final Maker maker;
  private final FileChannel lockFile;
  private final TreeMap<Integer, Segment> segments = new TreeMap<>();
  private Segment oldest;
  private Segment current;
  private Segment spare;
  private Segment lastRead;
  private long discarded;
  private long liveBytes;
  private long recoveredId;

  private Journal(Path directory, int segmentSize, Maker maker, FileChannel lockFile) {
    this.directory = directory;
    this.segmentSize = segmentSize;
    this.maker = maker;
    this.lockFile = lockFile;
  }

  /** Opens a directory, which is made if there is none, and reads all that is valid there. */
  static Journal open(Path directory, int segmentSize, Maker maker, Reader reader)
      throws IOException {
    Files.createDirectories(directory);
    FileChannel lockFile =
        FileChannel.open(
            directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      lock(directory, lockFile);
      Journal journal = new Journal(directory, segmentSize, maker, lockFile);
      journal.recover(reader);
      return journal;
    } catch (IOException | RuntimeException e) {
      lockFile.close();
      throw e;
    }
  }

  private static void lock(Path directory, FileChannel lockFile) throws IOException {
    FileLock lock;
    try {
      lock = lockFile.tryLock();
    } catch (OverlappingFileLockException sameProcess) {
      lock = null;
    }
    if (lock == null) {
      throw new ActrException(
          ErrorKind.UNAVAILABLE,
          "the mailbox in "
              + directory
              + " is in use by another node; give each application its own actr.data-dir");
    }
  }

  private void recover(Reader reader) throws IOException {
    for (Path deleted : files(Segment.DELETED)) {
      Files.delete(deleted);
    }
    List<Path> files = files("");
    for (int i = 0; i < files.size(); i++) {
      Segment segment = Segment.open(files.get(i), number(files.get(i)));
      if (segment.isUnused() && i == files.size() - 1) {
        segment.delete();
        break;
      }
      if (!follows(segment)) {
        setAside(files.subList(i, files.size()));
        break;
      }
      segments.put(segment.number, segment);
      current = segment;
      recoveredId = Math.max(recoveredId, segment.lastId());
      for (int at = segment.end(); segment.advance(); at = segment.end()) {
        reader.record(position(segment, at), segment.read(at));
      }
    }
    if (current == null) {
      use(maker.create(file(1), 1, segmentSize));
      syncDirectory();
    } else {
      clearRest();
    }
    oldest = segments.firstEntry().getValue();
  }

  /** Whether a segment is whole as far as its header, and goes on where the one before ended. */
  private boolean follows(Segment segment) {
    if (!segment.hasValidHeader() || segment.storedNumber() != segment.number) {
      return false;
    }
    if (segment.version() != Segment.VERSION) {
      throw new ActrException(
          ErrorKind.UNAVAILABLE,
          "the mailbox in "
              + directory
              + " has the format "
              + segment.version()
              + ", and this library reads "
              + Segment.VERSION);
    }
    return current == null
        || current.number + 1 == segment.number && current.end() == segment.previousEnd();
  }

  /** Nothing of what cannot be trusted is destroyed: an operator may want to look at it. */
  private void setAside(List<Path> files) throws IOException {
    for (Path file : files) {
      Segment segment = Segment.open(file, 0);
      discarded += segment.isUnused() ? 0 : segment.size();
      Files.move(file, unused(file.getFileName() + ".damaged"));
    }
    syncDirectory();
  }

  private void clearRest() throws IOException {
    int rest = current.rest();
    if (rest == 0) {
      return;
    }
    // What was never finished was never told to anyone.
    if (current.endIsDamaged() || discarded > 0) {
      Path copy = unused(current.file.getFileName() + "-" + current.end() + ".damaged");
      try (FileChannel out =
          FileChannel.open(copy, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = current.slice(current.end(), rest);
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
        out.force(true);
      }
      discarded += rest;
    }
    current.clear(rest);
  }

  private Path unused(String name) {
    Path path = directory.resolve(name);
    for (int i = 1; Files.exists(path); i++) {
      path = directory.resolve(name + "." + i);
    }
    return path;
  }

  private List<Path> files(String more) throws IOException {
    Pattern name = Pattern.compile("\\d{10}" + Pattern.quote(SUFFIX + more));
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(file -> name.matcher(file.getFileName().toString()).matches())
          .sorted()
          .toList();
    }
  }

  /** A name has room for numbers that no segment gets. */
  private static int number(Path file) {
    long number = Long.parseLong(file.getFileName().toString().substring(0, 10));
    return (int) Math.min(number, Integer.MAX_VALUE);
  }

  private Path file(int number) {
    return directory.resolve(String.format("%010d%s", number, SUFFIX));
  }

  private void syncDirectory() {
    try (FileChannel entry = FileChannel.open(directory, StandardOpenOption.READ)) {
      entry.force(true);
    } catch (IOException e) {
      // Not every system can do this, and those that cannot do not need it.
    }
  }

  /** Bytes that were there when the journal was opened and were not valid. */
  long discarded() {
    return discarded;
  }

  /** The highest id of a message told when a segment was begun. */
  long recoveredId() {
    return recoveredId;
  }

  /** The directory. */
  Path directory() {
    return directory;
  }

  private void use(Segment segment) {
    segment.begin(recoveredId, current == null ? 0 : current.end());
    segments.put(segment.number, segment);
    current = segment;
  }

  /**
   * Appends a record.
   *
   * @param record not empty
   * @param keepFree bytes that must be left for others
   * @param lastId the highest id in use
   * @return its position, or {@link #NO_ROOM}
   */
  long append(byte[] record, int keepFree, long lastId) {
    int room = current.size() - current.end() + (spare == null ? 0 : spare.size());
    if (!current.fits(record.length)) {
      room = spare == null ? 0 : spare.size() - Segment.HEADER;
    }
    if (room < (long) Segment.sizeOf(record.length) + keepFree) {
      return NO_ROOM;
    }
    if (!current.fits(record.length)) {
      recoveredId = Math.max(recoveredId, lastId);
      use(spare);
      spare = null;
    }
    return position(current, current.append(record));
  }

  /** Where the next record will be, or later. */
  long end() {
    return position(current, current.end());
  }

  /**
   * How many bytes the next segment must have; 0 if there is no need of one now.
   *
   * @param largest record that had no room; 0 if there was none
   * @param keepFree as when it is appended
   */
  int wanted(int largest, int keepFree) {
    long needed = Segment.HEADER + (long) Segment.sizeOf(largest) + keepFree;
    int size = (int) Math.max(segmentSize, largest == 0 ? 0 : needed);
    boolean enough =
        spare == null ? largest == 0 && current.end() < current.size() / 4 : size <= spare.size();
    return enough ? 0 : size;
  }

  /** Where the segment after the current one goes. */
  int nextNumber() {
    return current.number + 1;
  }

  /** Makes a segment ahead; may take a while. */
  Segment prepare(int number, int size) throws IOException {
    Segment made = maker.create(file(number), number, size);
    syncDirectory();
    return made;
  }

  /** What was prepared and is not begun yet, which is not used then; null if there is none. */
  Segment takeSpare() {
    Segment taken = spare;
    spare = null;
    return taken;
  }

  /** Takes what was prepared. */
  void provide(Segment prepared) {
    spare = prepared;
  }

  /** A record, in place: valid until its segment is deleted. */
  ByteBuffer read(long position) {
    return segment(position).read((int) position);
  }

  /** Counts a record as needed, or as not needed any more. */
  void live(long position, boolean needed) {
    Segment segment = segment(position);
    int size = Segment.sizeOf(segment.lengthAt((int) position));
    segment.liveRecords += needed ? 1 : -1;
    segment.liveBytes += needed ? size : -size;
    liveBytes += needed ? size : -size;
  }

  /** The segments whose bytes may have to be synchronized between two positions. */
  List<Segment> between(long from, long to) {
    return new ArrayList<>(
        segments.subMap((int) (from >>> 32), true, (int) (to >>> 32), true).values());
  }

  /** Writes to the disk what is between two positions of these segments. */
  static void force(List<Segment> segments, long from, long to) {
    for (Segment segment : segments) {
      int begin = segment.number == (int) (from >>> 32) ? (int) from : 0;
      int end = segment.number == (int) (to >>> 32) ? (int) to : segment.size();
      if (begin < end) {
        segment.force(begin, end);
      }
    }
  }

  /** Whether nothing is needed any more of the oldest segment. */
  boolean hasUnneeded() {
    return oldest != current && oldest.liveRecords == 0;
  }

  /** Takes the oldest segments out of which nothing is needed any more. */
  List<Segment> removeUnneeded() {
    List<Segment> unneeded = new ArrayList<>();
    while (hasUnneeded()) {
      unneeded.add(segments.pollFirstEntry().getValue());
      oldest = segments.firstEntry().getValue();
    }
    lastRead = null;
    return unneeded;
  }

  /** The oldest segment, if moving what is needed of it is worth the work; null otherwise. */
  Segment oldestToMove() {
    long total = (long) (segments.size() - 1) * segmentSize;
    return oldest != current && segments.size() > 3 && liveBytes < total / 2 ? oldest : null;
  }

  private Segment segment(long position) {
    int number = (int) (position >>> 32);
    Segment segment = lastRead;
    if (segment == null || segment.number != number) {
      segment = current.number == number ? current : segments.get(number);
      lastRead = segment;
    }
    return segment;
  }

  static long position(Segment segment, int at) {
    return (long) segment.number << 32 | at;
  }

  /** Lets go of the directory. */
  void close() throws IOException {
    if (spare != null) {
      spare.delete();
      spare = null;
    }
    lockFile.close();
  }
}
