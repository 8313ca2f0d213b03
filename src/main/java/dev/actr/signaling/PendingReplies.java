package dev.actr.signaling;

import dev.actr.ActrException;
import dev.actr.ErrorKind;
import dev.actr.wire.WireErrors;
import dev.actr.wire.proto.ActrProtos.ErrorResponse;
import dev.actr.wire.proto.SignalingProtos.SignalingToActr;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Requests waiting for their replies. Confined to the connection's loop. */
final class PendingReplies {

  private final EventLoop loop;
  private final Map<String, CompletableFuture<SignalingToActr>> waiting = new LinkedHashMap<>();

  PendingReplies(EventLoop loop) {
    this.loop = loop;
  }

  void add(String envelopeId, Duration timeout, CompletableFuture<SignalingToActr> reply) {
    waiting.put(envelopeId, reply);
    var timer =
        loop.schedule(
            () ->
                fail(
                    envelopeId,
                    new ActrException(
                        ErrorKind.TIMED_OUT, "the signaling server did not answer in time")),
            timeout.toMillis(),
            TimeUnit.MILLISECONDS);
    reply.whenComplete((r, f) -> timer.cancel(false));
  }

  /** Completes the request an envelope answers; a late or unknown reply is ignored. */
  void complete(String replyFor, SignalingToActr reply) {
    CompletableFuture<SignalingToActr> request = waiting.remove(replyFor);
    if (request == null) {
      return;
    }
    if (reply.hasError()) {
      ErrorResponse error = reply.getError();
      request.completeExceptionally(WireErrors.fromServer(error.getCode(), error.getMessage()));
    } else {
      request.complete(reply);
    }
  }

  void fail(String envelopeId, ActrException failure) {
    CompletableFuture<SignalingToActr> failed = waiting.remove(envelopeId);
    if (failed != null) {
      failed.completeExceptionally(failure);
    }
  }

  boolean isWaiting(String envelopeId) {
    return waiting.containsKey(envelopeId);
  }

  void failAll(ActrException failure) {
    List<String> ids = List.copyOf(waiting.keySet());
    ids.forEach(id -> fail(id, failure));
  }
}
