package dev.actr.mailbox;

/**
 * What is in a mailbox at one moment.
 *
 * @param waitingHigh messages of high priority that wait
 * @param waitingNormal messages of normal priority that wait
 * @param inFlight messages delivered, of which neither an outcome is stored nor anything else is
 *     told
 * @param deadLetters messages that will not be delivered any more
 */
public record MailboxStats(long waitingHigh, long waitingNormal, long inFlight, long deadLetters) {

  /** Messages of either priority that wait. */
  public long waiting() {
    return waitingHigh + waitingNormal;
  }
}
