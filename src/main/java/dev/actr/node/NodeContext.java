package dev.actr.node;

import dev.actr.ActorContext;
import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.ActrType;
import dev.actr.DataChunk;
import dev.actr.Dest;
import dev.actr.ErrorKind;
import dev.actr.NodeEvent;
import dev.actr.PayloadType;
import dev.actr.RpcEnvelope;
import dev.actr.RpcMethod;
import dev.actr.StreamHandler;
import dev.actr.dispatch.Inbound;
import dev.actr.dispatch.Response;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.jboss.logging.Logger;

/** The context of one hook or handler invocation. */
final class NodeContext implements ActorContext {

  private final Outbound outbound;

  /** Null for a hook. */
  private final Inbound handling;

  /** Null for a handler, whose envelope has one; for a hook, until it is asked for. */
  private volatile String hookRequestId;

  /** The context of a hook. */
  NodeContext(Outbound outbound) {
    this(outbound, null);
  }

  /** The context of a handler. */
  NodeContext(Outbound outbound, Inbound handling) {
    this.outbound = outbound;
    this.handling = handling;
  }

  @Override
  public NodeEvent node() {
    return outbound.node();
  }

  @Override
  public ActrId selfId() {
    return outbound.selfId();
  }

  @Override
  public Optional<ActrId> callerId() {
    return handling == null ? Optional.empty() : handling.caller();
  }

  @Override
  public String requestId() {
    return handling == null ? hookRequestId() : handling.envelope().requestId();
  }

  private String hookRequestId() {
    if (hookRequestId == null) {
      synchronized (this) {
        if (hookRequestId == null) {
          hookRequestId = RequestIds.next();
        }
      }
    }
    return hookRequestId;
  }

  @Override
  public <Q, R> R call(Dest dest, RpcMethod<Q, R> method, Q request) {
    byte[] payload = method.requestEncoder().apply(request);
    return method.decodeResponse(
        callNow(dest, method.routeKey(), method.lane(), payload, outbound.callTimeout()));
  }

  @Override
  public <Q, R> CompletionStage<R> callAsync(Dest dest, RpcMethod<Q, R> method, Q request) {
    RpcEnvelope envelope = envelope(method.routeKey(), method.requestEncoder().apply(request));
    if (outbound.isSelf(dest)) {
      return outbound.callSelfAsync(envelope, method.lane(), method::decodeResponse);
    }
    CompletableFuture<byte[]> call =
        outbound.call(dest, envelope, method.lane(), outbound.callTimeout(), this);
    Response<R> response = new Response<>(call, method::decodeResponse);
    call.whenCompleteAsync(response::settle, outbound.executor());
    return response.future();
  }

  @Override
  public <Q> void tell(Dest dest, RpcMethod<Q, ?> method, Q message) {
    RpcEnvelope envelope = envelope(method.routeKey(), method.requestEncoder().apply(message));
    if (outbound.isSelf(dest)) {
      outbound.tellSelf(envelope, method.lane());
    } else {
      join(outbound.tell(dest, envelope, method.lane(), this));
    }
  }

  @Override
  public byte[] callRaw(
      Dest dest, String routeKey, PayloadType lane, byte[] payload, Duration timeout) {
    if (!lane.isRpc()) {
      throw new ActrException(ErrorKind.INVALID_ARGUMENT, "calls cannot use the lane " + lane);
    }
    if (timeout.isNegative() || timeout.isZero()) {
      throw new ActrException(
          ErrorKind.INVALID_ARGUMENT, "timeout " + timeout + " is not positive");
    }
    return callNow(dest, routeKey, lane, payload, timeout);
  }

  private byte[] callNow(
      Dest dest, String routeKey, PayloadType lane, byte[] payload, Duration timeout) {
    RpcEnvelope envelope = envelope(routeKey, payload);
    return outbound.isSelf(dest)
        ? outbound.callSelf(envelope, lane, timeout, handledHere())
        : join(outbound.call(dest, envelope, lane, timeout, this));
  }

  private Optional<Inbound> handledHere() {
    return handling != null && handling.isHandledHere() ? Optional.of(handling) : Optional.empty();
  }

  private RpcEnvelope envelope(String routeKey, byte[] payload) {
    return handling == null
        ? new RpcEnvelope(
            routeKey, payload, RequestIds.SUPPLIER, Optional.empty(), Optional.empty())
        : new RpcEnvelope(
            routeKey,
            payload,
            RequestIds.SUPPLIER,
            handling.envelope().traceparent(),
            handling.envelope().tracestate());
  }

  @Override
  public ActrId discover(ActrType type) {
    return join(outbound.discover(type, ""));
  }

  @Override
  public void registerStream(String streamId, StreamHandler handler) {
    outbound.streams().register(streamId, handler);
  }

  @Override
  public void unregisterStream(String streamId) {
    outbound.streams().unregister(streamId);
  }

  @Override
  public void sendDataChunk(Dest dest, DataChunk chunk, PayloadType lane) {
    if (!lane.isStream()) {
      throw new ActrException(
          ErrorKind.INVALID_ARGUMENT, "data chunks cannot use the lane " + lane);
    }
    if (!(dest instanceof Dest.Peer peer)) {
      throw new ActrException(ErrorKind.NOT_IMPLEMENTED, "data chunks go to peers only");
    }
    join(outbound.sendChunk(peer.id(), chunk, lane));
  }

  @Override
  public void log(System.Logger.Level level, String message) {
    Logger.Level jboss =
        switch (level) {
          case ALL, TRACE -> Logger.Level.TRACE;
          case DEBUG -> Logger.Level.DEBUG;
          case INFO -> Logger.Level.INFO;
          case WARNING -> Logger.Level.WARN;
          case ERROR, OFF -> Logger.Level.ERROR;
        };
    Logger.getLogger("dev.actr.Workload." + node().actor()).log(jboss, message);
  }

  static <T> T join(CompletableFuture<T> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      ActrException interrupted =
          new ActrException(ErrorKind.UNAVAILABLE, "interrupted while waiting", e);
      future.completeExceptionally(interrupted);
      throw interrupted;
    } catch (ExecutionException e) {
      throw ActrException.of(e.getCause());
    }
  }
}
