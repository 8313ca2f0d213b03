package dev.actr.cdi;

import dev.actr.ActorContext;
import dev.actr.ActrId;
import dev.actr.ActrType;
import dev.actr.DataChunk;
import dev.actr.Dest;
import dev.actr.NodeEvent;
import dev.actr.PayloadType;
import dev.actr.RpcMethod;
import dev.actr.StreamHandler;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The injectable {@link ActorContext}: always that of the hook or handler the thread is in. A
 * request scoped one would be that of the outer actor where one calls another on its own thread,
 * and outside of a request fail without saying why.
 */
@ApplicationScoped
class CurrentActorContext implements ActorContext {

  @Inject CurrentContext current;

  @Override
  public NodeEvent node() {
    return current.get().node();
  }

  @Override
  public ActrId selfId() {
    return current.get().selfId();
  }

  @Override
  public Optional<ActrId> callerId() {
    return current.get().callerId();
  }

  @Override
  public String requestId() {
    return current.get().requestId();
  }

  @Override
  public <Q, R> R call(Dest dest, RpcMethod<Q, R> method, Q request) {
    return current.get().call(dest, method, request);
  }

  @Override
  public <Q, R> CompletionStage<R> callAsync(Dest dest, RpcMethod<Q, R> method, Q request) {
    return current.get().callAsync(dest, method, request);
  }

  @Override
  public <Q> void tell(Dest dest, RpcMethod<Q, ?> method, Q message) {
    current.get().tell(dest, method, message);
  }

  @Override
  public byte[] callRaw(
      Dest dest, String routeKey, PayloadType lane, byte[] payload, Duration timeout) {
    return current.get().callRaw(dest, routeKey, lane, payload, timeout);
  }

  @Override
  public ActrId discover(ActrType type) {
    return current.get().discover(type);
  }

  @Override
  public void registerStream(String streamId, StreamHandler handler) {
    current.get().registerStream(streamId, handler);
  }

  @Override
  public void unregisterStream(String streamId) {
    current.get().unregisterStream(streamId);
  }

  @Override
  public void sendDataChunk(Dest dest, DataChunk chunk, PayloadType lane) {
    current.get().sendDataChunk(dest, chunk, lane);
  }

  @Override
  public void log(System.Logger.Level level, String message) {
    current.get().log(level, message);
  }
}
