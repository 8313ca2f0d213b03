package dev.actr.mailbox;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A log and nothing else: one thread stores all that has come up meanwhile at once, a message and
 * then its outcome. No order of priorities, no deduplication, no dead letters.
 */
final class CommitStore implements Store {

  /** Where the records go. */
  interface Log {
    /** Stores all of them, and synchronizes with the disk once. */
    void commit(List<Entry> entries) throws Exception;

    /** Ends it. */
    void close() throws Exception;
  }

  /** A message, or its outcome. */
  static final class Entry {
    final long id;
    final byte[] message;
    final byte[] outcome;
    final CompletableFuture<Entry> stored = new CompletableFuture<>();

    Entry(long id, byte[] message, byte[] outcome) {
      this.id = id;
      this.message = message;
      this.outcome = outcome;
    }
  }

  /** So many are told sooner than another thread wakes to tell them. */
  private static final int FEW = 8;

  private final Log log;
  private final ExecutorService handler = Executors.newSingleThreadExecutor();
  private final ExecutorService telling = Executors.newSingleThreadExecutor();
  private final Thread committer = new Thread(this::commitAll, "committer");
  private List<Entry> queued = new ArrayList<>();
  private long lastId;
  private boolean closed;

  CommitStore(Log log) {
    this.log = log;
    committer.start();
  }

  @Override
  public CompletionStage<Entry> send(byte[] envelope) {
    return submit(envelope, null, 0)
        .thenComposeAsync(message -> submit(null, RESPONSE, message.id), handler);
  }

  private synchronized CompletableFuture<Entry> submit(byte[] message, byte[] outcome, long id) {
    Entry entry = new Entry(id == 0 ? ++lastId : id, message, outcome);
    queued.add(entry);
    notifyAll();
    return entry.stored;
  }

  private void commitAll() {
    try {
      List<Entry> batch;
      while (!(batch = next()).isEmpty()) {
        log.commit(batch);
        tell(batch);
      }
      log.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** As the mailbox does: beside the next commit, which is for more if it begins a bit later. */
  private void tell(List<Entry> batch) {
    Runnable tell = () -> batch.forEach(entry -> entry.stored.complete(entry));
    if (batch.size() > FEW && isMoreQueued()) {
      telling.execute(tell);
    } else {
      tell.run();
    }
    if (batch.size() > 1) {
      Thread.yield();
    }
  }

  private synchronized boolean isMoreQueued() {
    return !queued.isEmpty();
  }

  private synchronized List<Entry> next() throws InterruptedException {
    while (queued.isEmpty() && !closed) {
      wait();
    }
    List<Entry> batch = queued;
    queued = new ArrayList<>();
    return batch;
  }

  @Override
  public void close() throws Exception {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    committer.join();
    telling.shutdown();
    handler.shutdown();
  }
}
