package dev.actr.dispatch;

import dev.actr.ActorContext;
import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.ErrorKind;
import dev.actr.RpcEnvelope;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * A request or message on its way through dispatch. Its result completes once: with the handler's
 * response or with an {@link ActrException}.
 */
public final class Inbound {

  private final Optional<ActrId> caller;
  private final Supplier<RpcEnvelope> envelope;
  private final boolean highPriority;
  private final long deadline;
  private final BiFunction<Inbound, RpcEnvelope, ActorContext> context;
  private final CompletableFuture<byte[]> result = new CompletableFuture<>();
  private volatile boolean running;
  private boolean reachedHandler;

  /**
   * A request that has just arrived.
   *
   * @param caller the authenticated sender; empty for one from within the application
   * @param envelope decodes the request; may throw an {@link ActrException}
   * @param highPriority ahead of those that have not this priority
   * @param timeoutMillis the caller's deadline from now; none if not positive
   * @param context makes the handler's context
   */
  public Inbound(
      Optional<ActrId> caller,
      Supplier<RpcEnvelope> envelope,
      boolean highPriority,
      long timeoutMillis,
      BiFunction<Inbound, RpcEnvelope, ActorContext> context) {
    this.caller = Objects.requireNonNull(caller);
    this.envelope = envelope;
    this.highPriority = highPriority;
    this.deadline =
        timeoutMillis > 0 ? System.nanoTime() + Math.min(timeoutMillis, 1L << 40) * 1_000_000 : 0;
    this.context = context;
  }

  /** The authenticated sender; empty for one from within the application. */
  public Optional<ActrId> caller() {
    return caller;
  }

  /** The encoded response or an {@link ActrException}; completes on an executor thread. */
  public CompletableFuture<byte[]> result() {
    return result;
  }

  /** Whether the handler is running now. */
  public boolean isRunning() {
    return running;
  }

  boolean isHighPriority() {
    return highPriority;
  }

  void handle(Handler handler, InvocationScope scope) throws Exception {
    if (deadline != 0 && System.nanoTime() - deadline > 0) {
      throw new ActrException(ErrorKind.TIMED_OUT, "expired before it could be handled");
    }
    RpcEnvelope request = envelope.get();
    ActorContext current = context.apply(this, request);
    running = true;
    reachedHandler = true;
    try {
      byte[] response = scope.call(current, () -> handler.handle(request, current));
      if (response == null) {
        throw new NullPointerException("the dispatcher returned null");
      }
      result.complete(response);
    } finally {
      running = false;
    }
  }

  /** Whether what went wrong is the handler's; asked on the handler's thread. */
  boolean hasReachedHandler() {
    return reachedHandler;
  }

  void fail(ActrException failure) {
    result.completeExceptionally(failure);
  }
}
