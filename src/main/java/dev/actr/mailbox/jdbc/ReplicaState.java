package dev.actr.mailbox.jdbc;

import dev.actr.mailbox.MailboxLimits;
import dev.actr.mailbox.MailboxOutcome;
import dev.actr.mailbox.MailboxStats;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a replica knows of its messages without asking the database. Used by one thread; its
 * statistics by all.
 */
final class ReplicaState {

  /** A message that was delivered, without an outcome yet. */
  record InFlight(long receivedAt, int priority) {}

  /** An outcome; of one that is not kept for duplicates the bytes are negative. */
  record Outcome(long id, long receivedAt, int bytes) {}

  private static final int MOST_EXPIRED = 1000;

  private final MailboxLimits limits;
  private final Map<Long, InFlight> inFlight = new HashMap<>();

  /** Those whose reply is to be given. */
  private final Map<Long, Outcome> completed = new HashMap<>();

  /** Oldest first. */
  private final Deque<Outcome> acknowledged = new ArrayDeque<>();

  private long acknowledgedBytes;
  private final long[] waiting = new long[2];
  private final long[] allTakenTo = new long[2];
  private long deadLetters;
  private long alone;
  private boolean someoneWaits;
  private volatile MailboxStats stats = new MailboxStats(0, 0, 0, 0);

  ReplicaState(MailboxLimits limits) {
    this.limits = limits;
  }

  MailboxStats stats() {
    return stats;
  }

  void publish() {
    stats = new MailboxStats(waiting[0], waiting[1], inFlight.size(), deadLetters);
  }

  /** All that this replica had is another's. */
  void lose() {
    inFlight.clear();
    completed.clear();
    acknowledged.clear();
    acknowledgedBytes = 0;
    alone = 0;
  }

  void setWaiting(long high, long normal) {
    waiting[0] = high;
    waiting[1] = normal;
  }

  /** Any message may wait; without harm also if what made that so is not committed. */
  void forgetTaken() {
    allTakenTo[0] = 0;
    allTakenTo[1] = 0;
  }

  void waiting(int priority, int more) {
    waiting[priority] += more;
  }

  boolean isAnyWaiting(int priority) {
    return waiting[priority] > 0;
  }

  /** Messages up to this do not wait; others may. */
  long allTakenTo(int priority) {
    return allTakenTo[priority];
  }

  /** They are taken in their order. */
  void taken(long id, int priority) {
    allTakenTo[priority] = id;
  }

  /** A message waits again, in its place. */
  void returned(long id, int priority) {
    allTakenTo[priority] = Math.min(allTakenTo[priority], id - 1);
  }

  long deadLetters() {
    return deadLetters;
  }

  void setDeadLetters(long count) {
    deadLetters = count;
  }

  /** Null if that is not in flight. */
  InFlight inFlight(long id) {
    return inFlight.get(id);
  }

  boolean isAnyInFlight() {
    return !inFlight.isEmpty();
  }

  void taken(long id, InFlight message, boolean byItself) {
    inFlight.put(id, message);
    alone = byItself ? id : alone;
  }

  /** Not in flight any more; whether others may be delivered that could not before. */
  boolean landed(long id) {
    boolean waited = inFlight.remove(id) != null && (someoneWaits || alone == id);
    alone = alone == id ? 0 : alone;
    someoneWaits &= !waited;
    return waited;
  }

  boolean isOneAlone() {
    return alone != 0;
  }

  /** A message waits for all that are in flight. */
  void someoneWaits() {
    someoneWaits = true;
  }

  void completed(long id, long receivedAt, MailboxOutcome outcome) {
    completed.put(
        id, new Outcome(id, receivedAt, outcome.isFinal() ? outcome.response().length : -1));
  }

  /** Null if that is not completed, or is acknowledged. */
  Outcome completed(long id) {
    return completed.get(id);
  }

  void acknowledged(Outcome outcome) {
    completed.remove(outcome.id());
    if (outcome.bytes() >= 0) {
      acknowledged.add(outcome);
      acknowledgedBytes += outcome.bytes();
    }
  }

  void setAcknowledged(List<Outcome> all) {
    acknowledged.clear();
    acknowledgedBytes = 0;
    all.forEach(this::acknowledged);
  }

  /** Those acknowledged that are not kept any longer, oldest first; they stay in here. */
  List<Long> expired(long now) {
    List<Long> expired = new ArrayList<>();
    long bytes = acknowledgedBytes;
    for (Outcome each : acknowledged) {
      if (acknowledged.size() - expired.size() <= limits.dedupEntries()
              && bytes <= limits.dedupBytes()
              && each.receivedAt() > now - limits.dedupWindow().toMillis()
          || expired.size() == MOST_EXPIRED) {
        break;
      }
      bytes -= each.bytes();
      expired.add(each.id());
    }
    return expired;
  }

  /** The oldest have been deleted. */
  void dropOldest(int count) {
    for (int i = 0; i < count; i++) {
      acknowledgedBytes -= acknowledged.remove().bytes();
    }
  }
}
