package dev.actr.mailbox;

import java.util.Objects;
import java.util.Optional;

/**
 * A message taken from a mailbox, in flight until it is acknowledged, released or dead-lettered.
 *
 * @param id the message's number in this mailbox
 * @param message not null
 * @param deliveryCount how often it has been delivered, this time included; above 1 after a crash
 *     or a release
 * @param outcome of an earlier delivery, which was stored but not acknowledged: to be replied and
 *     acknowledged, not to be handled again; empty otherwise
 */
public record MailboxDelivery(
    long id, MailboxMessage message, int deliveryCount, Optional<MailboxOutcome> outcome) {

  /** Checks for null. */
  public MailboxDelivery {
    Objects.requireNonNull(message, "message");
    Objects.requireNonNull(outcome, "outcome");
  }
}
