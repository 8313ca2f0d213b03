package dev.actr.mailbox.journal;

import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.ErrorKind;
import dev.actr.mailbox.DeadLetter;
import dev.actr.mailbox.DeadLetterReason;
import dev.actr.mailbox.DeadLetters;
import dev.actr.mailbox.Durability;
import dev.actr.mailbox.Mailbox;
import dev.actr.mailbox.MailboxDelivery;
import dev.actr.mailbox.MailboxLimits;
import dev.actr.mailbox.MailboxMessage;
import dev.actr.mailbox.MailboxOutcome;
import dev.actr.mailbox.MailboxReceipt;
import dev.actr.mailbox.MailboxStats;
import dev.actr.mailbox.journal.MessageTable.State;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A mailbox in files of its own, the one to use without a database. It never blocks its callers but
 * for as long as bytes are copied: a record is in the pages of the operating system when the call
 * returns, and one thread synchronizes them with the disk for all who wait.
 *
 * <p>What waits is on the disk and in the system's page cache, not in the heap: a message there
 * takes some thirty bytes of it, however large it is.
 */
public final class JournalMailbox implements Mailbox {

  private static final int SEGMENT_SIZE = 8 << 20;

  private final String name;
  private final Clock clock;
  private final MailboxState state;
  private final JournalWriter writer;

  private JournalMailbox(String name, Clock clock, MailboxState state, JournalWriter writer) {
    this.name = name;
    this.clock = clock;
    this.state = state;
    this.writer = writer;
  }

  /**
   * Opens the mailbox in a directory, or makes one there. What was in flight when it was closed, or
   * when the process ended, waits again. Bytes that are not what was written end the journal where
   * they are; they and all after them are kept in files ending in {@code .damaged}, and logged.
   *
   * @param directory used by this mailbox alone; not null
   * @param name of the actor, for messages to people; not null
   * @param durability not {@link Durability#MEMORY}
   * @param limits not null
   * @return the mailbox, to be closed
   * @throws IOException if the directory cannot be read or written
   * @throws ActrException of kind {@link ErrorKind#UNAVAILABLE} if another mailbox uses it, in this
   *     or another process, or if a later version has written it
   */
  public static JournalMailbox open(
      Path directory, String name, Durability durability, MailboxLimits limits) throws IOException {
    return open(
        directory, name, durability, limits, Clock.systemUTC(), SEGMENT_SIZE, Segment::create);
  }

  static JournalMailbox open(
      Path directory,
      String name,
      Durability durability,
      MailboxLimits limits,
      Clock clock,
      int segmentSize,
      Journal.Maker maker)
      throws IOException {
    if (durability == Durability.MEMORY) {
      throw new IllegalArgumentException("what is in memory only needs no journal");
    }
    DirectoryLock lock = DirectoryLock.take(directory);
    try {
      MailboxState state = new MailboxState(limits, clock);
      Journal journal = Journal.open(directory, segmentSize, maker, state::replay);
      if (journal.discarded() > 0) {
        JournalLog.LOG.damaged(name, directory, journal.discarded());
      }
      state.recovered(journal);
      JournalWriter writer =
          new JournalWriter(name, journal, lock, state, durability == Durability.DISK, segmentSize);
      return new JournalMailbox(name, clock, state, writer);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  @Override
  public CompletionStage<MailboxReceipt> enqueue(MailboxMessage message) {
    byte[] key = state.key(message.caller(), message.requestId());
    long hash = state.hash(key);
    byte[] record = Records.message(0, key, message, 0);
    CompletableFuture<MailboxReceipt> result = new CompletableFuture<>();
    writer.execute(
        record.length,
        false,
        result,
        () -> {
          long earlier = state.find(key, hash);
          if (earlier != 0) {
            result.complete(duplicate(earlier));
            return true;
          }
          long id = state.lastId() + 1;
          Records.setId(record, id);
          long position = writer.append(record, false, id);
          if (position != Room.NONE) {
            state.written(id, hash, position);
            writer.whenStored(id, result, new MailboxReceipt.Accepted(id));
          }
          return position != Room.NONE;
        });
    return result;
  }

  /** What is told is stored: until the outcome is, the request is pending still. */
  private MailboxReceipt duplicate(long earlier) {
    State now = state.state(earlier);
    boolean told =
        now == State.ACKNOWLEDGED
            || now == State.COMPLETED && writer.isStored(state.position(earlier));
    return told
        ? new MailboxReceipt.Completed(state.outcome(earlier))
        : new MailboxReceipt.Pending(earlier);
  }

  @Override
  public List<MailboxDelivery> dequeue(int max) {
    return writer.call(
        () -> {
          writer.settle();
          List<MailboxDelivery> taken = new ArrayList<>();
          long id;
          while (taken.size() < max && (id = state.next(taken.size())) != 0) {
            if (state.isExhausted(id)) {
              state.take(id);
              giveUp(id, DeadLetterReason.RETRIES_EXHAUSTED, "the process ended each time");
            } else {
              state.take(id);
              taken.add(delivery(id));
            }
          }
          // Without room the delivery is not counted; it is made all the same.
          writer.note(
              Records.DELIVERED,
              taken.stream()
                  .filter(delivery -> delivery.outcome().isEmpty())
                  .map(MailboxDelivery::id)
                  .toList());
          return taken;
        });
  }

  private MailboxDelivery delivery(long id) {
    return new MailboxDelivery(
        id,
        state.message(id),
        Math.max(1, state.deliveries(id)),
        state.state(id) == State.COMPLETED ? Optional.of(state.outcome(id)) : Optional.empty());
  }

  @Override
  public CompletionStage<Void> complete(MailboxDelivery delivery, MailboxOutcome outcome) {
    Objects.requireNonNull(outcome, "outcome");
    long id = delivery.id();
    CompletableFuture<Void> result = new CompletableFuture<>();
    writer.execute(
        0,
        true,
        result,
        () -> {
          if (isNotInFlight(id, result)) {
            return true;
          }
          byte[] record = Records.outcome(state.latest(id), outcome);
          long position = writer.append(record, true, state.lastId());
          if (position == Room.NONE) {
            return false;
          }
          state.rewritten(id, State.COMPLETED, position);
          landed(id);
          writer.whenStored(0, result, null);
          return true;
        });
    return result;
  }

  private boolean isNotInFlight(long id, CompletableFuture<?> result) {
    if (state.state(id) == State.IN_FLIGHT) {
      return false;
    }
    result.completeExceptionally(
        new ActrException(
            ErrorKind.UNAVAILABLE, "message " + id + " of " + name + " is not in flight"));
    return true;
  }

  private void landed(long id) {
    if (state.landed(id)) {
      writer.tellAvailable();
    }
  }

  @Override
  public void acknowledge(MailboxDelivery delivery) {
    writer.acknowledge(delivery.id());
  }

  @Override
  public void release(MailboxDelivery delivery) {
    writer.run(
        () -> {
          if (state.state(delivery.id()) == State.IN_FLIGHT) {
            landed(delivery.id());
            state.released(delivery.id());
            writer.note(Records.RELEASED, List.of(delivery.id()));
            writer.tellAvailable();
          }
        });
  }

  @Override
  public CompletionStage<Void> deadLetter(
      MailboxDelivery delivery, DeadLetterReason reason, String detail) {
    CompletableFuture<Void> result = new CompletableFuture<>();
    giveUp(delivery.id(), reason, detail, result);
    return result;
  }

  private void giveUp(long id, DeadLetterReason reason, String detail) {
    JournalLog.LOG.gaveUp(name, id, reason);
    giveUp(id, reason, detail, new CompletableFuture<>());
  }

  private void giveUp(
      long id, DeadLetterReason reason, String detail, CompletableFuture<Void> result) {
    writer.execute(
        0,
        true,
        result,
        () -> {
          if (isNotInFlight(id, result)) {
            return true;
          }
          byte[] record =
              Records.deadLetter(
                  state.latest(id), state.deliveries(id), reason, detail, clock.instant());
          long position = writer.append(record, true, state.lastId());
          if (position == Room.NONE) {
            return false;
          }
          landed(id);
          state.died(id, position);
          writer.toExpire();
          writer.whenStored(0, result, null);
          return true;
        });
  }

  @Override
  public Optional<MailboxOutcome> outcome(Optional<ActrId> caller, String requestId) {
    byte[] key = state.key(caller, requestId);
    return writer.call(
        () -> {
          long id = state.find(key, state.hash(key));
          return id != 0 && duplicate(id) instanceof MailboxReceipt.Completed completed
              ? Optional.of(completed.outcome())
              : Optional.empty();
        });
  }

  @Override
  public MailboxStats stats() {
    return writer.look(state::stats);
  }

  @Override
  public long waiting() {
    return state.waiting();
  }

  @Override
  public void onAvailable(Runnable listener) {
    writer.setListener(Objects.requireNonNull(listener, "listener"));
    if (waiting() > 0) {
      listener.run();
    }
  }

  @Override
  public DeadLetters deadLetters() {
    return new Letters();
  }

  @Override
  public void close() {
    writer.close();
  }

  private final class Letters implements DeadLetters {

    @Override
    public List<DeadLetter> list(int max) {
      return writer.call(() -> state.deadLetters(max));
    }

    @Override
    public CompletionStage<Boolean> replay(long letter) {
      CompletableFuture<Boolean> result = new CompletableFuture<>();
      writer.execute(
          0,
          false,
          result,
          () -> {
            if (state.state(letter) != State.DEAD) {
              result.complete(false);
              return true;
            }
            ByteBuffer dead = state.latest(letter);
            MailboxMessage old = state.deadLetter(letter).message();
            byte[] key = Records.key(dead);
            long id = state.lastId() + 1;
            byte[] record =
                Records.message(
                    id,
                    key,
                    new MailboxMessage(
                        old.caller(),
                        old.requestId(),
                        old.envelope(),
                        old.priority(),
                        clock.instant(),
                        Optional.empty()),
                    letter);
            long position = writer.append(record, false, id);
            if (position == Room.NONE) {
              return false;
            }
            state.removeDead(letter);
            state.written(id, state.hash(key), position);
            writer.whenStored(id, result, true);
            return true;
          });
      return result;
    }

    @Override
    public CompletionStage<Boolean> drop(long letter) {
      CompletableFuture<Boolean> result = new CompletableFuture<>();
      writer.execute(
          0,
          true,
          result,
          () -> {
            if (state.state(letter) != State.DEAD) {
              result.complete(false);
              return true;
            }
            long position =
                writer.append(Records.note(Records.DROPPED, List.of(letter)), true, state.lastId());
            if (position == Room.NONE) {
              return false;
            }
            state.removeDead(letter);
            writer.whenStored(0, result, true);
            return true;
          });
      return result;
    }
  }
}
