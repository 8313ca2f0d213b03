package dev.actr.identity;

import dev.actr.ActrException;
import java.time.Duration;
import java.util.Optional;

/** What came of an attempt to renew a credential. */
public sealed interface RenewalOutcome {

  /**
   * There is a new credential for the same identity.
   *
   * @param identity with the new credential
   */
  record Renewed(Identity identity) implements RenewalOutcome {}

  /**
   * The token is not, or no longer, good: only a new registration helps.
   *
   * @param reason what the AIS said
   */
  record TokenRejected(ActrException reason) implements RenewalOutcome {}

  /**
   * The realm is closed, for this node as for all others; it may be opened again.
   *
   * @param reason what the AIS said
   */
  record RealmUnavailable(ActrException reason) implements RenewalOutcome {}

  /**
   * The AIS cannot renew now.
   *
   * @param reason what it said, or why it was not reached
   * @param after how long it wants to be left alone
   */
  record Later(ActrException reason, Optional<Duration> after) implements RenewalOutcome {}

  /**
   * The AIS answered what a repetition is not going to change.
   *
   * @param reason what it said
   */
  record Refused(ActrException reason) implements RenewalOutcome {}
}
