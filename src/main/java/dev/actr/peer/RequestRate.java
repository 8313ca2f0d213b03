package dev.actr.peer;

import dev.actr.ActrId;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How many requests of each peer are read in a second. A peer that has been quiet may send a
 * second's worth at once; after that its connections are read as slowly as it may send. Nothing is
 * lost, and every transport passes the wait on to the sender. Thread-safe.
 */
final class RequestRate {

  private static final CompletionStage<Void> AT_ONCE = CompletableFuture.completedFuture(null);
  private static final long BURST_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Above this many, those of peers that are quiet are forgotten. */
  private static final int MANY_PEERS = 1024;

  /** When all that the peer has sent would have been sent at its rate. */
  private static final class Account {
    private long paidUntil;

    Account(long now) {
      paidUntil = now;
    }

    /** Takes one request and tells how long to wait before the next is read. */
    synchronized long take(long now, long cost) {
      paidUntil = (paidUntil - now < 0 ? now : paidUntil) + cost;
      return paidUntil - now - BURST_NANOS;
    }

    synchronized boolean isQuiet(long now) {
      return paidUntil - now <= 0;
    }
  }

  private final long costNanos;
  private final ScheduledExecutorService timer;
  private final LongSupplier nanoTime;
  private final ConcurrentMap<ActrId, Account> accounts = new ConcurrentHashMap<>();

  /**
   * Nothing has been sent yet.
   *
   * @param perSecond requests; 0 for any number
   * @param timer ends waits; its tasks do not block
   * @param nanoTime the clock
   */
  RequestRate(int perSecond, ScheduledExecutorService timer, LongSupplier nanoTime) {
    this.costNanos = perSecond == 0 ? 0 : Math.max(1, TimeUnit.SECONDS.toNanos(1) / perSecond);
    this.timer = timer;
    this.nanoTime = nanoTime;
  }

  /** Counts a request; done when the next of this peer may be read. */
  CompletionStage<Void> take(ActrId peer) {
    if (costNanos == 0) {
      return AT_ONCE;
    }
    long now = nanoTime.getAsLong();
    Account account = accounts.get(peer);
    if (account == null) {
      forgetQuiet(now);
      account = accounts.computeIfAbsent(peer, p -> new Account(now));
    }
    long wait = account.take(now, costNanos);
    if (wait <= 0) {
      return AT_ONCE;
    }
    CompletableFuture<Void> turn = new CompletableFuture<>();
    timer.schedule(() -> turn.complete(null), wait, TimeUnit.NANOSECONDS);
    return turn;
  }

  private void forgetQuiet(long now) {
    if (accounts.size() >= MANY_PEERS) {
      accounts.values().removeIf(account -> account.isQuiet(now));
    }
  }
}
