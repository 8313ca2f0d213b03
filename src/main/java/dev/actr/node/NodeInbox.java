package dev.actr.node;

import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.DataChunk;
import dev.actr.ErrorCategory;
import dev.actr.PayloadType;
import dev.actr.dispatch.DispatchEvents;
import dev.actr.dispatch.RemoteRequest;
import dev.actr.dispatch.RequestDispatcher;
import dev.actr.peer.Inbox;
import dev.actr.peer.IncomingRequest;
import dev.actr.stream.StreamRegistry;
import java.util.concurrent.CompletionStage;

/**
 * Takes what peers ask of a node to dispatch and streams.
 *
 * @param dispatcher handles requests
 * @param streams take chunks
 * @param events learn of responses that cannot be sent
 */
record NodeInbox(RequestDispatcher dispatcher, StreamRegistry streams, DispatchEvents events)
    implements Inbox {

  @Override
  public CompletionStage<Void> request(IncomingRequest request) {
    return dispatcher.receive(new FromPeer(request));
  }

  @Override
  public CompletionStage<Void> chunk(ActrId sender, PayloadType lane, DataChunk chunk) {
    return streams.accept(sender, lane, chunk);
  }

  @Override
  public void responseTooLong(ActrException failure) {
    events.handlerFailed(ErrorCategory.HANDLER_ERROR, failure);
  }

  private record FromPeer(IncomingRequest request) implements RemoteRequest {

    @Override
    public ActrId caller() {
      return request.caller();
    }

    @Override
    public String requestId() {
      return request.requestId();
    }

    @Override
    public boolean isAnswered() {
      return request.isAnswered();
    }

    @Override
    public boolean isHighPriority() {
      return request.lane() == PayloadType.RPC_SIGNAL;
    }

    @Override
    public long timeoutMillis() {
      return request.timeoutMillis();
    }

    @Override
    public byte[] encoded() {
      return request.encoded();
    }

    @Override
    public void succeed(byte[] response) {
      request.succeed(response);
    }

    @Override
    public void fail(ActrException failure) {
      request.fail(failure);
    }
  }
}
