package dev.actr.mailbox.jdbc;

import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The replicas of an actor that share a database. Each counts its transactions in a row of its own;
 * one whose count has not changed for a lease, as another sees it, has ended. No clocks are
 * compared. As each transaction of a replica changes its row first, nobody takes from it what it
 * works on, and it learns in its next transaction that its messages are another's.
 */
final class Replicas {

  private static final long ENDED = -1;

  private record Seen(long beat, long sinceNanos) {}

  private final String actor;
  private final long leaseNanos;
  private final Map<String, Seen> seen = new HashMap<>();
  private String self = UUID.randomUUID().toString();
  private boolean joined;

  /** Those that were there first, of which it is not known whether they live; null at first. */
  private Set<String> unknown;

  Replicas(String actor, Duration lease) {
    this.actor = actor;
    this.leaseNanos = lease.toNanos();
  }

  String self() {
    return self;
  }

  /**
   * Whether it is known of each replica that was there before this one that it lives, or what it
   * left has been taken over. Until then nothing is delivered: what a sender sent to a process that
   * has ended comes before what it sends to the next.
   */
  boolean isSettled() {
    return unknown != null && unknown.isEmpty();
  }

  /** Shows that this one lives; false if it is new, or was taken for ended. */
  boolean beat(Transaction transaction) throws SQLException {
    return transaction.update("UPDATE actr_mailbox_replica SET beat = beat + 1 WHERE id = ?", self)
        > 0;
  }

  /** Makes this one known, under a new name; whether it was known by another before. */
  boolean join(Transaction transaction) throws SQLException {
    self = UUID.randomUUID().toString();
    transaction.update(
        "INSERT INTO actr_mailbox_replica (id, actor, beat) VALUES (?, ?, 0)", self, actor);
    transaction.afterCommit(() -> joined = true);
    return joined;
  }

  void leave(Transaction transaction) throws SQLException {
    transaction.update("UPDATE actr_mailbox_replica SET beat = ? WHERE id = ?", ENDED, self);
  }

  /** After a time without the database nothing that was seen counts: others had none either. */
  void forgetSeen() {
    seen.clear();
  }

  /**
   * Takes the messages of a replica that has ended, if there is one: of one only, so that those of
   * many are not lost for this one if it ends meanwhile too.
   */
  boolean takeOver(Transaction transaction) throws SQLException {
    Map<String, Long> beats = new HashMap<>();
    transaction.query(
        row -> beats.put(row.getString(1), row.getLong(2)),
        "SELECT id, beat FROM actr_mailbox_replica WHERE actor = ? AND id <> ?",
        actor,
        self);
    if (unknown == null) {
      unknown = new HashSet<>(beats.keySet());
    }
    unknown.retainAll(beats.keySet());
    seen.keySet().retainAll(beats.keySet());
    boolean taken = false;
    for (Map.Entry<String, Long> other : beats.entrySet()) {
      taken |=
          hasEnded(other.getKey(), other.getValue())
              && !taken
              && takeOver(transaction, other.getKey(), other.getValue());
    }
    return taken;
  }

  private boolean hasEnded(String id, long beat) {
    long now = System.nanoTime();
    Seen before = seen.get(id);
    if (beat == ENDED) {
      return true;
    }
    if (before != null && before.beat() == beat) {
      return now - before.sinceNanos() >= leaseNanos;
    }
    if (before != null) {
      unknown.remove(id);
    }
    seen.put(id, new Seen(beat, now));
    return false;
  }

  /** Not if it lives after all, or another is about to do the same. */
  private boolean takeOver(Transaction transaction, String id, long beat) throws SQLException {
    if (transaction
        .query(
            row -> id,
            "SELECT id FROM actr_mailbox_replica WHERE id = ? AND beat = ? FOR UPDATE SKIP LOCKED",
            id,
            beat)
        .isEmpty()) {
      return false;
    }
    // What was in flight waits again, and so do replies that may not have been given.
    transaction.update(
        "UPDATE actr_mailbox_message SET replica = ?,"
            + " state = CASE state WHEN 1 THEN 0 ELSE state END WHERE replica = ?",
        self,
        id);
    transaction.update("DELETE FROM actr_mailbox_replica WHERE id = ?", id);
    transaction.afterCommit(() -> unknown.remove(id));
    return true;
  }
}
