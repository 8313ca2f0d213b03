package dev.actr.mailbox;

import dev.actr.ActrId;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A request or message on its way into a mailbox.
 *
 * @param caller the authenticated sender; empty for one from within the application
 * @param requestId its id, unique for a caller within the deduplication window; not null
 * @param envelope the encoded envelope, as it arrived; not null and not to be changed
 * @param priority not null
 * @param receivedAt when it arrived, by the wall clock; stored in milliseconds
 * @param deadline after which it must not be handled, by the wall clock; empty for none; stored in
 *     milliseconds
 */
public record MailboxMessage(
    Optional<ActrId> caller,
    String requestId,
    byte[] envelope,
    MailboxPriority priority,
    Instant receivedAt,
    Optional<Instant> deadline) {

  /** Checks for null. */
  public MailboxMessage {
    Objects.requireNonNull(caller, "caller");
    Objects.requireNonNull(requestId, "requestId");
    Objects.requireNonNull(envelope, "envelope");
    Objects.requireNonNull(priority, "priority");
    Objects.requireNonNull(receivedAt, "receivedAt");
    Objects.requireNonNull(deadline, "deadline");
  }
}
