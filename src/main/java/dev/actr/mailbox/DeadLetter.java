package dev.actr.mailbox;

import java.time.Instant;
import java.util.Objects;

/**
 * A message that is not delivered any more.
 *
 * @param id its number among the messages and dead letters of this mailbox
 * @param message not null
 * @param reason not null
 * @param detail for people; not null
 * @param at when it was given up, in milliseconds
 * @param deliveryCount how often it had been delivered
 */
public record DeadLetter(
    long id,
    MailboxMessage message,
    DeadLetterReason reason,
    String detail,
    Instant at,
    int deliveryCount) {

  /** Checks for null. */
  public DeadLetter {
    Objects.requireNonNull(message, "message");
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(detail, "detail");
    Objects.requireNonNull(at, "at");
  }
}
