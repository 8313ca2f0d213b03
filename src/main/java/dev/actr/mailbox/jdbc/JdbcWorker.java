package dev.actr.mailbox.jdbc;

import dev.actr.ActrException;
import dev.actr.ErrorKind;
import dev.actr.mailbox.MailboxDelivery;
import dev.actr.mailbox.MailboxLimits;
import dev.actr.mailbox.MailboxStats;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;

/**
 * Does the work of one replica's mailbox in the database, on one thread with one connection: all
 * that has come up meanwhile goes into one transaction, which many enqueues share.
 */
final class JdbcWorker {

  private static final int BATCH = 512;
  private static final int MOST_QUEUED = 10_000;
  private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
  private static final String UNIQUE_VIOLATION = "23505";

  private final String actor;
  private final Session session;
  private final MailboxLimits limits;
  private final Clock clock;
  private final Duration lease;
  private final ReplicaState state;
  private final Replicas replicas;
  private final Thread thread;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition something = lock.newCondition();
  private final Deque<Work<?>> queue = new ArrayDeque<>();
  private boolean closed;
  private volatile ActrException away;
  private volatile Runnable listener = () -> {};

  // Of the thread alone.
  private boolean mustLoad;
  private long lookAt = System.nanoTime();
  private long retryAt;

  JdbcWorker(
      String actor, DataSource dataSource, MailboxLimits limits, Duration lease, Clock clock) {
    this.actor = actor;
    this.session = new Session(dataSource);
    this.limits = limits;
    this.clock = clock;
    this.lease = lease;
    this.state = new ReplicaState(limits);
    this.replicas = new Replicas(actor, lease);
    this.thread = new Thread(this::work, "actr-mailbox-jdbc-" + actor);
    thread.setDaemon(true);
    thread.setContextClassLoader(JdbcWorker.class.getClassLoader());
  }

  /** Brings the tables up to date, reads what there is, and begins to work. */
  void start() throws SQLException {
    try {
      connect();
      if (JdbcSchema.migrate(session.connection()) < JdbcSchema.VERSION) {
        JdbcLog.LOG.migrated(actor, JdbcSchema.VERSION);
      }
      attempt(List.of());
    } catch (SQLException e) {
      session.disconnect();
      throw Session.isAway(e)
          ? new SQLTransientConnectionException(
              "the database is away: " + e.getMessage(), e.getSQLState(), e)
          : e;
    } catch (RuntimeException e) {
      session.disconnect();
      throw e;
    }
    thread.start();
  }

  MailboxStats stats() {
    return state.stats();
  }

  List<MailboxDelivery> dequeue(Messages messages, int max) throws SQLException {
    return replicas.isSettled() ? messages.dequeue(max) : List.of();
  }

  void setListener(Runnable newListener) {
    listener = newListener;
  }

  /** Has something done; its result tells when it is. */
  <T> Work<T> submit(Work<T> work) {
    ActrException refusal = null;
    lock.lock();
    try {
      if (closed) {
        refusal = closedFailure();
      } else if (!work.patient && away != null) {
        refusal = away;
      } else if (!work.patient && queue.size() >= MOST_QUEUED) {
        refusal =
            new ActrException(ErrorKind.UNAVAILABLE, "the mailbox of " + actor + " is overloaded");
      } else {
        queue.add(work);
        something.signal();
      }
    } finally {
      lock.unlock();
    }
    if (refusal != null) {
      work.result.completeExceptionally(refusal);
    }
    return work;
  }

  /** What blocks until this thread has done something must not be called on it. */
  void checkThread() {
    if (Thread.currentThread() == thread) {
      throw new IllegalStateException("a listener must not wait for its mailbox");
    }
  }

  private ActrException closedFailure() {
    return new ActrException(ErrorKind.UNAVAILABLE, "the mailbox of " + actor + " is closed");
  }

  private void work() {
    try {
      List<Work<?>> batch = new ArrayList<>();
      while (awaitWork(batch)) {
        doAll(batch);
        batch.clear();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      end();
    }
  }

  /** Waits until there is something to do; false when all is done and the mailbox closed. */
  private boolean awaitWork(List<Work<?>> batch) throws InterruptedException {
    lock.lock();
    try {
      while (true) {
        long now = System.nanoTime();
        boolean mayTry = away == null || now - retryAt >= 0;
        if (closed && (queue.isEmpty() || away != null)) {
          return false;
        }
        if (mayTry && (!queue.isEmpty() || now - lookAt >= 0 || away != null)) {
          while (batch.size() < BATCH && !queue.isEmpty()) {
            batch.add(queue.remove());
          }
          return true;
        }
        something.awaitNanos(Math.max(1, (mayTry ? lookAt : retryAt) - now));
      }
    } finally {
      lock.unlock();
    }
  }

  private void doAll(List<Work<?>> batch) {
    try {
      attempt(batch);
    } catch (SQLException | RuntimeException e) {
      if (session.isLost(e)) {
        lost(batch, e);
      } else if (batch.size() > 1) {
        // What one of them asks cannot be done: the others are not to suffer from it.
        batch.forEach(each -> doAll(List.of(each)));
      } else {
        doAlone(batch, e);
      }
    }
  }

  /** The same request may have come to another replica at the same moment. */
  private void doAlone(List<Work<?>> single, Exception first) {
    Exception failure = first;
    for (int i = 0; i < 3 && isWorthAnotherTry(failure); i++) {
      try {
        attempt(single);
        return;
      } catch (SQLException | RuntimeException e) {
        failure = e;
      }
    }
    JdbcLog.LOG.refused(actor, failure);
    lookAt = System.nanoTime() + RETRY_NANOS;
    for (Work<?> each : single) {
      each.result.completeExceptionally(
          new ActrException(
              ErrorKind.UNAVAILABLE,
              "the mailbox of " + actor + " cannot store this: " + failure.getMessage(),
              failure));
    }
  }

  private static boolean isWorthAnotherTry(Exception failure) {
    return failure instanceof SQLException e
        && e.getSQLState() != null
        && (e.getSQLState().equals(UNIQUE_VIOLATION) || e.getSQLState().startsWith("40"));
  }

  private void attempt(List<Work<?>> batch) throws SQLException {
    connect();
    boolean committed = false;
    try {
      Transaction transaction = new Transaction(session.connection(), clock.millis());
      Messages messages = begin(transaction);
      run(messages, batch);
      session.connection().commit();
      committed = true;
      boolean available = transaction.committed();
      state.publish();
      if (away != null) {
        away = null;
        JdbcLog.LOG.back(actor);
      }
      batch.forEach(Work::tell);
      if (available) {
        tellAvailable();
      }
    } finally {
      if (!committed) {
        session.rollback();
      }
    }
  }

  private Messages begin(Transaction transaction) throws SQLException {
    boolean load = mustLoad;
    if (!replicas.beat(transaction)) {
      if (replicas.join(transaction)) {
        JdbcLog.LOG.lost(actor);
      }
      state.lose();
      load = true;
    }
    boolean looks = System.nanoTime() - lookAt >= 0;
    if (looks) {
      load |= look(transaction);
    }
    Messages messages = new Messages(transaction, actor, replicas.self(), limits, state);
    if (load) {
      messages.load();
      transaction.afterCommit(() -> mustLoad = false);
    }
    messages.expire();
    if (looks) {
      messages.letters().expire();
    }
    return messages;
  }

  /** Whether there is more to read now. */
  private boolean look(Transaction transaction) throws SQLException {
    boolean settled = replicas.isSettled();
    boolean taken = replicas.takeOver(transaction);
    transaction.afterCommit(
        () -> {
          if (taken) {
            JdbcLog.LOG.tookOver(actor);
          }
          if (!settled && replicas.isSettled()) {
            transaction.tellAvailable();
          }
          lookAt = System.nanoTime() + (taken ? 0 : lease.toNanos() / (settled ? 3 : 20));
        });
    return taken;
  }

  private static void run(Messages messages, List<Work<?>> batch) throws SQLException {
    messages.complete(of(batch, Work.Complete.class));
    messages.acknowledge(of(batch, Work.Acknowledge.class));
    messages.requests().enqueue(of(batch, Work.Enqueue.class));
    for (Work.Single<?> each : of(batch, Work.Single.class)) {
      each.run(messages);
    }
    messages.letters().trimIfAnyBuried();
  }

  private static <W> List<W> of(List<Work<?>> batch, Class<W> kind) {
    return batch.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  private void tellAvailable() {
    try {
      listener.run();
    } catch (RuntimeException e) {
      JdbcLog.LOG.listenerFailed(actor, e);
    }
  }

  // The connection.

  private void connect() throws SQLException {
    if (session.connect()) {
      mustLoad = true;
      replicas.forgetSeen();
    }
  }

  /** Senders learn of it at once; what settles messages waits. */
  private void lost(List<Work<?>> batch, Exception failure) {
    session.disconnect();
    retryAt = System.nanoTime() + RETRY_NANOS;
    if (away == null) {
      JdbcLog.LOG.away(actor, failure);
    }
    ActrException now =
        new ActrException(
            ErrorKind.UNAVAILABLE,
            "the database of the mailbox of " + actor + " is away: " + failure.getMessage(),
            failure);
    List<Work<?>> failed = new ArrayList<>();
    lock.lock();
    try {
      away = now;
      List<Work<?>> all = new ArrayList<>(batch);
      all.addAll(queue);
      queue.clear();
      for (Work<?> each : all) {
        if (each.patient) {
          queue.add(each);
        } else {
          failed.add(each);
        }
      }
    } finally {
      lock.unlock();
    }
    failed.forEach(each -> each.result.completeExceptionally(now));
  }

  // The end.

  /** Does what is queued, and lets others have the messages. */
  void close() {
    lock.lock();
    try {
      closed = true;
      something.signalAll();
    } finally {
      lock.unlock();
    }
    boolean interrupted = false;
    while (thread.isAlive() && thread != Thread.currentThread()) {
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

  private void end() {
    try {
      if (session.isConnected()) {
        replicas.leave(new Transaction(session.connection(), clock.millis()));
        session.connection().commit();
      }
    } catch (SQLException e) {
      JdbcLog.LOG.debugf("others wait for the lease to end: %s", e.getMessage());
    }
    session.disconnect();
    List<Work<?>> left;
    lock.lock();
    try {
      left = List.copyOf(queue);
      queue.clear();
    } finally {
      lock.unlock();
    }
    left.forEach(each -> each.result.completeExceptionally(closedFailure()));
  }
}
