package dev.actr.dispatch;

import dev.actr.ActrException;
import dev.actr.ActrId;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/**
 * The requests of the last half minute, so that one that is sent again is answered again and not
 * run again. Bounded in number and in the bytes of the responses kept. Thread-safe.
 */
public final class DedupWindow {

  private static final long LIFETIME_NANOS = Duration.ofSeconds(30).toNanos();
  private static final int MAX_ENTRIES = 10_000;
  private static final long MAX_BYTES = 64L * 1024 * 1024;

  private record Key(ActrId caller, String requestId) {}

  private record Entry(CompletableFuture<byte[]> result, long receivedAt) {}

  private final LongSupplier nanoClock;
  private final Map<Key, Entry> entries = new LinkedHashMap<>();
  private long bytes;

  /** An empty window. */
  public DedupWindow() {
    this(System::nanoTime);
  }

  DedupWindow(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /**
   * Remembers a request, unless it is already known.
   *
   * @param caller who sent it
   * @param requestId its id
   * @param result what will become of it; one that fails in a way that may pass is forgotten, so
   *     that the request can be sent again
   * @return what becomes of the same request that came before; empty for a new one
   */
  public Optional<CompletableFuture<byte[]>> register(
      ActrId caller, String requestId, CompletableFuture<byte[]> result) {
    Key key = new Key(caller, requestId);
    Entry entry = new Entry(result, nanoClock.getAsLong());
    synchronized (this) {
      evict();
      Entry earlier = entries.putIfAbsent(key, entry);
      if (earlier != null) {
        return Optional.of(earlier.result());
      }
    }
    result.whenComplete((response, failure) -> completed(key, entry, response, failure));
    return Optional.empty();
  }

  private synchronized void completed(Key key, Entry entry, byte[] response, Throwable failure) {
    if (entries.get(key) != entry) {
      return;
    }
    if (failure instanceof ActrException e && e.kind().isRetryable()) {
      entries.remove(key);
    } else {
      bytes += size(response);
      evict();
    }
  }

  /** Oldest first, and never one that is still being handled. */
  private void evict() {
    long now = nanoClock.getAsLong();
    Iterator<Entry> oldest = entries.values().iterator();
    while (oldest.hasNext()) {
      Entry entry = oldest.next();
      boolean expired = now - entry.receivedAt() >= LIFETIME_NANOS;
      boolean full = entries.size() > MAX_ENTRIES || bytes > MAX_BYTES;
      if (!expired && !full) {
        return;
      }
      if (entry.result().isDone()) {
        oldest.remove();
        bytes -= entry.result().isCompletedExceptionally() ? 0 : size(entry.result().join());
      }
    }
  }

  private static int size(byte[] response) {
    return response == null ? 0 : response.length;
  }
}
