package dev.actr.mailbox.journal;

import dev.actr.ActrException;
import dev.actr.ErrorKind;
import dev.actr.mailbox.journal.Telling.Waiter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Writes the records of a mailbox and tells who waits for them when they are stored: one thread
 * synchronizes for all who wait at that moment. Another one keeps the files.
 */
final class JournalWriter {

  /** How often a thread looks whether the lock is free before it sleeps: it is held shortly. */
  private static final int SPINS = Runtime.getRuntime().availableProcessors() > 1 ? 40 : 0;

  /** So many are told sooner than another thread wakes to tell them. */
  private static final int FEW = 8;

  /** How many messages are in one record of what is told of them. */
  private static final int NOTED = 64;

  private final String name;
  private final Journal journal;
  private final DirectoryLock directory;
  private final MailboxState state;
  private final boolean toDisk;
  private final Room room;
  private final JournalKeeper keeper;
  private final Thread synchronizing;
  private final Thread telling;
  private final Thread keeping;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition somethingToStore = lock.newCondition();
  private final Condition somethingToKeep = lock.newCondition();
  private List<Waiter<?>> waiting = new ArrayList<>();
  private List<Waiter<?>> stored = new ArrayList<>();
  private final Queue<Long> acknowledged = new ConcurrentLinkedQueue<>();
  private final Telling tell = new Telling(this::settleIfIdle);
  private volatile boolean idle;
  private boolean available;
  private boolean closed;
  private long storedUpTo;
  private volatile ActrException broken;
  private volatile Runnable listener = () -> {};

  /**
   * Starts writing.
   *
   * @param directory let go of at the end
   * @param toDisk whether what is stored is synchronized with the disk
   * @param segmentSize of the journal
   */
  JournalWriter(
      String name,
      Journal journal,
      DirectoryLock directory,
      MailboxState state,
      boolean toDisk,
      int segmentSize) {
    this.name = name;
    this.journal = journal;
    this.directory = directory;
    this.state = state;
    this.toDisk = toDisk;
    this.room = new Room(name, journal, segmentSize);
    this.storedUpTo = journal.end();
    this.keeper = new JournalKeeper(name, journal, state, this, room);
    this.keeping = start("keeper", this::keep);
    this.telling = toDisk ? start("tell", tell::tellAll) : null;
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
            return;
          }
          // Those that have no room go in the order they came in.
          boolean waits = !settles && room.isAwaited();
          if (waits || !attempt.getAsBoolean()) {
            int needed = waits ? size : Math.max(size, room.refusedSize());
            if (room.defer(new Room.Deferred(needed, settles, result, attempt))) {
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
    long position = room.append(record, settles, lastId);
    if (room.isRolled() || journal.hasUnneeded() || room.isSegmentWanted()) {
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
    locked(
        () -> {
          if (broken == null) {
            body.run();
          }
        });
  }

  private void enter() {
    for (int i = 0; i < SPINS; i++) {
      if (!lock.isLocked() && lock.tryLock()) {
        return;
      }
      Thread.onSpinWait();
    }
    lock.lock();
  }

  private void locked(Runnable body) {
    List<Waiter<?>> done = List.of();
    boolean tell = false;
    boolean more = false;
    enter();
    try {
      body.run();
    } finally {
      // Only the outermost has left the lock when it tells.
      if (lock.getHoldCount() == 1) {
        tell = available;
        more = !waiting.isEmpty();
        available = false;
        if (!stored.isEmpty()) {
          done = stored;
          stored = new ArrayList<>();
        }
      }
      lock.unlock();
    }
    tell(done, tell, more);
  }

  private void tell(List<Waiter<?>> done, boolean tellAvailable, boolean more) {
    // The handler first: it works on another thread meanwhile.
    if (tellAvailable) {
      try {
        listener.run();
      } catch (RuntimeException e) {
        JournalLog.LOG.listenerFailed(name, e);
      }
    }
    if (more && done.size() > FEW && Thread.currentThread() == synchronizing) {
      tell.add(done);
    } else {
      done.forEach(Waiter::done);
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
    enter();
    try {
      return body.get();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Records something of messages. Without room nobody misses it: the next to open the journal does
   * a little more.
   */
  void note(byte kind, List<Long> ids) {
    for (int from = 0; from < ids.size(); from += NOTED) {
      List<Long> some = ids.subList(from, Math.min(from + NOTED, ids.size()));
      append(Records.note(kind, some), true, state.lastId());
    }
  }

  /**
   * Takes a message out whose reply has been given. Those that are told on the threads of this do
   * that one after the other, and need not take the lock each time.
   */
  void acknowledge(long id) {
    acknowledged.add(id);
    Thread current = Thread.currentThread();
    if (current != synchronizing && current != telling) {
      run(this::settle);
    }
  }

  /** Takes out what has been acknowledged. */
  void settle() {
    List<Long> ids = new ArrayList<>();
    for (Long id = acknowledged.poll(); id != null; id = acknowledged.poll()) {
      if (state.acknowledge(id)) {
        ids.add(id);
      }
    }
    note(Records.ACKNOWLEDGED, ids);
    toExpire();
  }

  /** Something has a time from now on at which it is dropped. */
  void toExpire() {
    if (keeper.expiresSooner()) {
      somethingToKeep.signal();
    }
  }

  private void settleIfIdle() {
    if (idle) {
      run(this::settle);
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
    long from;
    long to;
    enter();
    try {
      if (waiting.isEmpty()) {
        idle = true;
        if (broken == null) {
          settle();
        }
        while (waiting.isEmpty() && !closed) {
          somethingToStore.await();
        }
        idle = false;
      }
      if (waiting.isEmpty()) {
        return false;
      }
      batch = waiting;
      waiting = new ArrayList<>();
      from = storedUpTo;
      to = journal.end();
    } finally {
      lock.unlock();
    }
    if (force(from, to)) {
      locked(
          () -> {
            storedUpTo = Math.max(storedUpTo, to);
            batch.forEach(this::isStored);
          });
    } else {
      batch.forEach(waiter -> waiter.result().completeExceptionally(broken));
    }
    if (batch.size() > 1) {
      // Those just told may have more to store: together that takes one time less.
      Thread.yield();
    }
    return true;
  }

  private boolean force(long from, long to) {
    try {
      if (broken == null) {
        journal.force(from, to);
      }
    } catch (RuntimeException | InternalError e) {
      // After a failure the system may take for written what is not: only a new start tells.
      fail(e);
    }
    return broken == null;
  }

  private void fail(Throwable failure) {
    JournalLog.LOG.broken(name, journal.directory(), failure);
    List<CompletableFuture<?>> left;
    enter();
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
    enter();
    try {
      long nanos = keeper.dropExpired();
      while (!closed && !room.isRolled() && !journal.hasUnneeded() && !room.isSegmentWanted()) {
        somethingToKeep.awaitNanos(
            room.isFull() ? Math.min(nanos, Math.max(1, room.retryNanos())) : nanos);
        nanos = keeper.dropExpired();
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  /** Stores all that has been appended; false if that cannot be done. */
  boolean storeAll() {
    if (!toDisk) {
      return true;
    }
    long from = look(() -> storedUpTo);
    long to = look(journal::end);
    boolean stored = force(from, to);
    if (stored) {
      run(() -> storedUpTo = Math.max(storedUpTo, to));
    }
    return stored;
  }

  // The end.

  void close() {
    List<CompletableFuture<?>> left;
    enter();
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
    tell.add(List.of());
    join(telling);
    join(keeping);
    run(this::settle);
    try {
      storeAll();
    } finally {
      try {
        room.close();
        directory.close();
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
