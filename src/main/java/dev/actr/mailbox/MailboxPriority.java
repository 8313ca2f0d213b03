package dev.actr.mailbox;

/** In which order messages are delivered. */
public enum MailboxPriority {
  /** After all those of high priority. */
  NORMAL,
  /** Ahead of all those of normal priority. */
  HIGH
}
