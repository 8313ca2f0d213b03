package dev.actr;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * What a hook or handler knows of its node and can do with it. Thread-safe; usable after the hook
 * or handler has returned, for as long as the node runs.
 *
 * <p>It can also be injected, and be a parameter of an observer. Then it is that of the hook,
 * observer or handler which the thread is in; anywhere else, and in the signaling hooks of a node
 * that has no identity yet, its methods throw {@link IllegalStateException}.
 *
 * <p>Failures are {@link ActrException}s: thrown, or in the returned stage. Calls and messages fail
 * with {@link ErrorKind#CONNECTION_NOT_READY} before the node's first registration. Stages complete
 * on an executor thread.
 */
public interface ActorContext {

  /** This actor's name and, once registered, identity; never null. */
  NodeEvent node();

  /**
   * This node's identity.
   *
   * @return never null
   * @throws ActrException of kind {@link ErrorKind#CONNECTION_NOT_READY} before the first
   *     registration
   */
  ActrId selfId();

  /** The authenticated node whose request is being handled; empty in hooks and local calls. */
  Optional<ActrId> callerId();

  /** The id of the request being handled; in hooks, an id of its own. Never null. */
  String requestId();

  /**
   * Calls a method and waits for its response, at most {@code actr.call.timeout}.
   *
   * @param <Q> the request message
   * @param <R> the response message
   * @param dest not null
   * @param method not null
   * @param request not null
   * @return the response
   * @throws ActrException as the callee threw it, or if it could not be reached in time; {@link
   *     ErrorKind#INVALID_ARGUMENT} if a handler calls its own actor and would wait for itself
   */
  <Q, R> R call(Dest dest, RpcMethod<Q, R> method, Q request);

  /**
   * As {@link #call(Dest, RpcMethod, Object)}, without waiting.
   *
   * @param <Q> the request message
   * @param <R> the response message
   * @param dest not null
   * @param method not null
   * @param request not null
   * @return the response, or an {@link ActrException}
   */
  <Q, R> CompletionStage<R> callAsync(Dest dest, RpcMethod<Q, R> method, Q request);

  /**
   * Sends a message that has no response. Returns once the message is handed to the transport;
   * nothing tells whether the handler succeeded.
   *
   * @param <Q> the message
   * @param dest not null
   * @param method not null
   * @param message not null
   * @throws ActrException if the message could not be handed over within {@code actr.tell.timeout}
   */
  <Q> void tell(Dest dest, RpcMethod<Q, ?> method, Q message);

  /**
   * Calls a method by its route key.
   *
   * @param dest not null
   * @param routeKey not null
   * @param lane {@link PayloadType#RPC_RELIABLE} or {@link PayloadType#RPC_SIGNAL}
   * @param payload the encoded request, not null
   * @param timeout more than zero
   * @return the encoded response
   * @throws ActrException as {@link #call}; {@link ErrorKind#INVALID_ARGUMENT} for another lane or
   *     a timeout that is not positive
   */
  byte[] callRaw(Dest dest, String routeKey, PayloadType lane, byte[] payload, Duration timeout);

  /**
   * Finds a live node of exactly this type.
   *
   * @param type not null
   * @return the server's first choice, never null
   * @throws ActrException of kind {@link ErrorKind#NOT_FOUND} if there is none, {@link
   *     ErrorKind#UNAVAILABLE} while signaling is away, {@link ErrorKind#TIMED_OUT} if the server
   *     does not answer in time
   */
  ActrId discover(ActrType type);

  /**
   * Takes the chunks that arrive for a stream from now on; replaces an earlier handler.
   *
   * @param streamId not null
   * @param handler not null
   */
  void registerStream(String streamId, StreamHandler handler);

  /**
   * Takes no more chunks of a stream; those already accepted are still delivered.
   *
   * @param streamId not null; an unknown one is ignored
   */
  void unregisterStream(String streamId);

  /**
   * Sends a chunk to the handler registered for its stream at a peer. Returns once the chunk is
   * handed to the transport, which makes senders wait for a slow network.
   *
   * @param dest a peer
   * @param chunk not null
   * @param lane {@link PayloadType#STREAM_RELIABLE} or {@link PayloadType#STREAM_LATENCY_FIRST}
   * @throws ActrException of kind {@link ErrorKind#INVALID_ARGUMENT} for another lane, {@link
   *     ErrorKind#NOT_IMPLEMENTED} for a destination that is not a peer, {@link
   *     ErrorKind#UNAVAILABLE} or {@link ErrorKind#TIMED_OUT} if it could not be handed over
   */
  void sendDataChunk(Dest dest, DataChunk chunk, PayloadType lane);

  /**
   * Logs a message in the actor's name.
   *
   * @param level not null
   * @param message not null
   */
  void log(System.Logger.Level level, String message);
}
