package dev.actr.node;

import dev.actr.ActorContext;
import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.ActrType;
import dev.actr.Dest;
import dev.actr.ErrorKind;
import dev.actr.RemoteCaller;
import dev.actr.RpcMethod;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Calls some live node of a type: discovers one when it has none, and keeps to it until a call does
 * not reach it. Thread-safe.
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
    return withCandidate(peer -> caller.call(Dest.peer(peer), method, request));
  }

  @Override
  public <Q> void tell(RpcMethod<Q, ?> method, Q message) {
    ActorContext caller = context.get();
    withCandidate(
        peer -> {
          caller.tell(Dest.peer(peer), method, message);
          return null;
        });
  }

  private interface Attempt<R> {
    R to(ActrId peer);
  }

  private <R> R withCandidate(Attempt<R> attempt) {
    CompletableFuture<ActrId> known = candidate.get();
    try {
      return to(candidate(), attempt);
    } catch (ActrException e) {
      if (isWorthAnother(known, e)) {
        return to(candidate(), attempt);
      }
      throw e;
    }
  }

  private <R> R to(CompletableFuture<ActrId> peer, Attempt<R> attempt) {
    ActrId id = NodeContext.join(peer);
    try {
      return attempt.to(id);
    } catch (ActrException e) {
      forgetAfter(e, peer);
      throw e;
    }
  }

  @Override
  public <Q, R> CompletionStage<R> callAsync(RpcMethod<Q, R> method, Q request) {
    ActorContext caller = context.get();
    CompletableFuture<R> response = new CompletableFuture<>();
    callAsync(caller, method, request, response, candidate.get());
    return response;
  }

  private <Q, R> void callAsync(
      ActorContext caller,
      RpcMethod<Q, R> method,
      Q request,
      CompletableFuture<R> response,
      CompletableFuture<ActrId> known) {
    CompletableFuture<ActrId> peer = candidate();
    peer.thenComposeAsync(
            id -> caller.callAsync(Dest.peer(id), method, request), outbound.executor())
        .whenCompleteAsync(
            (result, thrown) -> {
              if (thrown == null) {
                response.complete(result);
                return;
              }
              ActrException failure = NodeContext.unwrap(thrown);
              forgetAfter(failure, peer);
              if (isWorthAnother(known, failure)) {
                callAsync(caller, method, request, response, null);
              } else {
                response.completeExceptionally(failure);
              }
            },
            outbound.executor());
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
                  notFound(fresh, NodeContext.unwrap(thrown));
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

  /** A node that could not be reached may have gone; one that answered lives. */
  private void forgetAfter(ActrException failure, CompletableFuture<ActrId> peer) {
    if (!failure.isAnswer()) {
      candidate.compareAndSet(peer, null);
    }
  }

  /** A node known from an earlier call has gone before this one was sent. */
  private static boolean isWorthAnother(CompletableFuture<ActrId> known, ActrException failure) {
    return known != null && failure.kind() == ErrorKind.NOT_FOUND && !failure.isAnswer();
  }
}
