package dev.actr.mailbox.journal;

import dev.actr.ActrException;
import dev.actr.mailbox.journal.MessageTable.State;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Keeps the journal's files: makes segments ahead, drops what is past its time, empties old
 * segments and deletes them.
 */
final class JournalKeeper {

  /** What expires within it goes together, so that nobody wakes for each. */
  private static final long EXPIRY_MILLIS = 1000;

  private final String name;
  private final Journal journal;
  private final MailboxState state;
  private final JournalWriter writer;
  private final Room room;
  private long expiresAt = Long.MAX_VALUE;

  JournalKeeper(String name, Journal journal, MailboxState state, JournalWriter writer, Room room) {
    this.name = name;
    this.journal = journal;
    this.state = state;
    this.writer = writer;
    this.room = room;
  }

  /** Does what has come up. */
  void keep() {
    if (writer.look(room::isSegmentWanted)) {
      provideSegment();
    }
    moveOldest();
    deleteUnneeded();
  }

  /**
   * Drops what is past its time; under the lock.
   *
   * @return after how many nanoseconds there may be more
   */
  long dropExpired() {
    state.dropExpired();
    expiresAt = state.expiresAt();
    return TimeUnit.MILLISECONDS.toNanos(expiresAt - state.now() + EXPIRY_MILLIS);
  }

  /** Whether something expires well before what {@link #dropExpired} knew of; under the lock. */
  boolean expiresSooner() {
    return state.expiresAt() < expiresAt - EXPIRY_MILLIS;
  }

  private record Wanted(int size, Segment tooSmall) {}

  private void provideSegment() {
    Wanted wanted = writer.look(() -> new Wanted(room.segmentSize(), room.takeSpare()));
    Segment made = null;
    IOException failure = null;
    try {
      if (wanted.tooSmall() != null) {
        wanted.tooSmall().delete();
      }
      made = journal.prepare(wanted.size());
    } catch (IOException e) {
      failure = e;
    }
    provided(made, failure);
  }

  private void provided(Segment made, IOException failure) {
    List<CompletableFuture<?>> refused = new ArrayList<>();
    ActrException[] reason = new ActrException[1];
    writer.run(
        () -> {
          if (failure == null) {
            room.made(made);
          } else {
            room.missing(failure);
            reason[0] = room.noRoom();
          }
          refused.addAll(room.retry());
        });
    refused.forEach(each -> each.completeExceptionally(reason[0]));
  }

  /** What little is needed of the oldest segment is written again, so that it can go. */
  private void moveOldest() {
    Segment oldest = writer.look(() -> room.takeRolled() ? journal.oldestToMove() : null);
    if (oldest == null) {
      return;
    }
    boolean[] hasRoom = {true};
    for (int at = Segment.HEADER; at < oldest.end() && hasRoom[0]; at = oldest.next(at)) {
      long position = Journal.position(oldest, at);
      ByteBuffer record = oldest.read(at);
      if (Records.kind(record) < Records.DELIVERED) {
        long id = Records.id(record);
        writer.run(() -> hasRoom[0] = moveOrDefer(id, position, record));
      }
    }
  }

  private boolean move(long id, long from, ByteBuffer record) {
    State now = state.state(id);
    if (now == State.ABSENT || state.position(id) != from) {
      return true;
    }
    byte kind = now == State.ACKNOWLEDGED ? Records.ACKNOWLEDGED_OUTCOME : Records.kind(record);
    long to =
        writer.append(Records.copy(record, kind, state.deliveries(id)), false, state.lastId());
    if (to != Room.NONE) {
      state.rewritten(id, now, to);
    }
    return to != Room.NONE;
  }

  /**
   * A large one is moved once there is a segment for it, which is only made if it is asked for. If
   * it is not needed any more by then, its file may have gone.
   */
  private boolean moveOrDefer(long id, long from, ByteBuffer record) {
    return move(id, from, record)
        || room.deferLarge(record.capacity(), () -> move(id, from, record));
  }

  private void deleteUnneeded() {
    List<Segment> unneeded = writer.look(journal::removeUnneeded);
    // What replaces their records must be on the disk first.
    if (unneeded.isEmpty() || !writer.storeAll()) {
      return;
    }
    for (Segment segment : unneeded) {
      try {
        segment.delete();
      } catch (IOException e) {
        JournalLog.LOG.notDeleted(name, e);
      }
    }
  }
}
