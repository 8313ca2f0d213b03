package dev.actr.mailbox;

/** Why a message is not delivered any more. */
public enum DeadLetterReason {
  /** Its bytes are no envelope. */
  UNDECODABLE,
  /** It was delivered as often as a message may be, and each time the process ended meanwhile. */
  RETRIES_EXHAUSTED,
  /** Its deadline passed while it waited. */
  EXPIRED
}
