package dev.actr;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * The one exception of this library's operations; {@link #kind()} tells failures apart. Thrown by a
 * handler it travels to the caller and arrives there with the same kind and message.
 */
public class ActrException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** The kind of the failure. */
  private final ErrorKind kind;

  /** When to try again, or null. */
  private final Duration retryAfter;

  /**
   * A failure without a cause.
   *
   * @param kind not null
   * @param message for people, not null
   */
  public ActrException(ErrorKind kind, String message) {
    this(kind, message, null);
  }

  /**
   * A failure.
   *
   * @param kind not null
   * @param message for people, not null
   * @param cause may be null
   */
  public ActrException(ErrorKind kind, String message, Throwable cause) {
    this(kind, message, cause, null);
  }

  private ActrException(ErrorKind kind, String message, Throwable cause, Duration retryAfter) {
    super(message, cause);
    this.kind = Objects.requireNonNull(kind, "kind");
    this.retryAfter = retryAfter;
  }

  /**
   * A {@link ErrorKind#CONNECTION_NOT_READY} with a hint when to try again.
   *
   * @param message for people, not null
   * @param retryAfter not null
   * @return the exception
   */
  public static ActrException notReady(String message, Duration retryAfter) {
    return new ActrException(
        ErrorKind.CONNECTION_NOT_READY, message, null, Objects.requireNonNull(retryAfter));
  }

  /** What went wrong. */
  public ErrorKind kind() {
    return kind;
  }

  /** When to try again; only ever present with {@link ErrorKind#CONNECTION_NOT_READY}. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }

  /** The kind, then the message. */
  @Override
  public String toString() {
    return getClass().getName() + ": " + kind + ": " + getMessage();
  }
}
