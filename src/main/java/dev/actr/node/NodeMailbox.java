package dev.actr.node;

import dev.actr.ActrException;
import dev.actr.ErrorKind;
import dev.actr.mailbox.Mailbox;
import dev.actr.signaling.Backoff;
import java.sql.SQLTransientException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Opens the mailbox of one node at its start and closes it at its end. Thread-safe.
 *
 * <p>A store that may come back is waited for, as the AIS is: a database is often started along
 * with those that use it.
 */
final class NodeMailbox {

  private final String actor;
  private final Callable<Mailbox> opener;
  private final Executor executor;
  private final ScheduledExecutorService timer;
  private final Backoff backoff;
  private final CompletableFuture<Mailbox> opened = new CompletableFuture<>();
  private Mailbox mailbox;
  private ScheduledFuture<?> nextAttempt;
  private boolean stopping;
  private boolean closed;

  /**
   * Not open yet.
   *
   * @param actor whose mailbox it is
   * @param opener fails with an {@link SQLTransientException} if the store may come back
   * @param executor may wait for the store
   * @param timer for the next attempt
   * @param backoff between attempts
   */
  NodeMailbox(
      String actor,
      Callable<Mailbox> opener,
      Executor executor,
      ScheduledExecutorService timer,
      Backoff backoff) {
    this.actor = actor;
    this.opener = opener;
    this.executor = executor;
    this.timer = timer;
    this.backoff = backoff;
  }

  /** Done when it is open; fails with an {@link ActrException}. To be called once. */
  CompletableFuture<Mailbox> open() {
    attempt(1);
    return opened;
  }

  private void attempt(int number) {
    try {
      executor.execute(
          () -> {
            try {
              opened.complete(adopt(opener.call()));
            } catch (ActrException e) {
              opened.completeExceptionally(e);
            } catch (SQLTransientException e) {
              attemptLater(number + 1, e);
            } catch (Exception | LinkageError e) {
              opened.completeExceptionally(
                  new ActrException(
                      ErrorKind.UNAVAILABLE, "the mailbox cannot be opened: " + e.getMessage(), e));
            }
          });
    } catch (RejectedExecutionException e) {
      opened.completeExceptionally(
          new ActrException(ErrorKind.UNAVAILABLE, "the application has ended", e));
    }
  }

  private void attemptLater(int number, SQLTransientException reason) {
    long delay = backoff.delayMillis(number - 1);
    synchronized (this) {
      if (!stopping && !closed) {
        NodeLog.LOG.mailboxAway(actor, reason.getMessage(), delay);
        nextAttempt = timer.schedule(() -> attempt(number), delay, TimeUnit.MILLISECONDS);
        return;
      }
    }
    opened.completeExceptionally(stopped());
  }

  /** The node is being stopped: a store that is not there is not waited for any more. */
  void stopWaiting() {
    synchronized (this) {
      stopping = true;
      if (nextAttempt == null || !nextAttempt.cancel(false)) {
        return;
      }
    }
    opened.completeExceptionally(stopped());
  }

  private static ActrException stopped() {
    return new ActrException(ErrorKind.UNAVAILABLE, "stopped before the mailbox was open");
  }

  private Mailbox adopt(Mailbox fresh) {
    synchronized (this) {
      if (!closed) {
        mailbox = fresh;
        return fresh;
      }
    }
    // The node did not wait for it any more.
    fresh.close();
    throw stopped();
  }

  /** Not where it is called, as it waits for the store. */
  CompletableFuture<Void> close() {
    Mailbox open;
    synchronized (this) {
      closed = true;
      open = mailbox;
      mailbox = null;
    }
    if (open == null) {
      return CompletableFuture.completedFuture(null);
    }
    try {
      return CompletableFuture.runAsync(open::close, executor);
    } catch (RejectedExecutionException ended) {
      open.close();
      return CompletableFuture.completedFuture(null);
    }
  }

  /** The open mailbox. */
  synchronized Mailbox get() {
    if (mailbox == null) {
      throw new ActrException(ErrorKind.UNAVAILABLE, "the mailbox is not open");
    }
    return mailbox;
  }
}
