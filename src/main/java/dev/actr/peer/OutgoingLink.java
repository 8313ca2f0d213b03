package dev.actr.peer;

import dev.actr.ActrException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A link that is being opened or was opened. Those who wait for it get it in the order they came,
 * which is the order their messages leave in; a future alone would turn it round. Thread-safe.
 */
final class OutgoingLink {

  private List<CompletableFuture<PeerLink>> waiting = new ArrayList<>();
  private PeerLink link;

  /** Null until all who waited have been served. */
  private CompletableFuture<PeerLink> outcome;

  /** One that is open. */
  static OutgoingLink opened(PeerLink link) {
    OutgoingLink open = new OutgoingLink();
    open.succeed(link);
    return open;
  }

  /** The link, after those who asked before. */
  synchronized CompletableFuture<PeerLink> get() {
    if (outcome != null) {
      return outcome;
    }
    CompletableFuture<PeerLink> one = new CompletableFuture<>();
    waiting.add(one);
    return one;
  }

  /** The link, if it was opened. */
  synchronized Optional<PeerLink> opened() {
    return Optional.ofNullable(link);
  }

  /** Whether it is being opened or open. */
  synchronized boolean isUsable() {
    return link == null ? outcome == null : link.isOpen();
  }

  void succeed(PeerLink open) {
    synchronized (this) {
      link = open;
    }
    serve(CompletableFuture.completedFuture(open));
  }

  void fail(ActrException failure) {
    serve(CompletableFuture.failedFuture(failure));
  }

  private void serve(CompletableFuture<PeerLink> result) {
    while (true) {
      List<CompletableFuture<PeerLink>> next;
      synchronized (this) {
        if (waiting.isEmpty()) {
          outcome = result;
          return;
        }
        next = waiting;
        waiting = new ArrayList<>();
      }
      for (CompletableFuture<PeerLink> one : next) {
        result.whenComplete(
            (open, failure) -> {
              if (failure == null) {
                one.complete(open);
              } else {
                one.completeExceptionally(failure);
              }
            });
      }
    }
  }
}
