package dev.actr.node;

import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.DataChunk;
import dev.actr.PayloadType;
import dev.actr.dispatch.DedupWindow;
import dev.actr.dispatch.Inbound;
import dev.actr.dispatch.RequestDispatcher;
import dev.actr.peer.Inbox;
import dev.actr.peer.IncomingRequest;
import dev.actr.stream.StreamRegistry;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Takes what peers ask of a node to dispatch and streams.
 *
 * @param dedup knows requests that are sent again
 * @param dispatcher handles requests
 * @param streams take chunks
 * @param outbound what handlers call others with
 */
record NodeInbox(
    DedupWindow dedup,
    RequestDispatcher dispatcher,
    StreamRegistry streams,
    Supplier<Outbound> outbound)
    implements Inbox {

  @Override
  public CompletionStage<Void> request(IncomingRequest request) {
    Inbound inbound =
        new Inbound(
            Optional.of(request.caller()),
            request::envelope,
            request.lane() == PayloadType.RPC_SIGNAL,
            request.timeoutMillis(),
            (handling, envelope) -> new NodeContext(outbound.get(), handling, envelope));
    Optional<CompletableFuture<byte[]>> earlier =
        dedup.register(request.caller(), request.requestId(), inbound.result());
    answer(request, earlier.orElse(inbound.result()));
    return earlier.isPresent()
        ? CompletableFuture.completedFuture(null)
        : dispatcher.submit(inbound);
  }

  private static void answer(IncomingRequest request, CompletableFuture<byte[]> result) {
    result.whenComplete(
        (response, failure) -> {
          if (failure == null) {
            request.succeed(response);
          } else {
            request.fail(ActrException.of(failure));
          }
        });
  }

  @Override
  public CompletionStage<Void> chunk(ActrId sender, PayloadType lane, DataChunk chunk) {
    return streams.accept(sender, lane, chunk);
  }
}
