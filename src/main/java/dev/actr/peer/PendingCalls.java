package dev.actr.peer;

import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.wire.Envelopes;
import dev.actr.wire.proto.PackageProtos.RpcEnvelope;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/** Calls waiting for their responses, on whichever connection these arrive. Thread-safe. */
final class PendingCalls {

  /** A call; its link is null unless the request has been handed to one. */
  private static final class Call {
    final ActrId target;
    final CompletableFuture<byte[]> response;
    final Runnable onLost;
    final AtomicReference<PeerLink> link = new AtomicReference<>();

    Call(ActrId target, CompletableFuture<byte[]> response, Runnable onLost) {
      this.target = target;
      this.response = response;
      this.onLost = onLost;
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
   * @param onLost run when the link its request was handed to has ended
   * @return whether there was room for it
   */
  boolean add(
      String requestId, ActrId target, CompletableFuture<byte[]> response, Runnable onLost) {
    if (calls.mappingCount() >= max) {
      return false;
    }
    Call call = new Call(target, response, onLost);
    calls.put(requestId, call);
    response.whenComplete((r, f) -> calls.remove(requestId, call));
    return true;
  }

  void sentOn(String requestId, PeerLink link) {
    Call call = calls.get(requestId);
    if (call != null) {
      call.link.set(link);
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

  /** Fails the call if its request was handed to this link. */
  void refused(PeerLink link, String requestId, ActrException reason) {
    Call call = calls.get(requestId);
    if (call != null && call.link.get() == link) {
      call.response.completeExceptionally(reason);
    }
  }

  /** The link has ended, and the responses that were to come on it are not to be waited for. */
  void lost(PeerLink link) {
    for (Call call : calls.values()) {
      if (call.link.compareAndSet(link, null)) {
        call.onLost.run();
      }
    }
  }

  /** Fails the calls whose requests a peer may have got. */
  void failAllSent(ActrException failure) {
    for (Call call : calls.values()) {
      if (call.link.get() != null) {
        call.response.completeExceptionally(failure);
      }
    }
  }

  void failAll(ActrException failure) {
    calls.values().forEach(call -> call.response.completeExceptionally(failure));
  }
}
