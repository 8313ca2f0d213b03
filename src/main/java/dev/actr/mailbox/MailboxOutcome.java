package dev.actr.mailbox;

import dev.actr.ActrException;
import dev.actr.ErrorKind;
import java.util.Objects;
import java.util.Optional;

/**
 * What became of a message: the encoded response, or the failure it was answered with.
 *
 * @param response the encoded response; empty bytes for a failure and for what has no response; not
 *     null and not to be changed
 * @param error the kind of the failure; empty for a response
 * @param detail the failure's message; empty for a response; not null
 */
public record MailboxOutcome(byte[] response, Optional<ErrorKind> error, String detail) {

  /** Checks for null. */
  public MailboxOutcome {
    Objects.requireNonNull(response, "response");
    Objects.requireNonNull(error, "error");
    Objects.requireNonNull(detail, "detail");
  }

  /**
   * An outcome without failure.
   *
   * @param response the encoded response, not null
   * @return the outcome
   */
  public static MailboxOutcome of(byte[] response) {
    return new MailboxOutcome(response, Optional.empty(), "");
  }

  /**
   * A failure.
   *
   * @param failure not null
   * @return the outcome
   */
  public static MailboxOutcome of(ActrException failure) {
    return new MailboxOutcome(
        new byte[0], Optional.of(failure.kind()), Objects.toString(failure.getMessage(), ""));
  }

  /**
   * Whether duplicates are answered with this. A failure that may pass is not kept, so that the
   * request can be sent again.
   */
  public boolean isFinal() {
    return error.isEmpty() || !error.get().isRetryable();
  }
}
