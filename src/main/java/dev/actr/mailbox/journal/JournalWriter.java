package dev.actr.mailbox.journal;

import dev.actr.ActrException;
import dev.actr.ErrorKind;
import dev.actr.mailbox.journal.MessageTable.State;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Writes the records of a mailbox, tells who waits for them when they are stored, and keeps the
 * journal's files: one thread synchronizes for all who wait at that moment, another makes segments
 * ahead, empties old ones and deletes them.
 */
final class JournalWriter {

  private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  /** Who waits until what has been appended is stored. */
  private record Waiter<T>(long message, CompletableFuture<T> result, T value) {
    void done() {
      result.complete(value);
    }
  }

  /** What had no room. */
  private record Deferred(
      int size, boolean settles, CompletableFuture<?> result, BooleanSupplier attempt) {}

  private final String name;
  private final Journal journal;
  private final MailboxState state;
  private final boolean toDisk;
  private final int reserve;
  private final Thread synchronizer;
  private final Thread keeper;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition somethingToStore = lock.newCondition();
  private final Condition somethingToKeep = lock.newCondition();
  private List<Waiter<?>> waiting = new ArrayList<>();
  private List<Waiter<?>> stored = new ArrayList<>();
  private final List<Deferred> deferred = new ArrayList<>();
  private int deferredMessages;
  private int largestDeferred;
  private boolean available;
  private boolean rolled;
  private boolean closed;
  private long storedUpTo;
  private ActrException broken;
  private IOException full;
  private long retryAt;
  private volatile Runnable listener = () -> {};

  /**
   * Starts writing.
   *
   * @param toDisk whether what is stored is synchronized with the disk
   * @param reserve bytes that are left for what settles messages when the disk is full
   */
  JournalWriter(String name, Journal journal, MailboxState state, boolean toDisk, int reserve) {
    this.name = name;
    this.journal = journal;
    this.state = state;
    this.toDisk = toDisk;
    this.reserve = reserve;
    this.storedUpTo = journal.end();
    this.keeper = start("keeper", this::keep);
    this.synchronizer = toDisk ? start("sync", this::synchronize) : null;
  }

  private Thread start(String role, Runnable work) {
    Thread thread = new Thread(work, "actr-mailbox-" + role + "-" + name);
    thread.setDaemon(true);
    thread.setContextClassLoader(JournalWriter.class.getClassLoader());
    thread.start();
    return thread;
  }

  // What the mailbox does under the lock.

  /** Does something now, or as soon as there is room for it; false from it says there is none. */
  void execute(int size, boolean settles, CompletableFuture<?> result, BooleanSupplier attempt) {
    run(
        () -> {
          ActrException refused = refusal();
          if (refused != null) {
            result.completeExceptionally(refused);
          } else if (!settles && deferredMessages > 0 || !attempt.getAsBoolean()) {
            // Those that have no room go in the order they came in.
            defer(new Deferred(size, settles, result, attempt));
          }
        });
  }

  private ActrException refusal() {
    return closed
        ? new ActrException(ErrorKind.UNAVAILABLE, "the mailbox of " + name + " is closed")
        : broken;
  }

  private void defer(Deferred without) {
    if (!without.settles() && full != null && System.nanoTime() - retryAt < 0) {
      without.result().completeExceptionally(noRoom());
      return;
    }
    deferred.add(without);
    deferredMessages += without.settles() ? 0 : 1;
    largestDeferred = Math.max(largestDeferred, Math.max(1, without.size()));
    somethingToKeep.signal();
  }

  private ActrException noRoom() {
    return new ActrException(
        ErrorKind.UNAVAILABLE, "the mailbox of " + name + " has no room: " + full, full);
  }

  /** Appends a record; what settles a message may use what is kept free from others. */
  long append(byte[] record, boolean settles, long lastId) {
    int before = journal.nextNumber();
    long position = journal.append(record, settles ? 0 : reserve, lastId);
    if (journal.nextNumber() != before) {
      rolled = true;
    }
    if (rolled || journal.hasUnneeded() || isSegmentWanted()) {
      somethingToKeep.signal();
    }
    return position;
  }

  private boolean isSegmentWanted() {
    return journal.wanted(largestDeferred, reserve) > 0
        && (full == null || System.nanoTime() - retryAt >= 0);
  }

  /**
   * Tells when all that has been appended is stored.
   *
   * @param message that may be delivered then; 0 for none
   */
  <T> void whenStored(long message, CompletableFuture<T> result, T value) {
    Waiter<T> waiter = new Waiter<>(message, result, value);
    if (toDisk) {
      if (waiting.isEmpty()) {
        somethingToStore.signal();
      }
      waiting.add(waiter);
    } else {
      isStored(waiter);
    }
  }

  private void isStored(Waiter<?> waiter) {
    if (waiter.message() != 0) {
      state.available(waiter.message());
      available = true;
    }
    stored.add(waiter);
  }

  boolean isStored(long position) {
    return !toDisk || position < storedUpTo;
  }

  /** The listener is told once the lock is free. */
  void tellAvailable() {
    available = true;
  }

  void setListener(Runnable newListener) {
    listener = newListener;
  }

  /** Runs something under the lock, and tells what came of it outside. */
  void run(Runnable body) {
    List<Waiter<?>> done = List.of();
    boolean tell;
    lock.lock();
    try {
      if (broken == null) {
        body.run();
      }
    } finally {
      // Only the outermost has left the lock when it tells.
      tell = available && lock.getHoldCount() == 1;
      if (lock.getHoldCount() == 1) {
        available = false;
        if (!stored.isEmpty()) {
          done = stored;
          stored = new ArrayList<>();
        }
      }
      lock.unlock();
    }
    done.forEach(Waiter::done);
    if (tell) {
      try {
        listener.run();
      } catch (RuntimeException e) {
        JournalLog.LOG.listenerFailed(name, e);
      }
    }
  }

  /** As {@link #run}, unless the mailbox is closed, and with a result. */
  <T> T call(Supplier<T> body) {
    List<T> result = new ArrayList<>(1);
    run(
        () -> {
          if (refusal() != null) {
            throw refusal();
          }
          result.add(body.get());
        });
    if (result.isEmpty()) {
      throw broken;
    }
    return result.get(0);
  }

  /** Reads something, even after the end. */
  <T> T look(Supplier<T> body) {
    lock.lock();
    try {
      return body.get();
    } finally {
      lock.unlock();
    }
  }

  // The thread that synchronizes.

  private void synchronize() {
    try {
      while (synchronizeOnce()) {
        // Each round is for all who came during the one before.
      }
    } catch (InterruptedException e) {
      // Nobody interrupts it.
      Thread.currentThread().interrupt();
    }
  }

  private boolean synchronizeOnce() throws InterruptedException {
    List<Waiter<?>> batch;
    lock.lock();
    try {
      while (waiting.isEmpty() && !closed) {
        somethingToStore.await();
      }
      if (waiting.isEmpty()) {
        return false;
      }
      batch = waiting;
      waiting = new ArrayList<>();
    } finally {
      lock.unlock();
    }
    if (force()) {
      run(() -> batch.forEach(this::isStored));
    } else {
      batch.forEach(waiter -> waiter.result().completeExceptionally(broken));
    }
    return true;
  }

  /** Stores all that has been appended so far. */
  private boolean force() {
    long from;
    long to;
    List<Segment> segments;
    lock.lock();
    try {
      if (broken != null) {
        return false;
      }
      from = storedUpTo;
      to = journal.end();
      segments = journal.between(from, to);
    } finally {
      lock.unlock();
    }
    try {
      Journal.force(segments, from, to);
    } catch (RuntimeException | InternalError e) {
      // After a failure the system may take for written what is not: only a new start tells.
      fail(e);
      return false;
    }
    lock.lock();
    try {
      storedUpTo = Math.max(storedUpTo, to);
    } finally {
      lock.unlock();
    }
    return true;
  }

  private void fail(Throwable failure) {
    JournalLog.LOG.broken(name, journal.directory(), failure);
    List<Deferred> left;
    lock.lock();
    try {
      broken =
          new ActrException(
              ErrorKind.UNAVAILABLE,
              "the mailbox of " + name + " cannot be written to the disk",
              failure);
      left = List.copyOf(deferred);
      deferred.clear();
    } finally {
      lock.unlock();
    }
    left.forEach(each -> each.result().completeExceptionally(broken));
  }

  // The thread that keeps the files.

  private void keep() {
    try {
      while (awaitWork()) {
        if (look(this::isSegmentWanted)) {
          provideSegment();
        }
        moveOldest();
        deleteUnneeded();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean awaitWork() throws InterruptedException {
    lock.lock();
    try {
      while (!closed && !rolled && !journal.hasUnneeded() && !isSegmentWanted()) {
        if (full == null) {
          somethingToKeep.await();
        } else {
          somethingToKeep.awaitNanos(Math.max(1, retryAt - System.nanoTime()));
        }
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  private void provideSegment() {
    int number;
    int size;
    Segment tooSmall;
    lock.lock();
    try {
      size = journal.wanted(largestDeferred, reserve);
      number = journal.nextNumber();
      tooSmall = journal.takeSpare();
    } finally {
      lock.unlock();
    }
    Segment made = null;
    IOException failure = null;
    try {
      if (tooSmall != null) {
        tooSmall.delete();
      }
      made = journal.prepare(number, size);
    } catch (IOException e) {
      failure = e;
    }
    provided(made, failure);
  }

  private void provided(Segment made, IOException failure) {
    List<CompletableFuture<?>> refused = new ArrayList<>();
    ActrException[] reason = new ActrException[1];
    run(
        () -> {
          if (failure == null) {
            journal.provide(made);
            if (full != null) {
              JournalLog.LOG.roomAgain(name, journal.directory());
            }
            full = null;
          } else {
            if (full == null) {
              JournalLog.LOG.full(name, journal.directory(), failure);
            }
            full = failure;
            retryAt = System.nanoTime() + RETRY_NANOS;
            reason[0] = noRoom();
          }
          tryDeferred(refused);
        });
    refused.forEach(each -> each.completeExceptionally(reason[0]));
  }

  /** Those in front first; what settles a message waits for room however long. */
  private void tryDeferred(List<CompletableFuture<?>> refused) {
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
    deferredMessages = (int) deferred.stream().filter(each -> !each.settles()).count();
    largestDeferred = deferred.stream().mapToInt(each -> Math.max(1, each.size())).max().orElse(0);
  }

  /** What little is needed of the oldest segment is written again, so that it can go. */
  private void moveOldest() {
    Segment oldest =
        look(
            () -> {
              boolean due = rolled;
              rolled = false;
              return due ? journal.oldestToMove() : null;
            });
    if (oldest == null) {
      return;
    }
    boolean[] room = {true};
    for (int at = Segment.HEADER; at < oldest.end() && room[0]; at = oldest.next(at)) {
      long position = Journal.position(oldest, at);
      ByteBuffer record = oldest.read(at);
      if (Records.kind(record) < Records.DELIVERED) {
        run(() -> room[0] = move(position, record));
      }
    }
  }

  private boolean move(long from, ByteBuffer record) {
    long id = Records.id(record);
    State now = state.state(id);
    if (now == State.ABSENT || state.position(id) != from) {
      return true;
    }
    byte kind = now == State.ACKNOWLEDGED ? Records.ACKNOWLEDGED_OUTCOME : Records.kind(record);
    long to = append(Records.copy(record, kind, state.deliveries(id)), false, state.lastId());
    if (to != Journal.NO_ROOM) {
      state.rewritten(id, now, to);
    }
    return to != Journal.NO_ROOM;
  }

  private void deleteUnneeded() {
    List<Segment> unneeded = look(journal::removeUnneeded);
    // What replaces their records must be on the disk first.
    if (unneeded.isEmpty() || toDisk && !force()) {
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

  // The end.

  void close() {
    List<Deferred> left;
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      left = List.copyOf(deferred);
      deferred.clear();
      somethingToKeep.signalAll();
      somethingToStore.signalAll();
    } finally {
      lock.unlock();
    }
    ActrException ended = refusal();
    left.forEach(each -> each.result().completeExceptionally(ended));
    join(synchronizer);
    join(keeper);
    try {
      if (toDisk) {
        force();
      }
    } finally {
      try {
        journal.close();
      } catch (IOException e) {
        JournalLog.LOG.notDeleted(name, e);
      }
    }
  }

  private static void join(Thread thread) {
    if (thread == null || thread == Thread.currentThread()) {
      return;
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
