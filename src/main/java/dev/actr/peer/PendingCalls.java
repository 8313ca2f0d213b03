package dev.actr.peer;

import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.wire.Envelopes;
import dev.actr.wire.proto.PackageProtos.RpcEnvelope;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** Calls waiting for their responses, on whichever connection these arrive. Thread-safe. */
final class PendingCalls {

  /** A call; its link is null until the request has been handed over. */
  private static final class Call {
    final ActrId target;
    final CompletableFuture<byte[]> response;
    volatile PeerLink link;

    Call(ActrId target, CompletableFuture<byte[]> response) {
      this.target = target;
      this.response = response;
    }
  }

  private final ConcurrentHashMap<String, Call> calls = new ConcurrentHashMap<>();
  private final int max;

  PendingCalls(int max) {
    this.max = max;
  }

  /**
   * Registers a call until its response is complete, however it completes.
   *
   * @return whether there was room for it
   */
  boolean add(String requestId, ActrId target, CompletableFuture<byte[]> response) {
    if (calls.mappingCount() >= max) {
      return false;
    }
    Call call = new Call(target, response);
    calls.put(requestId, call);
    response.whenComplete((r, f) -> calls.remove(requestId, call));
    return true;
  }

  void sentOn(String requestId, PeerLink link) {
    Call call = calls.get(requestId);
    if (call != null) {
      call.link = link;
    }
  }

  /** Completes the call a response answers; false if there is none to this peer. */
  boolean complete(ActrId from, RpcEnvelope envelope) {
    Call call = calls.get(envelope.getRequestId());
    if (call == null || !call.target.equals(from)) {
      return false;
    }
    try {
      call.response.complete(Envelopes.responsePayload(envelope));
    } catch (ActrException e) {
      call.response.completeExceptionally(e);
    }
    return true;
  }

  void failAllOn(PeerLink link, ActrException failure) {
    failWhere(call -> call.link == link, failure);
  }

  void failAll(ActrException failure) {
    failWhere(call -> true, failure);
  }

  private void failWhere(Predicate<Call> which, ActrException failure) {
    calls
        .values()
        .forEach(
            call -> {
              if (which.test(call)) {
                call.response.completeExceptionally(failure);
              }
            });
  }
}
