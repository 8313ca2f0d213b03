package dev.actr.node;

import dev.actr.ActrException;
import dev.actr.ErrorKind;
import dev.actr.mailbox.Mailbox;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Opens the mailbox of one node at its start and closes it at its end. Thread-safe. */
final class NodeMailbox {

  private final Callable<Mailbox> opener;
  private final Executor executor;
  private Mailbox mailbox;
  private boolean closed;

  /**
   * Not open yet.
   *
   * @param executor may wait for the store
   */
  NodeMailbox(Callable<Mailbox> opener, Executor executor) {
    this.opener = opener;
    this.executor = executor;
  }

  /** Done when it is open; fails with an {@link ActrException}. */
  CompletableFuture<Mailbox> open() {
    CompletableFuture<Mailbox> opened = new CompletableFuture<>();
    try {
      executor.execute(
          () -> {
            try {
              opened.complete(adopt(opener.call()));
            } catch (ActrException e) {
              opened.completeExceptionally(e);
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
    return opened;
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
    throw new ActrException(ErrorKind.UNAVAILABLE, "stopped before the mailbox was open");
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
