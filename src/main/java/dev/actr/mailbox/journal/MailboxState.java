package dev.actr.mailbox.journal;

import dev.actr.ActrId;
import dev.actr.mailbox.DeadLetter;
import dev.actr.mailbox.MailboxLimits;
import dev.actr.mailbox.MailboxMessage;
import dev.actr.mailbox.MailboxOutcome;
import dev.actr.mailbox.MailboxStats;
import dev.actr.mailbox.journal.MessageTable.State;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the records of a journal say: which messages wait, are in flight, handled or dead. It writes
 * nothing. Guarded by its mailbox.
 */
final class MailboxState {

  private final MailboxLimits limits;
  private final Clock clock;
  private final MessageTable table = new MessageTable();
  private final KeyIndex index = new KeyIndex();
  private final Callers callers = new Callers();
  private final Lane high = new Lane();
  private final Lane normal = new Lane();
  private final LongQueue acknowledged = new LongQueue();
  private final TreeMap<Long, Long> dead = new TreeMap<>();
  private Journal journal;
  private long lastId;
  private long inFlight;
  private long alone;
  private boolean mustWait;
  private long responseBytes;

  /** When the oldest outcome's message came, as far as that has been looked at. */
  private long oldestReceivedAt = Long.MIN_VALUE;

  private long deadBytes;

  MailboxState(MailboxLimits limits, Clock clock) {
    this.limits = limits;
    this.clock = clock;
  }

  // What the journal says when it is opened.

  /** The latest record of each message counts; what is needed is not known before the last. */
  void replay(long position, ByteBuffer record) {
    byte kind = Records.kind(record);
    if (kind >= Records.DELIVERED) {
      for (int at = 1; at < record.capacity(); at += Long.BYTES) {
        replayNote(kind, record.getLong(at));
      }
      return;
    }
    long id = Records.id(record);
    lastId = Math.max(lastId, id);
    table.set(
        id,
        switch (kind) {
          case Records.MESSAGE -> State.WAITING;
          case Records.OUTCOME -> State.COMPLETED;
          case Records.ACKNOWLEDGED_OUTCOME -> State.ACKNOWLEDGED;
          default -> State.DEAD;
        },
        position);
    table.setDeliveries(id, Records.deliveries(record));
    if (kind == Records.MESSAGE && table.state(Records.replays(record)) == State.DEAD) {
      table.remove(Records.replays(record));
    } else if (kind == Records.ACKNOWLEDGED_OUTCOME) {
      acknowledged.add(id);
    }
  }

  private void replayNote(byte kind, long id) {
    lastId = Math.max(lastId, id);
    State state = table.state(id);
    if (kind == Records.DELIVERED && state == State.WAITING) {
      table.setDeliveries(id, table.deliveries(id) + 1);
    } else if (kind == Records.RELEASED && state == State.WAITING) {
      table.setDeliveries(id, table.deliveries(id) - 1);
    } else if (kind == Records.ACKNOWLEDGED && state == State.COMPLETED) {
      table.setState(id, State.ACKNOWLEDGED);
      acknowledged.add(id);
    } else if (kind == Records.DROPPED && state == State.DEAD) {
      table.remove(id);
    }
  }

  /** All has been replayed. */
  void recovered(Journal opened) {
    journal = opened;
    lastId = Math.max(lastId, journal.recoveredId());
    List<Long> gone = new ArrayList<>();
    table.forEach(
        id -> {
          ByteBuffer record = record(id);
          State state = table.state(id);
          if (state == State.ACKNOWLEDGED && !Records.isFinal(record)) {
            gone.add(id);
            return;
          }
          journal.live(table.position(id), true);
          if (state == State.DEAD) {
            addDead(id, record);
            return;
          }
          index.add(index.hash(Records.key(record)), id);
          if (state == State.ACKNOWLEDGED) {
            responseBytes += Records.responseLength(record);
          } else {
            lane(record).add(id);
          }
        });
    gone.forEach(table::remove);
    expire();
    expireDead();
  }

  private ByteBuffer record(long id) {
    return journal.read(table.position(id));
  }

  private Lane lane(ByteBuffer record) {
    return Records.isHighPriority(record) ? high : normal;
  }

  // Messages.

  long lastId() {
    return lastId;
  }

  State state(long id) {
    return table.state(id);
  }

  long position(long id) {
    return table.position(id);
  }

  int deliveries(long id) {
    return table.deliveries(id);
  }

  /** The latest record of a message that is there. */
  ByteBuffer latest(long id) {
    return record(id);
  }

  /** A message that is there; without its envelope if its outcome is known. */
  MailboxMessage message(long id) {
    return Records.message(record(id), callers);
  }

  /** What tells a request from others. On any thread. */
  byte[] key(Optional<ActrId> caller, String requestId) {
    return Records.key(caller, requestId, callers);
  }

  /** Of a key, to find its message by. On any thread. */
  long hash(byte[] key) {
    return index.hash(key);
  }

  /** The message of that key; 0 if there is none. */
  long find(byte[] key, long hash) {
    expire();
    return index.find(hash, id -> Records.hasKey(record(id), key));
  }

  /** A message was written; it is not delivered yet. */
  void written(long id, long hash, long position) {
    lastId = id;
    table.set(id, State.WAITING, position);
    journal.live(position, true);
    index.add(hash, id);
  }

  /** A message may be delivered. */
  void available(long id) {
    lane(record(id)).add(id);
  }

  /** A later record of a message was written. */
  void rewritten(long id, State state, long position) {
    journal.live(table.position(id), false);
    table.set(id, state, position);
    journal.live(position, true);
  }

  /**
   * The next message that may be delivered, which is not taken by this.
   *
   * @param others taken along with it
   * @return 0 if there is none now
   */
  long next(int others) {
    long id = high.first() != 0 ? high.first() : normal.first();
    if (id == 0 || alone != 0) {
      return 0;
    }
    if (isLastDelivery(id) && (others > 0 || inFlight > 0)) {
      mustWait = true;
      return 0;
    }
    return id;
  }

  /** A first delivery is never alone: nothing speaks against the message yet. */
  private boolean isLastDelivery(long id) {
    int before = table.deliveries(id);
    return table.state(id) == State.WAITING && before > 0 && before + 1 == limits.maxDeliveries();
  }

  boolean isExhausted(long id) {
    return table.state(id) == State.WAITING && table.deliveries(id) >= limits.maxDeliveries();
  }

  /** Takes what {@link #next} has told. */
  void take(long id) {
    (high.first() == id ? high : normal).removeFirst();
    if (table.state(id) != State.WAITING) {
      return;
    }
    alone = isLastDelivery(id) ? id : 0;
    table.setDeliveries(id, table.deliveries(id) + (isExhausted(id) ? 0 : 1));
    table.setState(id, State.IN_FLIGHT);
    inFlight++;
  }

  /** A message is not in flight any more; whether others may be delivered that could not before. */
  boolean landed(long id) {
    inFlight--;
    boolean waited = mustWait || alone != 0;
    alone = alone == id ? 0 : alone;
    mustWait = false;
    return waited;
  }

  void released(long id) {
    table.setState(id, State.WAITING);
    table.setDeliveries(id, table.deliveries(id) - 1);
    lane(record(id)).addAgain(id);
  }

  /** Keeps the outcome alone of a message, if it has one. */
  boolean acknowledge(long id) {
    if (table.state(id) != State.COMPLETED) {
      return false;
    }
    ByteBuffer record = record(id);
    if (Records.isFinal(record)) {
      table.setState(id, State.ACKNOWLEDGED);
      acknowledged.add(id);
      responseBytes += Records.responseLength(record);
      expire();
    } else {
      forget(id, record);
    }
    return true;
  }

  private void forget(long id, ByteBuffer record) {
    index.remove(index.hash(Records.key(record)), id);
    remove(id);
  }

  private void remove(long id) {
    journal.live(table.position(id), false);
    table.remove(id);
  }

  MailboxOutcome outcome(long id) {
    return Records.outcome(record(id));
  }

  /** Oldest first. */
  private void expire() {
    long before = clock.millis() - limits.dedupWindow().toMillis();
    while (!acknowledged.isEmpty() && !isKept(before)) {
      long id = acknowledged.peek();
      if (table.state(id) == State.ACKNOWLEDGED) {
        ByteBuffer record = record(id);
        oldestReceivedAt = Records.receivedAt(record);
        if (isKept(before)) {
          return;
        }
        responseBytes -= Records.responseLength(record);
        forget(id, record);
      }
      acknowledged.remove();
      oldestReceivedAt = Long.MIN_VALUE;
    }
  }

  private boolean isKept(long before) {
    return oldestReceivedAt > before
        && acknowledged.size() <= limits.dedupEntries()
        && responseBytes <= limits.dedupBytes();
  }

  // Dead letters.

  /** The record of a message was followed by that of its dead letter. */
  void died(long id, long position) {
    index.remove(index.hash(Records.key(record(id))), id);
    rewritten(id, State.DEAD, position);
    addDead(id, record(id));
    expireDead();
  }

  private void addDead(long id, ByteBuffer letter) {
    dead.put(id, Records.deadSince(letter));
    deadBytes += Records.deadLetterLength(letter);
  }

  void removeDead(long id) {
    dead.remove(id);
    deadBytes -= Records.deadLetterLength(record(id));
    remove(id);
  }

  private void expireDead() {
    long oldest = clock.millis() - limits.deadLetterRetention().toMillis();
    while (!dead.isEmpty()
        && (dead.size() > limits.deadLetterEntries()
            || deadBytes > limits.deadLetterBytes()
            || dead.firstEntry().getValue() <= oldest)) {
      removeDead(dead.firstKey());
    }
  }

  /** Drops what is past its time. */
  void dropExpired() {
    expire();
    expireDead();
  }

  /** When the next will be past its time; the highest number if there is none. */
  long expiresAt() {
    long outcome =
        acknowledged.isEmpty()
            ? Long.MAX_VALUE
            : later(oldestReceivedAt, limits.dedupWindow().toMillis());
    long letter =
        dead.isEmpty()
            ? Long.MAX_VALUE
            : later(dead.firstEntry().getValue(), limits.deadLetterRetention().toMillis());
    return Math.min(outcome, letter);
  }

  private static long later(long time, long millis) {
    return time > Long.MAX_VALUE - millis ? Long.MAX_VALUE : time + millis;
  }

  long now() {
    return clock.millis();
  }

  List<DeadLetter> deadLetters(int max) {
    expireDead();
    return dead.descendingKeySet().stream().limit(max).map(this::deadLetter).toList();
  }

  /** A dead letter that is there. */
  DeadLetter deadLetter(long id) {
    return Records.deadLetter(record(id), callers);
  }

  /** On any thread. */
  long waiting() {
    return high.size() + normal.size();
  }

  MailboxStats stats() {
    return new MailboxStats(high.size(), normal.size(), inFlight, dead.size());
  }
}
