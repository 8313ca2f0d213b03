package dev.actr.mailbox.journal;

import dev.actr.ActrException;
import dev.actr.ErrorKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Writes the records of a mailbox and tells who waits for them when they are stored: one thread
 * synchronizes for all who wait at that moment. Another one keeps the files.
 */
final class JournalWriter {

  /** Who waits until what has been appended is stored. */
  private record Waiter<T>(long message, CompletableFuture<T> result, T value) {
    void done() {
      result.complete(value);
    }
  }

  private final String name;
  private final Journal journal;
  private final MailboxState state;
  private final boolean toDisk;
  private final Room room;
  private final JournalKeeper keeper;
  private final Thread synchronizing;
  private final Thread keeping;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition somethingToStore = lock.newCondition();
  private final Condition somethingToKeep = lock.newCondition();
  private List<Waiter<?>> waiting = new ArrayList<>();
  private List<Waiter<?>> stored = new ArrayList<>();
  private boolean available;
  private boolean rolled;
  private boolean closed;
  private long storedUpTo;
  private ActrException broken;
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
    this.room = new Room(name, journal, reserve);
    this.storedUpTo = journal.end();
    this.keeper = new JournalKeeper(name, journal, state, this, room);
    this.keeping = start("keeper", this::keep);
    this.synchronizing = toDisk ? start("sync", this::synchronize) : null;
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
          } else if (!settles && room.isAwaited() || !attempt.getAsBoolean()) {
            // Those that have no room go in the order they came in.
            if (room.defer(new Room.Deferred(size, settles, result, attempt))) {
              somethingToKeep.signal();
            }
          }
        });
  }

  private ActrException refusal() {
    return closed
        ? new ActrException(ErrorKind.UNAVAILABLE, "the mailbox of " + name + " is closed")
        : broken;
  }

  /** Appends a record; what settles a message may use what is kept free from others. */
  long append(byte[] record, boolean settles, long lastId) {
    int before = journal.nextNumber();
    long position = journal.append(record, settles ? 0 : room.reserve(), lastId);
    if (journal.nextNumber() != before) {
      rolled = true;
    }
    if (rolled || journal.hasUnneeded() || room.isSegmentWanted()) {
      somethingToKeep.signal();
    }
    return position;
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
    List<CompletableFuture<?>> left;
    lock.lock();
    try {
      broken =
          new ActrException(
              ErrorKind.UNAVAILABLE,
              "the mailbox of " + name + " cannot be written to the disk",
              failure);
      left = room.end();
    } finally {
      lock.unlock();
    }
    left.forEach(each -> each.completeExceptionally(broken));
  }

  // The thread that keeps the files.

  private void keep() {
    try {
      while (awaitWork()) {
        keeper.keep();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean awaitWork() throws InterruptedException {
    lock.lock();
    try {
      while (!closed && !rolled && !journal.hasUnneeded() && !room.isSegmentWanted()) {
        if (room.isFull()) {
          somethingToKeep.awaitNanos(Math.max(1, room.retryNanos()));
        } else {
          somethingToKeep.await();
        }
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  /** Whether a segment was begun since this was last asked. */
  boolean takeRolled() {
    boolean was = rolled;
    rolled = false;
    return was;
  }

  /** Stores all that has been appended; false if that cannot be done. */
  boolean storeAll() {
    return !toDisk || force();
  }

  // The end.

  void close() {
    List<CompletableFuture<?>> left;
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      left = room.end();
      somethingToKeep.signalAll();
      somethingToStore.signalAll();
    } finally {
      lock.unlock();
    }
    ActrException ended = refusal();
    left.forEach(each -> each.completeExceptionally(ended));
    join(synchronizing);
    join(keeping);
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
