package dev.actr;

import java.util.Objects;
import java.util.concurrent.CompletionStage;

/**
 * Where a generated client sends its calls: a fixed destination, or one found when it is needed.
 * Thread-safe. Failures are {@link ActrException}s: thrown, or in the returned stage.
 */
public interface RemoteCaller {

  /**
   * Calls from one actor to one destination.
   *
   * @param context of the actor that calls, not null
   * @param dest not null
   * @return the caller
   */
  static RemoteCaller of(ActorContext context, Dest dest) {
    Objects.requireNonNull(context, "context");
    Objects.requireNonNull(dest, "dest");
    return new RemoteCaller() {
      @Override
      public <Q, R> R call(RpcMethod<Q, R> method, Q request) {
        return context.call(dest, method, request);
      }

      @Override
      public <Q, R> CompletionStage<R> callAsync(RpcMethod<Q, R> method, Q request) {
        return context.callAsync(dest, method, request);
      }

      @Override
      public <Q> void tell(RpcMethod<Q, ?> method, Q message) {
        context.tell(dest, method, message);
      }
    };
  }

  /**
   * Calls a method and waits for its response.
   *
   * @param <Q> the request message
   * @param <R> the response message
   * @param method not null
   * @param request not null
   * @return the response
   * @throws ActrException as {@link ActorContext#call} does
   */
  <Q, R> R call(RpcMethod<Q, R> method, Q request);

  /**
   * As {@link #call}, without waiting.
   *
   * @param <Q> the request message
   * @param <R> the response message
   * @param method not null
   * @param request not null
   * @return the response, or an {@link ActrException}
   */
  <Q, R> CompletionStage<R> callAsync(RpcMethod<Q, R> method, Q request);

  /**
   * Sends a message that has no response.
   *
   * @param <Q> the message
   * @param method not null
   * @param message not null
   * @throws ActrException as {@link ActorContext#tell} does
   */
  <Q> void tell(RpcMethod<Q, ?> method, Q message);
}
