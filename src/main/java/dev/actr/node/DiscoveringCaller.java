package dev.actr.node;

import dev.actr.ActorContext;
import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.ActrType;
import dev.actr.Dest;
import dev.actr.ErrorKind;
import dev.actr.RemoteCaller;
import dev.actr.RpcMethod;
import dev.actr.net.Deadlines;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Calls some live node of a type: discovers one when it has none, and keeps to it until it has
 * gone. Discovery counts towards the timeout of the call it is made for. Thread-safe.
 */
final class DiscoveringCaller implements RemoteCaller {

  private final Outbound outbound;
  private final ActrType type;
  private final String fingerprint;
  private final Supplier<ActorContext> context;

  /** The node it keeps to, or is discovering; null for none. */
  private final AtomicReference<CompletableFuture<ActrId>> candidate = new AtomicReference<>();

  DiscoveringCaller(
      Outbound outbound, ActrType type, String fingerprint, Supplier<ActorContext> context) {
    this.outbound = outbound;
    this.type = type;
    this.fingerprint = fingerprint;
    this.context = context;
  }

  @Override
  public <Q, R> R call(RpcMethod<Q, R> method, Q request) {
    ActorContext caller = context.get();
    byte[] payload = method.requestEncoder().apply(request);
    return method.decodeResponse(
        withCandidate(
            outbound.callTimeout(),
            (peer, left) ->
                caller.callRaw(Dest.peer(peer), method.routeKey(), method.lane(), payload, left)));
  }

  @Override
  public <Q> void tell(RpcMethod<Q, ?> method, Q message) {
    ActorContext caller = context.get();
    withCandidate(
        outbound.tellTimeout(),
        (peer, left) -> {
          caller.tell(Dest.peer(peer), method, message);
          return null;
        });
  }

  private interface Attempt<R> {
    R to(ActrId peer, Duration left);
  }

  private <R> R withCandidate(Duration timeout, Attempt<R> attempt) {
    long deadline = System.nanoTime() + timeout.toNanos();
    CompletableFuture<ActrId> known = known();
    CompletableFuture<ActrId> first = candidate();
    try {
      return to(first, deadline, attempt);
    } catch (ActrException e) {
      if (first == known && isGone(e)) {
        return to(candidate(), deadline, attempt);
      }
      throw e;
    }
  }

  private <R> R to(CompletableFuture<ActrId> peer, long deadline, Attempt<R> attempt) {
    ActrId id = await(peer, deadline - System.nanoTime());
    Duration left = Duration.ofNanos(deadline - System.nanoTime());
    if (left.isNegative() || left.isZero()) {
      throw timedOut();
    }
    try {
      return attempt.to(id, left);
    } catch (ActrException e) {
      forgetAfter(e, peer, id);
      throw e;
    }
  }

  /** Leaves the future alone, as others wait for it too. */
  private ActrId await(CompletableFuture<ActrId> peer, long nanos) {
    try {
      return peer.get(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ActrException(ErrorKind.UNAVAILABLE, "interrupted while waiting", e);
    } catch (TimeoutException e) {
      throw timedOut();
    } catch (ExecutionException e) {
      throw ActrException.of(e.getCause());
    }
  }

  private ActrException timedOut() {
    return new ActrException(ErrorKind.TIMED_OUT, "no response from a node of " + type);
  }

  @Override
  public <Q, R> CompletionStage<R> callAsync(RpcMethod<Q, R> method, Q request) {
    ActorContext caller = context.get();
    CompletableFuture<R> result = new CompletableFuture<>();
    Deadlines.set(outbound.timer(), result, outbound.callTimeout(), this::timedOut);
    callAsync(caller, method, request, result, known());
    // The deadline passes on an I/O thread, where nothing of the application may run.
    CompletableFuture<R> response = new CompletableFuture<>();
    result.whenCompleteAsync(
        (value, thrown) -> {
          if (thrown == null) {
            response.complete(value);
          } else {
            response.completeExceptionally(ActrException.of(thrown));
          }
        },
        outbound.executor());
    return response;
  }

  private <Q, R> void callAsync(
      ActorContext caller,
      RpcMethod<Q, R> method,
      Q request,
      CompletableFuture<R> result,
      CompletableFuture<ActrId> known) {
    CompletableFuture<ActrId> peer = candidate();
    peer.thenComposeAsync(
            id -> caller.callAsync(Dest.peer(id), method, request), outbound.executor())
        .whenComplete(
            (value, thrown) -> {
              if (thrown == null) {
                result.complete(value);
                return;
              }
              ActrException failure = ActrException.of(thrown);
              if (!peer.isCompletedExceptionally()) {
                forgetAfter(failure, peer, peer.join());
              }
              if (peer == known && isGone(failure) && !result.isDone()) {
                callAsync(caller, method, request, result, null);
              } else {
                result.completeExceptionally(failure);
              }
            });
  }

  /** The node an earlier call has found, or null. */
  private CompletableFuture<ActrId> known() {
    CompletableFuture<ActrId> current = candidate.get();
    return current != null && current.isDone() ? current : null;
  }

  /** The node to call, the same for all who ask at the same time. */
  private CompletableFuture<ActrId> candidate() {
    while (true) {
      CompletableFuture<ActrId> current = candidate.get();
      if (current != null) {
        return current;
      }
      CompletableFuture<ActrId> fresh = new CompletableFuture<>();
      if (candidate.compareAndSet(null, fresh)) {
        discover(fresh);
        return fresh;
      }
    }
  }

  private void discover(CompletableFuture<ActrId> fresh) {
    try {
      outbound
          .discover(type, fingerprint)
          .whenComplete(
              (id, thrown) -> {
                if (thrown == null) {
                  fresh.complete(id);
                } else {
                  notFound(fresh, ActrException.of(thrown));
                }
              });
    } catch (ActrException e) {
      notFound(fresh, e);
    }
  }

  private void notFound(CompletableFuture<ActrId> fresh, ActrException reason) {
    candidate.compareAndSet(fresh, null);
    fresh.completeExceptionally(reason);
  }

  /** Only where the node may have gone: one that answered lives, as does one that is slow. */
  private void forgetAfter(ActrException failure, CompletableFuture<ActrId> peer, ActrId id) {
    if (failure.isAnswer()) {
      return;
    }
    switch (failure.kind()) {
      case NOT_FOUND, UNAVAILABLE -> candidate.compareAndSet(peer, null);
      case TIMED_OUT ->
          outbound
              .isLive(id)
              .thenAccept(
                  live -> {
                    if (!live) {
                      candidate.compareAndSet(peer, null);
                    }
                  });
      default -> {
        // A failure on this side, such as a message that is too large.
      }
    }
  }

  /** The call cannot have been sent: the node had gone before. */
  private static boolean isGone(ActrException failure) {
    return failure.kind() == ErrorKind.NOT_FOUND && !failure.isAnswer();
  }
}
