package dev.actr.mailbox.journal;

import dev.actr.ActrException;
import dev.actr.ErrorKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.ListIterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * What had no room in the journal, and whether the disk has any. Messages are refused while it has
 * none; what settles a message waits, however long. Guarded by its owner.
 */
final class Room {

  /** There is no room for the record. */
  static final long NONE = -1;

  private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  /**
   * Something to do once there is room.
   *
   * @param size of its record; 0 if that is not known before it is tried
   * @param attempt does it; false if there is no room still
   */
  record Deferred(int size, boolean settles, CompletableFuture<?> result, BooleanSupplier attempt) {

    Deferred needing(int known) {
      return new Deferred(Math.max(size, known), settles, result, attempt);
    }
  }

  private final String name;
  private final Journal journal;
  private final int segmentSize;
  private final int reserve;
  private final List<Deferred> deferred = new ArrayList<>();
  private int messages;
  private int largest;

  /** The size of the last record that there was no room for. */
  private int refused;

  private IOException full;
  private long retryAt;
  private Segment spare;
  private boolean rolled;

  /** There is room. */
  Room(String name, Journal journal, int segmentSize) {
    this.name = name;
    this.journal = journal;
    this.segmentSize = segmentSize;
    this.reserve = segmentSize / 2;
  }

  /**
   * Appends a record, if there is room. Some is left for what settles messages, which may use it.
   *
   * @param lastId the highest id in use
   * @return its position, or {@link #NONE}
   */
  long append(byte[] record, boolean settles, long lastId) {
    int size = Segment.sizeOf(record.length);
    boolean fits = size <= journal.free();
    int ahead = spare == null ? 0 : spare.size();
    int room = fits ? journal.free() + ahead : ahead - Segment.HEADER;
    if (room < (long) size + (settles ? 0 : reserve)) {
      refused = record.length;
      return NONE;
    }
    if (!fits) {
      journal.begin(spare, lastId);
      spare = null;
      rolled = true;
    }
    return journal.append(record);
  }

  /** Whether a segment was begun since {@link #takeRolled}. */
  boolean isRolled() {
    return rolled;
  }

  boolean takeRolled() {
    boolean was = rolled;
    rolled = false;
    return was;
  }

  /** Whether messages wait for room already: those that come go behind them. */
  boolean isAwaited() {
    return messages > 0;
  }

  /** The size of the last record that there was no room for. */
  int refusedSize() {
    return refused;
  }

  /** Takes what had no room; false if it is refused. */
  boolean defer(Deferred without) {
    if (!without.settles() && full != null && !isTimeToTry()) {
      without.result().completeExceptionally(noRoom());
      return false;
    }
    deferred.add(without);
    messages += without.settles() ? 0 : 1;
    largest = Math.max(largest, Math.max(1, without.size()));
    return true;
  }

  /**
   * Takes the move of a record that no segment of the usual size has room for.
   *
   * @return false if it is smaller, or the disk is full
   */
  boolean deferLarge(int size, BooleanSupplier move) {
    return full == null
        && (long) Segment.HEADER + Segment.sizeOf(size) + reserve > segmentSize
        && defer(new Deferred(size, true, new CompletableFuture<>(), move));
  }

  private void count() {
    messages = (int) deferred.stream().filter(each -> !each.settles()).count();
    largest = deferred.stream().mapToInt(each -> Math.max(1, each.size())).max().orElse(0);
  }

  private boolean isTimeToTry() {
    return full == null || retryNanos() <= 0;
  }

  /** Whether the disk was full at the last try. */
  boolean isFull() {
    return full != null;
  }

  /** How long until the next try. */
  long retryNanos() {
    return retryAt - System.nanoTime();
  }

  /** Whether another segment is to be made now. */
  boolean isSegmentWanted() {
    return segmentSize() > 0 && isTimeToTry();
  }

  /** How many bytes the next segment must have; 0 if none is wanted. */
  int segmentSize() {
    long needed = largest == 0 ? 0 : Segment.HEADER + (long) Segment.sizeOf(largest) + reserve;
    int size = (int) Math.max(segmentSize, needed);
    boolean enough =
        spare == null
            ? largest == 0 && journal.free() > segmentSize - segmentSize / 4
            : size <= spare.size();
    return enough ? 0 : size;
  }

  /** The segment that is ahead, which is not used then; null if there is none. */
  Segment takeSpare() {
    Segment taken = spare;
    spare = null;
    return taken;
  }

  /** There is a segment more. */
  void made(Segment ahead) {
    spare = ahead;
    if (full != null) {
      JournalLog.LOG.roomAgain(name, journal.directory());
    }
    full = null;
  }

  /** There can be none for now. */
  void missing(IOException reason) {
    if (full == null) {
      JournalLog.LOG.full(name, journal.directory(), reason);
    }
    full = reason;
    retryAt = System.nanoTime() + RETRY_NANOS;
  }

  ActrException noRoom() {
    return new ActrException(
        ErrorKind.UNAVAILABLE, "the mailbox of " + name + " has no room: " + full, full);
  }

  /**
   * Tries what is deferred, those in front first.
   *
   * @return the results of those that are refused
   */
  List<CompletableFuture<?>> retry() {
    List<CompletableFuture<?>> left = new ArrayList<>();
    boolean room = true;
    for (ListIterator<Deferred> each = deferred.listIterator(); each.hasNext(); ) {
      Deferred next = each.next();
      boolean tried = room || next.settles();
      if (tried && next.attempt().getAsBoolean()) {
        each.remove();
        continue;
      }
      if (tried) {
        each.set(next.needing(refused));
      }
      if (!next.settles()) {
        room = false;
        if (full != null) {
          left.add(next.result());
          each.remove();
        }
      }
    }
    count();
    return left;
  }

  /** Gives up all; their results are the caller's to complete. */
  List<CompletableFuture<?>> end() {
    List<CompletableFuture<?>> left = new ArrayList<>();
    deferred.forEach(each -> left.add(each.result()));
    deferred.clear();
    count();
    return left;
  }

  /** Nothing is appended any more. */
  void close() throws IOException {
    if (spare != null) {
      spare.delete();
    }
  }
}
