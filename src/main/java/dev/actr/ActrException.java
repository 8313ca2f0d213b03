package dev.actr;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/**
 * The one exception of this library's operations; {@link #kind()} tells failures apart. Thrown by a
 * handler it travels to the caller and arrives there with the same kind and message. Messages are
 * one {@linkplain Printable printable} line.
 */
public class ActrException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** The kind of the failure. */
  private final ErrorKind kind;

  /** When to try again, or null. */
  private final Duration retryAfter;

  /** Whether the callee said so. */
  private final boolean answered;

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
    this(kind, message, cause, null, false);
  }

  private ActrException(
      ErrorKind kind, String message, Throwable cause, Duration retryAfter, boolean answered) {
    // Much of what goes wrong is told in words of peers, and messages go to logs.
    super(Printable.of(message), cause);
    this.kind = Objects.requireNonNull(kind, "kind");
    this.retryAfter = retryAfter;
    this.answered = answered;
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
        ErrorKind.CONNECTION_NOT_READY, message, null, Objects.requireNonNull(retryAfter), false);
  }

  /**
   * The failure behind what a future or stage has failed with.
   *
   * @param failure may be wrapped in {@link CompletionException}s; not null
   * @return the failure itself if it is of this class; else one of kind {@link ErrorKind#INTERNAL}
   *     that it is the cause of
   */
  public static ActrException of(Throwable failure) {
    Throwable cause = unwrap(failure);
    return cause instanceof ActrException known
        ? known
        : new ActrException(ErrorKind.INTERNAL, "unexpected: " + cause, cause);
  }

  /**
   * What a future or stage has failed with, without what it is wrapped in.
   *
   * @param failure not null
   * @return the first cause that is no {@link CompletionException}
   */
  public static Throwable unwrap(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  /**
   * The same failure, as one the callee has answered a call with.
   *
   * @return a copy of which {@link #isAnswer()} is true
   */
  public ActrException asAnswer() {
    return new ActrException(kind, getMessage(), getCause(), retryAfter, true);
  }

  /**
   * Whether the callee answered the call with this failure. If not, the failure is of this side or
   * on the way, and the callee may not even have seen the call.
   */
  public boolean isAnswer() {
    return answered;
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
