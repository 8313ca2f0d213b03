package dev.actr.mailbox.jdbc;

import dev.actr.mailbox.MailboxLimits;
import dev.actr.mailbox.MailboxStats;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a replica knows of its messages without asking the database. Used by one thread; its
 * statistics by all.
 */
final class ReplicaState {

  private record Kept(long id, long receivedAt, int bytes) {}

  private final MailboxLimits limits;

  /** With the time of their arrival. */
  private final Map<Long, Long> inFlight = new HashMap<>();

  /** Those whose reply is to be given: the bytes of their response; negative if not to be kept. */
  private final Map<Long, Kept> completed = new HashMap<>();

  private final Deque<Kept> acknowledged = new ArrayDeque<>();
  private long acknowledgedBytes;
  private long waitingHigh;
  private long waitingNormal;
  private long deadLetters;
  private long alone;
  private boolean mustWait;
  private volatile MailboxStats stats = new MailboxStats(0, 0, 0, 0);

  ReplicaState(MailboxLimits limits) {
    this.limits = limits;
  }

  MailboxStats stats() {
    return stats;
  }

  void publish() {
    stats = new MailboxStats(waitingHigh, waitingNormal, inFlight.size(), deadLetters);
  }

  void setWaiting(long high, long normal) {
    waitingHigh = high;
    waitingNormal = normal;
  }

  void waiting(int rank, int more) {
    if (rank == 0) {
      waitingHigh += more;
    } else {
      waitingNormal += more;
    }
  }

  void setDeadLetters(long count) {
    deadLetters = count;
  }

  boolean isInFlight(long id) {
    return inFlight.containsKey(id);
  }

  /** Only what is in flight here and in the database is in flight. */
  void retainInFlight(Set<Long> ids) {
    inFlight.keySet().retainAll(ids);
    if (!inFlight.containsKey(alone)) {
      alone = 0;
    }
  }

  /** Of a message in flight. */
  long receivedAt(long id) {
    return inFlight.get(id);
  }

  void taken(long id, long receivedAt, boolean byItself) {
    inFlight.put(id, receivedAt);
    alone = byItself ? id : alone;
  }

  /** Not in flight any more; whether others may be delivered that could not before. */
  boolean landed(long id) {
    inFlight.remove(id);
    boolean waited = mustWait || alone != 0;
    alone = alone == id ? 0 : alone;
    mustWait = false;
    return waited;
  }

  boolean isAnyInFlight() {
    return !inFlight.isEmpty();
  }

  boolean isOneAlone() {
    return alone != 0;
  }

  void mustWait() {
    mustWait = true;
  }

  boolean isLastDelivery(int before) {
    return before > 0 && before + 1 == limits.maxDeliveries();
  }

  void completed(long id, long receivedAt, int bytes) {
    completed.put(id, new Kept(id, receivedAt, bytes));
  }

  boolean isToBeKept(long id) {
    Kept kept = completed.get(id);
    return kept != null && kept.bytes() >= 0;
  }

  void acknowledged(long id) {
    Kept kept = completed.remove(id);
    if (kept != null && kept.bytes() >= 0) {
      keep(id, kept.receivedAt(), kept.bytes());
    }
  }

  void keep(long id, long receivedAt, int bytes) {
    acknowledged.add(new Kept(id, receivedAt, bytes));
    acknowledgedBytes += bytes;
  }

  /** Those acknowledged that are not kept any longer, oldest first; they stay in here. */
  List<Long> expired(long now) {
    List<Long> expired = new ArrayList<>();
    long oldest = now - limits.dedupWindow().toMillis();
    long bytes = acknowledgedBytes;
    for (Kept kept : acknowledged) {
      if (acknowledged.size() - expired.size() <= limits.dedupEntries()
          && bytes <= limits.dedupBytes()
          && kept.receivedAt() > oldest) {
        break;
      }
      bytes -= kept.bytes();
      expired.add(kept.id());
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
