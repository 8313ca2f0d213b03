package dev.actr.mailbox.journal;

import dev.actr.ActrException;
import dev.actr.ErrorKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * What had no room in the journal, and whether the disk has any. Messages are refused while it has
 * none; what settles a message waits, however long. Guarded by its owner.
 */
final class Room {

  private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  /**
   * Something to do once there is room.
   *
   * @param size of its record; 0 if that is small
   * @param attempt does it; false if there is no room still
   */
  record Deferred(
      int size, boolean settles, CompletableFuture<?> result, BooleanSupplier attempt) {}

  private final String name;
  private final Journal journal;
  private final int reserve;
  private final List<Deferred> deferred = new ArrayList<>();
  private int messages;
  private int largest;
  private IOException full;
  private long retryAt;

  /**
   * There is room.
   *
   * @param reserve bytes that are left for what settles messages
   */
  Room(String name, Journal journal, int reserve) {
    this.name = name;
    this.journal = journal;
    this.reserve = reserve;
  }

  /** Whether messages wait for room already: those that come go behind them. */
  boolean isAwaited() {
    return messages > 0;
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
    return journal.wanted(largest, reserve);
  }

  int reserve() {
    return reserve;
  }

  /** There is a segment more. */
  void made() {
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
    List<CompletableFuture<?>> refused = new ArrayList<>();
    boolean room = true;
    for (Iterator<Deferred> each = deferred.iterator(); each.hasNext(); ) {
      Deferred next = each.next();
      if ((room || next.settles()) && next.attempt().getAsBoolean()) {
        each.remove();
      } else if (!next.settles()) {
        room = false;
        if (full != null) {
          refused.add(next.result());
          each.remove();
        }
      }
    }
    count();
    return refused;
  }

  /** Gives up all; their results are the caller's to complete. */
  List<CompletableFuture<?>> end() {
    List<CompletableFuture<?>> left = new ArrayList<>();
    deferred.forEach(each -> left.add(each.result()));
    deferred.clear();
    count();
    return left;
  }
}
