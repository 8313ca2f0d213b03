package dev.actr.dispatch;

import dev.actr.ActorContext;
import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.ErrorKind;
import dev.actr.RpcEnvelope;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

/**
 * A request or message on its way to the handler. Its result completes once: with the handler's
 * response or with an {@link ActrException}. One that has a result before its turn is not run.
 */
public final class Inbound {

  /** A deadline that never passes. */
  private static final long NONE = 0;

  private final Optional<ActrId> caller;
  private final RpcEnvelope envelope;
  private final boolean highPriority;
  private final long deadline;

  /** Null for a message. */
  private final CompletableFuture<byte[]> result;

  /** Null but for the thread itself while it handles the request, whatever another one reads. */
  private Thread handlerThread;

  private boolean reachedHandler;
  private boolean expired;
  private byte[] handled;
  private ActrException failure;

  /** The application learns of the result by a future of its own. */
  private boolean followed;

  /** On which what follows may run, as the turn is over; as {@link #handlerThread}. */
  private Thread following;

  /** Set before it is offered. */
  private Job job;

  private Inbound(
      Optional<ActrId> caller,
      RpcEnvelope envelope,
      boolean highPriority,
      long deadline,
      CompletableFuture<byte[]> result) {
    this.caller = caller;
    this.envelope = Objects.requireNonNull(envelope, "envelope");
    this.highPriority = highPriority;
    this.deadline = deadline;
    this.result = result;
  }

  /**
   * A message from within the application. It has no {@link #result}, and any time is right for it.
   *
   * @param envelope what the handler gets to see
   * @param highPriority ahead of those that have not this priority
   * @return the message
   */
  public static Inbound message(RpcEnvelope envelope, boolean highPriority) {
    return new Inbound(Optional.empty(), envelope, highPriority, NONE, null);
  }

  /**
   * A request from within the application.
   *
   * @param envelope what the handler gets to see
   * @param highPriority ahead of those that have not this priority
   * @param timeout within which it may be handled; zero for any time
   * @return the request
   */
  public static Inbound local(RpcEnvelope envelope, boolean highPriority, Duration timeout) {
    return new Inbound(
        Optional.empty(),
        envelope,
        highPriority,
        timeout.isZero() ? NONE : in(timeout.toNanos()),
        new CompletableFuture<>());
  }

  /** A request from a mailbox. */
  static Inbound remote(
      Optional<ActrId> caller,
      RpcEnvelope envelope,
      boolean highPriority,
      Optional<Instant> deadline) {
    return new Inbound(
        caller,
        envelope,
        highPriority,
        deadline
            .map(at -> in((at.toEpochMilli() - System.currentTimeMillis()) * 1_000_000))
            .orElse(NONE),
        new CompletableFuture<>());
  }

  private static long in(long nanos) {
    long at = System.nanoTime() + nanos;
    return at == NONE ? at + 1 : at;
  }

  /** The authenticated sender; empty for one from within the application. */
  public Optional<ActrId> caller() {
    return caller;
  }

  /** What the handler gets to see. */
  public RpcEnvelope envelope() {
    return envelope;
  }

  /**
   * The encoded response or an {@link ActrException}; what depends on it must not block. Null for a
   * {@link #message}.
   */
  public CompletableFuture<byte[]> result() {
    return result;
  }

  /**
   * Waits for the result for some microseconds: a short handler is done before this thread would
   * have come to rest, and waking it up costs more than the rest of a call.
   */
  public void awaitBriefly() {
    for (int i = 0; i < Scheduler.LOOKS && !result.isDone(); i++) {
      Thread.onSpinWait();
    }
  }

  /**
   * The result for code of the application, which may make things depend on it that block; asked
   * for before the request is submitted. One that is cancelled before its turn is not handled.
   *
   * @param <R> the decoded response
   * @param decoder may throw an {@link ActrException}
   * @param executor completes it, if no thread does that has handled the request
   */
  public <R> CompletableFuture<R> response(Function<byte[], R> decoder, Executor executor) {
    followed = true;
    Response<R> response = new Response<>(result, decoder);
    result.whenComplete(
        (encoded, thrown) -> {
          if (following == Thread.currentThread()) {
            response.settle(encoded, thrown);
          } else if (!response.future().isDone()) {
            try {
              executor.execute(() -> response.settle(encoded, thrown));
            } catch (RejectedExecutionException ended) {
              response.settle(encoded, thrown);
            }
          }
        });
    return response.future();
  }

  /** Whether this thread is the one its handler runs on. */
  public boolean isHandledHere() {
    return handlerThread == Thread.currentThread();
  }

  boolean isHighPriority() {
    return highPriority;
  }

  Job job() {
    return job;
  }

  void setJob(Job job) {
    this.job = job;
  }

  void handle(Handler handler, InvocationScope scope, Function<Inbound, ActorContext> context)
      throws Exception {
    if (result != null && result.isDone()) {
      return;
    }
    if (deadline != NONE && System.nanoTime() - deadline > 0) {
      expired = true;
      throw new ActrException(ErrorKind.TIMED_OUT, "expired before it could be handled");
    }
    ActorContext current = context.apply(this);
    reachedHandler = true;
    handlerThread = Thread.currentThread();
    try {
      byte[] response = scope.call(current, () -> handler.handle(envelope, current));
      if (response == null) {
        throw new NullPointerException("the dispatcher returned null");
      }
      handled = response;
    } finally {
      handlerThread = null;
    }
  }

  /** Whether what went wrong is the handler's; asked on the handler's thread. */
  boolean hasReachedHandler() {
    return reachedHandler;
  }

  /** Whether its deadline had passed at its turn; asked on the handler's thread. */
  boolean isExpired() {
    return expired;
  }

  /** It could not be handled, or the handler threw; told by {@link #settle}. */
  void failed(ActrException why) {
    failure = why;
  }

  boolean isFollowed() {
    return followed;
  }

  /** Completes the result with what has become of it in its turn. */
  void settle() {
    if (result == null) {
      return;
    }
    following = Thread.currentThread();
    if (failure != null) {
      result.completeExceptionally(failure);
    } else {
      result.complete(handled);
    }
    following = null;
  }

  /** Completes the result without a turn. */
  void fail(ActrException why) {
    if (result != null) {
      result.completeExceptionally(why);
    }
  }
}
