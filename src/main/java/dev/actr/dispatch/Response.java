package dev.actr.dispatch;

import dev.actr.ActrException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * What a call of the application comes to, for the application: decoded, and cancelled together
 * with the call.
 *
 * @param <R> the decoded response
 */
public final class Response<R> {

  private final CompletableFuture<R> future = new CompletableFuture<>();
  private final Function<byte[], R> decoder;

  /**
   * Nothing has come yet.
   *
   * @param call the encoded response; one that is cancelled before its turn is not handled
   * @param decoder may throw an {@link ActrException}
   */
  public Response(CompletableFuture<byte[]> call, Function<byte[], R> decoder) {
    this.decoder = decoder;
    future.whenComplete(
        (done, thrown) -> {
          if (future.isCancelled()) {
            call.cancel(false);
          }
        });
  }

  /** Fails with an {@link ActrException} only, or by being cancelled. */
  public CompletableFuture<R> future() {
    return future;
  }

  /**
   * The call is done; what depends on the response runs on this thread.
   *
   * @param encoded null if it has failed
   * @param thrown null if it has not failed
   */
  public void settle(byte[] encoded, Throwable thrown) {
    try {
      if (thrown != null) {
        throw ActrException.of(thrown);
      }
      future.complete(decoder.apply(encoded));
    } catch (ActrException e) {
      future.completeExceptionally(e);
    }
  }
}
