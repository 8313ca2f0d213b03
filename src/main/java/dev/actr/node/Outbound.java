package dev.actr.node;

import dev.actr.ActorContext;
import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.ActrType;
import dev.actr.DataChunk;
import dev.actr.Dest;
import dev.actr.ErrorKind;
import dev.actr.HostHandler;
import dev.actr.NodeEvent;
import dev.actr.PayloadType;
import dev.actr.RpcEnvelope;
import dev.actr.dispatch.Inbound;
import dev.actr.dispatch.RequestDispatcher;
import dev.actr.identity.Identity;
import dev.actr.net.EqualDeadlines;
import dev.actr.peer.AddressBook;
import dev.actr.peer.Peers;
import dev.actr.stream.StreamRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/** Where calls, messages and chunks of one node go: to a peer, the actor itself or its host. */
final class Outbound {

  private final NodeConfig config;
  private final Executor executor;
  private final ScheduledExecutorService timer;
  private final Supplier<Identity> identity;
  private final BooleanSupplier realmUnavailable;
  private final Peers peers;
  private final AddressBook addresses;
  private final StreamRegistry streams;
  private final RequestDispatcher dispatcher;
  private final Optional<HostHandler> host;
  private final EqualDeadlines localDeadlines;

  Outbound(
      NodeConfig config,
      NodeEnvironment environment,
      Supplier<Identity> identity,
      BooleanSupplier realmUnavailable,
      Peers peers,
      AddressBook addresses,
      StreamRegistry streams,
      RequestDispatcher dispatcher) {
    this.config = config;
    this.executor = environment.executor();
    this.timer = environment.loops().group();
    this.host = environment.host();
    this.identity = identity;
    this.realmUnavailable = realmUnavailable;
    this.peers = peers;
    this.addresses = addresses;
    this.streams = streams;
    this.dispatcher = dispatcher;
    this.localDeadlines = new EqualDeadlines(timer, config.callTimeout(), Outbound::notInTime);
  }

  NodeEvent node() {
    return new NodeEvent(config.name(), Optional.ofNullable(identity.get()).map(Identity::id));
  }

  ActrId selfId() {
    return node()
        .id()
        .orElseThrow(
            () ->
                new ActrException(
                    ErrorKind.CONNECTION_NOT_READY,
                    "actor " + config.name() + " is not registered yet"));
  }

  /** Whether peers can be called: where the realm is closed none would answer. */
  private void requireReady() {
    selfId();
    if (realmUnavailable.getAsBoolean()) {
      throw new ActrException(
          ErrorKind.CONNECTION_NOT_READY,
          "the AIS has closed the realm " + config.realm() + " of actor " + config.name());
    }
  }

  boolean isSelf(Dest dest) {
    return dest instanceof Dest.Workload
        || (dest instanceof Dest.Peer peer && node().id().equals(Optional.of(peer.id())));
  }

  Executor executor() {
    return executor;
  }

  ScheduledExecutorService timer() {
    return timer;
  }

  Duration callTimeout() {
    return config.callTimeout();
  }

  Duration tellTimeout() {
    return config.tellTimeout();
  }

  StreamRegistry streams() {
    return streams;
  }

  /** Calls a peer or the host. */
  CompletableFuture<byte[]> call(
      Dest dest, RpcEnvelope envelope, PayloadType lane, Duration timeout, ActorContext caller) {
    if (dest instanceof Dest.Peer peer) {
      requireReady();
      return peers.call(peer.id(), lane, envelope, timeout);
    }
    return host(envelope, caller);
  }

  /** Sends a message to a peer or the host. */
  CompletableFuture<Void> tell(
      Dest dest, RpcEnvelope envelope, PayloadType lane, ActorContext caller) {
    if (dest instanceof Dest.Peer peer) {
      requireReady();
      return peers.tell(peer.id(), lane, envelope, config.tellTimeout());
    }
    return host(envelope, caller).thenApply(response -> null);
  }

  /** Sends a message to the own actor, which nobody learns about any more. */
  void tellSelf(RpcEnvelope envelope, PayloadType lane) {
    dispatcher.submit(Inbound.message(envelope, lane == PayloadType.RPC_SIGNAL));
  }

  /** Calls the own actor. */
  <R> CompletableFuture<R> callSelfAsync(
      RpcEnvelope envelope, PayloadType lane, Function<byte[], R> decoder) {
    Inbound request = toSelf(envelope, lane, config.callTimeout());
    CompletableFuture<R> response = request.response(decoder, executor);
    dispatcher.submit(request);
    localDeadlines.set(request.result());
    return response;
  }

  /**
   * Calls the own actor and waits.
   *
   * @param by what the handler that calls is handling; empty for any other caller
   */
  byte[] callSelf(RpcEnvelope envelope, PayloadType lane, Duration timeout, Optional<Inbound> by) {
    Inbound request = toSelf(envelope, lane, timeout);
    if (by.isEmpty()) {
      dispatcher.submit(request);
      return await(request, timeout);
    }
    if (!dispatcher.submitAwaited(request, by.get())) {
      throw new ActrException(
          ErrorKind.INVALID_ARGUMENT,
          "a handler of actor "
              + config.name()
              + " that waits for "
              + envelope.routeKey()
              + " waits for itself, as the two are not handled at the same time; use callAsync or"
              + " tell");
    }
    try {
      return await(request, timeout);
    } finally {
      dispatcher.resume(by.get());
    }
  }

  /** As {@link NodeContext#join}, for a call whose deadline nobody else keeps. */
  private static byte[] await(Inbound request, Duration timeout) {
    CompletableFuture<byte[]> response = request.result();
    request.awaitBriefly();
    try {
      response.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      response.completeExceptionally(notInTime());
    } catch (ExecutionException | InterruptedException e) {
      // Told below.
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
    }
    return NodeContext.join(response);
  }

  private static ActrException notInTime() {
    return new ActrException(ErrorKind.TIMED_OUT, "no response from the own actor in time");
  }

  private static Inbound toSelf(RpcEnvelope envelope, PayloadType lane, Duration timeout) {
    return Inbound.local(envelope, lane == PayloadType.RPC_SIGNAL, timeout);
  }

  private CompletableFuture<byte[]> host(RpcEnvelope envelope, ActorContext caller) {
    if (host.isEmpty()) {
      throw new ActrException(
          ErrorKind.NOT_IMPLEMENTED,
          "the application has no HostHandler bean for actor " + config.name());
    }
    try {
      return CompletableFuture.completedFuture(host.get().handle(envelope, caller));
    } catch (ActrException e) {
      throw e;
    } catch (Exception e) {
      throw new ActrException(ErrorKind.INTERNAL, "host handler panicked: " + e.getMessage(), e);
    }
  }

  CompletableFuture<ActrId> discover(ActrType type, String fingerprint) {
    requireReady();
    return addresses.discover(type, fingerprint);
  }

  CompletableFuture<Boolean> isLive(ActrId peer) {
    return addresses.isLive(peer);
  }

  CompletableFuture<Void> sendChunk(ActrId peer, DataChunk chunk, PayloadType lane) {
    requireReady();
    return peers.sendChunk(peer, lane, chunk, config.tellTimeout());
  }
}
