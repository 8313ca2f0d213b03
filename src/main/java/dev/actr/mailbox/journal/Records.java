package dev.actr.mailbox.journal;

import dev.actr.ActrId;
import dev.actr.ErrorKind;
import dev.actr.mailbox.DeadLetter;
import dev.actr.mailbox.DeadLetterReason;
import dev.actr.mailbox.MailboxMessage;
import dev.actr.mailbox.MailboxOutcome;
import dev.actr.mailbox.MailboxPriority;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The records of a mailbox. A message, its outcome and a dead letter each stand for themselves, so
 * that of each message only the latest of them is needed; all begin alike.
 *
 * <pre>
 * kind(1) id(8) priority(1) deliveries(1) receivedAt(8) deadline(8) key(4 + n) …
 *   MESSAGE      replayed dead letter(8) envelope
 *   OUTCOME      error code(4) detail(4 + n) response
 *   DEAD_LETTER  at(8) reason(1) detail(4 + n) envelope
 * kind(1) id(8)* for what is told of messages.
 * </pre>
 */
final class Records {

  static final byte MESSAGE = 1;
  static final byte OUTCOME = 2;
  static final byte ACKNOWLEDGED_OUTCOME = 3;
  static final byte DEAD_LETTER = 4;
  static final byte DELIVERED = 5;
  static final byte ACKNOWLEDGED = 6;
  static final byte RELEASED = 7;
  static final byte DROPPED = 8;

  private static final int ID = 1;
  private static final int PRIORITY = 9;
  private static final int DELIVERIES = 10;
  private static final int RECEIVED_AT = 11;
  private static final int DEADLINE = 19;
  private static final int KEY = 27;
  private static final int FIXED = 31;

  private static final MailboxPriority[] PRIORITIES = MailboxPriority.values();
  private static final DeadLetterReason[] REASONS = DeadLetterReason.values();

  private static final byte[] NO_CALLER = {};

  private Records() {}

  /** What tells requests apart: the caller and the request id. */
  static byte[] key(Optional<ActrId> caller, String requestId, Callers callers) {
    byte[] from = caller.map(callers::text).orElse(NO_CALLER);
    byte[] id = requestId.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(Integer.BYTES + from.length + id.length)
        .putInt(from.length)
        .put(from)
        .put(id)
        .array();
  }

  static byte[] message(long id, byte[] key, MailboxMessage message, long replays) {
    ByteBuffer record =
        begin(
            MESSAGE,
            id,
            message.priority().ordinal(),
            0,
            message.receivedAt().toEpochMilli(),
            message.deadline().map(Instant::toEpochMilli).orElse(Long.MAX_VALUE),
            key,
            Long.BYTES + message.envelope().length);
    return record.putLong(replays).put(message.envelope()).array();
  }

  /** The outcome of a message of which there is a record. */
  static byte[] outcome(ByteBuffer message, MailboxOutcome outcome) {
    byte[] detail = outcome.detail().getBytes(StandardCharsets.UTF_8);
    return again(
            OUTCOME,
            message,
            message.get(DELIVERIES),
            2 * Integer.BYTES + detail.length + outcome.response().length)
        .putInt(outcome.error().map(ErrorKind::wireCode).orElse(0))
        .putInt(detail.length)
        .put(detail)
        .put(outcome.response())
        .array();
  }

  /** The dead letter of a message of which there is a record. */
  static byte[] deadLetter(
      ByteBuffer message, int deliveries, DeadLetterReason reason, String text, Instant at) {
    byte[] detail = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer envelope = message.slice(rest(message) + Long.BYTES, envelopeLength(message));
    return again(
            DEAD_LETTER,
            message,
            deliveries,
            Long.BYTES + 1 + Integer.BYTES + detail.length + envelope.remaining())
        .putLong(at.toEpochMilli())
        .put((byte) reason.ordinal())
        .putInt(detail.length)
        .put(detail)
        .put(envelope)
        .array();
  }

  private static ByteBuffer again(byte kind, ByteBuffer record, int deliveries, int more) {
    return begin(
        kind,
        id(record),
        record.get(PRIORITY),
        deliveries,
        receivedAt(record),
        record.getLong(DEADLINE),
        key(record),
        more);
  }

  private static ByteBuffer begin(
      byte kind,
      long id,
      int priority,
      int deliveries,
      long receivedAt,
      long deadline,
      byte[] key,
      int more) {
    return ByteBuffer.allocate(FIXED + key.length + more)
        .put(kind)
        .putLong(id)
        .put((byte) priority)
        .put((byte) deliveries)
        .putLong(receivedAt)
        .putLong(deadline)
        .putInt(key.length)
        .put(key);
  }

  static byte[] note(byte kind, List<Long> ids) {
    ByteBuffer note = ByteBuffer.allocate(1 + ids.size() * Long.BYTES).put(kind);
    for (long id : ids) {
      note.putLong(id);
    }
    return note.array();
  }

  /** A record as it is now, to be written again. */
  static byte[] copy(ByteBuffer record, byte kind, int deliveries) {
    byte[] copy = new byte[record.capacity()];
    record.get(0, copy);
    copy[0] = kind;
    copy[DELIVERIES] = (byte) deliveries;
    return copy;
  }

  /** Gives a message that has been encoded its id. */
  static void setId(byte[] message, long id) {
    ByteBuffer.wrap(message).putLong(ID, id);
  }

  static byte kind(ByteBuffer record) {
    return record.get(0);
  }

  static long id(ByteBuffer record) {
    return record.getLong(ID);
  }

  static boolean isHighPriority(ByteBuffer record) {
    return record.get(PRIORITY) == MailboxPriority.HIGH.ordinal();
  }

  static int deliveries(ByteBuffer record) {
    return record.get(DELIVERIES);
  }

  static long receivedAt(ByteBuffer record) {
    return record.getLong(RECEIVED_AT);
  }

  static byte[] key(ByteBuffer record) {
    byte[] key = new byte[record.getInt(KEY)];
    record.get(FIXED, key);
    return key;
  }

  static boolean hasKey(ByteBuffer record, byte[] key) {
    return record.getInt(KEY) == key.length
        && record.slice(FIXED, key.length).equals(ByteBuffer.wrap(key));
  }

  /** Of a message: the dead letter it replays; 0 for none. */
  static long replays(ByteBuffer message) {
    return message.getLong(rest(message));
  }

  /** Of a dead letter: when it was given up. */
  static long deadSince(ByteBuffer letter) {
    return letter.getLong(rest(letter));
  }

  private static int rest(ByteBuffer record) {
    return FIXED + record.getInt(KEY);
  }

  private static int envelopeLength(ByteBuffer message) {
    return message.capacity() - rest(message) - Long.BYTES;
  }

  /** The message of its record; of an outcome the message without its envelope. */
  static MailboxMessage message(ByteBuffer record, Callers callers) {
    byte[] envelope = new byte[kind(record) == MESSAGE ? envelopeLength(record) : 0];
    record.get(record.capacity() - envelope.length, envelope);
    return message(record, envelope, callers);
  }

  private static MailboxMessage message(ByteBuffer record, byte[] envelope, Callers callers) {
    byte[] key = key(record);
    int callerLength = ByteBuffer.wrap(key).getInt();
    int idAt = Integer.BYTES + callerLength;
    long deadline = record.getLong(DEADLINE);
    return new MailboxMessage(
        callers.parse(key, Integer.BYTES, callerLength),
        new String(key, idAt, key.length - idAt, StandardCharsets.UTF_8),
        envelope,
        PRIORITIES[record.get(PRIORITY)],
        Instant.ofEpochMilli(receivedAt(record)),
        deadline == Long.MAX_VALUE
            ? Optional.empty()
            : Optional.of(Instant.ofEpochMilli(deadline)));
  }

  /** Of an outcome: how long the response is. */
  static int responseLength(ByteBuffer record) {
    return record.capacity() - detailEnd(record, rest(record) + Integer.BYTES);
  }

  static MailboxOutcome outcome(ByteBuffer record) {
    int at = rest(record) + Integer.BYTES;
    int code = record.getInt(rest(record));
    byte[] response = new byte[responseLength(record)];
    record.get(record.capacity() - response.length, response);
    return new MailboxOutcome(response, error(code), detail(record, at));
  }

  /** Of an outcome: {@link MailboxOutcome#isFinal}. */
  static boolean isFinal(ByteBuffer record) {
    return error(record.getInt(rest(record))).map(kind -> !kind.isRetryable()).orElse(true);
  }

  private static Optional<ErrorKind> error(int code) {
    if (code == 0) {
      return Optional.empty();
    }
    for (ErrorKind kind : ErrorKind.values()) {
      if (kind.wireCode() == code) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  private static int detailEnd(ByteBuffer record, int at) {
    return at + Integer.BYTES + record.getInt(at);
  }

  private static String detail(ByteBuffer record, int at) {
    byte[] detail = new byte[record.getInt(at)];
    record.get(at + Integer.BYTES, detail);
    return new String(detail, StandardCharsets.UTF_8);
  }

  static DeadLetter deadLetter(ByteBuffer record, Callers callers) {
    int at = rest(record) + Long.BYTES + 1;
    byte[] envelope = new byte[deadLetterLength(record)];
    record.get(record.capacity() - envelope.length, envelope);
    return new DeadLetter(
        id(record),
        message(record, envelope, callers),
        REASONS[record.get(at - 1)],
        detail(record, at),
        Instant.ofEpochMilli(deadSince(record)),
        deliveries(record));
  }

  /** Of a dead letter: how long its envelope is. */
  static int deadLetterLength(ByteBuffer record) {
    return record.capacity() - detailEnd(record, rest(record) + Long.BYTES + 1);
  }
}
