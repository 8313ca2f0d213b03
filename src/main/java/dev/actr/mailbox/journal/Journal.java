package dev.actr.mailbox.journal;

import dev.actr.ActrException;
import dev.actr.ErrorKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
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
    Segment create(Path file, int size) throws IOException;
  }

  private final Path directory;
  private final int segmentSize;
  private final Maker maker;
  private final ConcurrentSkipListMap<Integer, Segment> segments = new ConcurrentSkipListMap<>();
  private Segment oldest;
  private Segment current;
  private Segment lastRead;
  private long discarded;
  private long liveBytes;
  private long recoveredId;

  private Journal(Path directory, int segmentSize, Maker maker) {
    this.directory = directory;
    this.segmentSize = segmentSize;
    this.maker = maker;
  }

  /** Opens a directory that is there, and reads all that is valid in it. */
  static Journal open(Path directory, int segmentSize, Maker maker, Reader reader)
      throws IOException {
    Journal journal = new Journal(directory, segmentSize, maker);
    journal.recover(reader);
    return journal;
  }

  private void recover(Reader reader) throws IOException {
    List<Path> files = files();
    for (int i = 0; i < files.size(); i++) {
      Segment segment = Segment.open(files.get(i));
      if (segment.size() == 0 || segment.isUnused() && i == files.size() - 1) {
        segment.delete();
        continue;
      }
      if (!follows(segment)) {
        setAside(files.subList(i, files.size()));
        break;
      }
      add(segment);
      recoveredId = Math.max(recoveredId, segment.lastId());
      for (int at = segment.end(); segment.advance(); at = segment.end()) {
        reader.record(position(segment, at), segment.read(at));
      }
    }
    if (current == null) {
      begin(prepare(segmentSize), 0);
    } else {
      clearRest();
    }
    oldest = segments.firstEntry().getValue();
  }

  /** Whether a segment is whole as far as its header, and goes on where the one before ended. */
  private boolean follows(Segment segment) {
    if (!segment.readHeader()) {
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
    return segment.file.equals(file(segment.number())) && segment.follows(current);
  }

  /** Nothing of what cannot be trusted is destroyed: an operator may want to look at it. */
  private void setAside(List<Path> files) throws IOException {
    for (Path file : files) {
      Segment segment = Segment.open(file);
      discarded += segment.isUnused() ? 0 : segment.size();
      Files.move(file, unused(file.getFileName() + ".damaged"));
    }
    syncDirectory();
  }

  private void clearRest() throws IOException {
    byte[] rest = current.rest();
    // What was never finished was never told to anyone.
    if (rest.length > 0 && (current.endIsDamaged() || discarded > 0)) {
      Files.write(
          unused(current.file.getFileName() + "-" + current.end() + ".damaged"),
          rest,
          StandardOpenOption.CREATE_NEW,
          StandardOpenOption.WRITE,
          StandardOpenOption.SYNC);
      discarded += rest.length;
    }
    current.clear(rest.length);
  }

  private Path unused(String name) {
    Path path = directory.resolve(name);
    for (int i = 1; Files.exists(path); i++) {
      path = directory.resolve(name + "." + i);
    }
    return path;
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(file -> file.getFileName().toString().matches("\\d{10}\\.segment"))
          .sorted()
          .toList();
    }
  }

  private Path file(int number) {
    return directory.resolve(String.format("%010d.segment", number));
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

  /**
   * Goes on in another segment.
   *
   * @param prepared by {@link #prepare}, since the one before was begun
   * @param lastId the highest id in use
   */
  void begin(Segment prepared, long lastId) {
    prepared.begin(nextNumber(), lastId, current == null ? 0 : current.end());
    add(prepared);
  }

  private void add(Segment segment) {
    segments.put(segment.number(), segment);
    current = segment;
  }

  private int nextNumber() {
    return current == null ? 1 : current.number() + 1;
  }

  /** How many bytes are left in the current segment. */
  int free() {
    return current.size() - current.end();
  }

  /** Appends a record, not empty, for which there is room, and returns its position. */
  long append(byte[] record) {
    return position(current, current.append(record));
  }

  /** Where the next record will be, or later. */
  long end() {
    return position(current, current.end());
  }

  /** Makes the next segment ahead; may take a while. */
  Segment prepare(int size) throws IOException {
    Segment made = maker.create(file(nextNumber()), size);
    syncDirectory();
    return made;
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

  /** Writes to the disk what is between two positions. */
  void force(long from, long to) {
    for (Segment segment : segments.subMap(number(from), true, number(to), true).values()) {
      int begin = segment.number() == number(from) ? (int) from : 0;
      int end = segment.number() == number(to) ? (int) to : segment.size();
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
    int number = number(position);
    if (number == current.number()) {
      return current;
    }
    if (lastRead == null || lastRead.number() != number) {
      lastRead = segments.get(number);
    }
    return lastRead;
  }

  private static int number(long position) {
    return (int) (position >>> 32);
  }

  static long position(Segment segment, int at) {
    return (long) segment.number() << 32 | at;
  }
}
