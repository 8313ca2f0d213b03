package dev.actr.mailbox;

/** What a mailbox made of a message. */
public sealed interface MailboxReceipt {

  /**
   * The message is stored and will be delivered.
   *
   * @param id its number in this mailbox
   */
  record Accepted(long id) implements MailboxReceipt {}

  /**
   * The same request is in the mailbox already, and waits or is being handled. Nothing was stored.
   *
   * @param id the number of the message that came first
   */
  record Pending(long id) implements MailboxReceipt {}

  /**
   * The same request has been handled already. Nothing was stored.
   *
   * @param outcome what became of it
   */
  record Completed(MailboxOutcome outcome) implements MailboxReceipt {}
}
