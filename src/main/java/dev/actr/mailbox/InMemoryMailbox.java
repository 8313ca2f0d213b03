package dev.actr.mailbox;

import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.ErrorKind;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A mailbox that forgets everything with the process. No thread of its own, and never blocks. */
public final class InMemoryMailbox implements Mailbox {

  private static final byte[] NO_BYTES = {};

  /** Ids that are no longer are bounded by their number. */
  private static final int USUAL_ID = 64;

  private record Key(Optional<ActrId> caller, String requestId) {}

  private static final class Entry {
    final long id;

    /** Without its envelope once it has an outcome. */
    MailboxMessage message;

    int deliveries;
    boolean inFlight;
    boolean acknowledged;
    MailboxOutcome outcome;

    Entry(long id, MailboxMessage message) {
      this.id = id;
      this.message = message;
    }

    Key key() {
      return new Key(message.caller(), message.requestId());
    }

    void complete(MailboxOutcome with) {
      outcome = with;
      message =
          new MailboxMessage(
              message.caller(),
              message.requestId(),
              NO_BYTES,
              message.priority(),
              message.receivedAt(),
              message.deadline());
    }

    /** What is kept of it for duplicates. */
    long size() {
      return (long) outcome.response().length
          + outcome.detail().length()
          + Math.max(0, message.requestId().length() - USUAL_ID);
    }
  }

  private final String name;
  private final MailboxLimits limits;
  private final Clock clock;
  private final TreeMap<Long, Entry> high = new TreeMap<>();
  private final TreeMap<Long, Entry> normal = new TreeMap<>();
  private final Map<Long, Entry> delivered = new HashMap<>();
  private final Map<Key, Entry> known = new HashMap<>();
  private final Deque<Entry> completed = new ArrayDeque<>();
  private final TreeMap<Long, DeadLetter> dead = new TreeMap<>();
  private long lastId;
  private long inFlight;
  private long keptBytes;
  private long deadBytes;
  private boolean closed;
  private volatile Runnable listener = () -> {};

  /** Also read without the lock under which it is changed. */
  private volatile long waiting;

  /**
   * An empty mailbox.
   *
   * @param name for messages to people, not null
   * @param limits not null
   */
  public InMemoryMailbox(String name, MailboxLimits limits) {
    this(name, limits, Clock.systemUTC());
  }

  InMemoryMailbox(String name, MailboxLimits limits, Clock clock) {
    this.name = Objects.requireNonNull(name, "name");
    this.limits = Objects.requireNonNull(limits, "limits");
    this.clock = clock;
  }

  @Override
  public CompletionStage<MailboxReceipt> enqueue(MailboxMessage message) {
    Entry entry;
    synchronized (this) {
      if (closed) {
        return CompletableFuture.failedFuture(closedFailure());
      }
      expire();
      Entry earlier = known.get(new Key(message.caller(), message.requestId()));
      if (earlier != null) {
        return CompletableFuture.completedFuture(
            earlier.outcome == null
                ? new MailboxReceipt.Pending(earlier.id)
                : new MailboxReceipt.Completed(earlier.outcome));
      }
      entry = add(message);
    }
    listener.run();
    return CompletableFuture.completedFuture(new MailboxReceipt.Accepted(entry.id));
  }

  private Entry add(MailboxMessage message) {
    Entry entry = new Entry(++lastId, message);
    addWaiting(entry);
    known.put(entry.key(), entry);
    return entry;
  }

  private void addWaiting(Entry entry) {
    (entry.message.priority() == MailboxPriority.HIGH ? high : normal).put(entry.id, entry);
    countWaiting();
  }

  private void countWaiting() {
    waiting = high.size() + normal.size();
  }

  @Override
  public synchronized List<MailboxDelivery> dequeue(int max) {
    if (closed) {
      throw closedFailure();
    }
    List<MailboxDelivery> taken = new ArrayList<>();
    while (taken.size() < max && !(high.isEmpty() && normal.isEmpty())) {
      Entry entry = (high.isEmpty() ? normal : high).pollFirstEntry().getValue();
      entry.deliveries++;
      entry.inFlight = true;
      inFlight++;
      delivered.put(entry.id, entry);
      taken.add(new MailboxDelivery(entry.id, entry.message, entry.deliveries, Optional.empty()));
    }
    countWaiting();
    return taken;
  }

  @Override
  public synchronized CompletionStage<Void> complete(
      MailboxDelivery delivery, MailboxOutcome outcome) {
    Entry entry = delivered.get(delivery.id());
    Objects.requireNonNull(outcome, "outcome");
    if (closed || entry == null || !entry.inFlight) {
      return CompletableFuture.failedFuture(closed ? closedFailure() : notInFlight(delivery));
    }
    entry.inFlight = false;
    inFlight--;
    entry.complete(outcome);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public synchronized void acknowledge(MailboxDelivery delivery) {
    Entry entry = delivered.get(delivery.id());
    if (entry == null || entry.outcome == null) {
      return;
    }
    delivered.remove(entry.id);
    entry.acknowledged = true;
    if (entry.outcome.isFinal()) {
      completed.add(entry);
      keptBytes += entry.size();
    } else {
      known.remove(entry.key(), entry);
    }
    expire();
  }

  @Override
  public void release(MailboxDelivery delivery) {
    synchronized (this) {
      Entry entry = delivered.get(delivery.id());
      if (entry == null || !entry.inFlight) {
        return;
      }
      delivered.remove(entry.id);
      entry.inFlight = false;
      entry.deliveries--;
      inFlight--;
      addWaiting(entry);
    }
    listener.run();
  }

  @Override
  public synchronized CompletionStage<Void> deadLetter(
      MailboxDelivery delivery, DeadLetterReason reason, String detail) {
    Entry entry = delivered.get(delivery.id());
    if (closed || entry == null || !entry.inFlight) {
      return CompletableFuture.failedFuture(closed ? closedFailure() : notInFlight(delivery));
    }
    delivered.remove(entry.id);
    entry.inFlight = false;
    inFlight--;
    known.remove(entry.key(), entry);
    dead.put(
        entry.id,
        new DeadLetter(entry.id, entry.message, reason, detail, clock.instant(), entry.deliveries));
    deadBytes += entry.message.envelope().length;
    expireDeadLetters();
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public synchronized Optional<MailboxOutcome> outcome(Optional<ActrId> caller, String requestId) {
    expire();
    return Optional.ofNullable(known.get(new Key(caller, requestId))).map(entry -> entry.outcome);
  }

  /** Oldest first, and never one that still waits or whose reply is still to be given. */
  private void expire() {
    expireDeadLetters();
    Instant oldest = clock.instant().minus(limits.dedupWindow());
    while (!completed.isEmpty()) {
      Entry entry = completed.peek();
      if (completed.size() <= limits.dedupEntries()
          && keptBytes <= limits.dedupBytes()
          && entry.message.receivedAt().isAfter(oldest)) {
        return;
      }
      completed.remove();
      keptBytes -= entry.size();
      known.remove(entry.key(), entry);
    }
  }

  private void expireDeadLetters() {
    if (dead.isEmpty()) {
      return;
    }
    Instant oldest = clock.instant().minus(limits.deadLetterRetention());
    while (!dead.isEmpty()) {
      DeadLetter letter = dead.firstEntry().getValue();
      if (dead.size() <= limits.deadLetterEntries()
          && deadBytes <= limits.deadLetterBytes()
          && letter.at().isAfter(oldest)) {
        return;
      }
      bury(letter.id());
    }
  }

  private DeadLetter bury(long id) {
    DeadLetter letter = dead.remove(id);
    deadBytes -= letter == null ? 0 : letter.message().envelope().length;
    return letter;
  }

  @Override
  public synchronized MailboxStats stats() {
    expireDeadLetters();
    return new MailboxStats(high.size(), normal.size(), inFlight, dead.size());
  }

  @Override
  public long waiting() {
    return waiting;
  }

  @Override
  public void onAvailable(Runnable newListener) {
    listener = Objects.requireNonNull(newListener, "listener");
    if (waiting > 0) {
      newListener.run();
    }
  }

  @Override
  public DeadLetters deadLetters() {
    return new Letters();
  }

  @Override
  public synchronized void close() {
    closed = true;
  }

  private ActrException closedFailure() {
    return new ActrException(ErrorKind.UNAVAILABLE, "the mailbox of " + name + " is closed");
  }

  private ActrException notInFlight(MailboxDelivery delivery) {
    return new ActrException(
        ErrorKind.UNAVAILABLE, "message " + delivery.id() + " of " + name + " is not in flight");
  }

  private final class Letters implements DeadLetters {

    @Override
    public List<DeadLetter> list(int max) {
      synchronized (InMemoryMailbox.this) {
        if (closed) {
          throw closedFailure();
        }
        expireDeadLetters();
        return dead.descendingMap().values().stream().limit(max).toList();
      }
    }

    @Override
    public CompletionStage<Boolean> replay(long id) {
      synchronized (InMemoryMailbox.this) {
        if (closed) {
          return CompletableFuture.failedFuture(closedFailure());
        }
        DeadLetter letter = bury(id);
        if (letter == null) {
          return CompletableFuture.completedFuture(false);
        }
        MailboxMessage old = letter.message();
        add(
            new MailboxMessage(
                old.caller(),
                old.requestId(),
                old.envelope(),
                old.priority(),
                clock.instant(),
                Optional.empty()));
      }
      listener.run();
      return CompletableFuture.completedFuture(true);
    }

    @Override
    public CompletionStage<Boolean> drop(long id) {
      synchronized (InMemoryMailbox.this) {
        if (closed) {
          return CompletableFuture.failedFuture(closedFailure());
        }
        return CompletableFuture.completedFuture(bury(id) != null);
      }
    }
  }
}
