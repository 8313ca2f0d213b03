package dev.actr.node;

import dev.actr.ActrException;
import dev.actr.ErrorKind;
import dev.actr.PayloadType;
import dev.actr.dispatch.Inbound;
import dev.actr.dispatch.RequestDispatcher;
import dev.actr.peer.PeerLink;
import dev.actr.peer.PeerReceiver;
import dev.actr.peer.Peers;
import dev.actr.stream.StreamRegistry;
import dev.actr.wire.Envelopes;
import dev.actr.wire.ProtoValues;
import dev.actr.wire.proto.PackageProtos;
import dev.actr.wire.proto.PackageProtos.Direction;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Takes what arrives from peers to dispatch, streams and waiting calls. */
final class NodeReceiver implements PeerReceiver {

  private final RequestDispatcher dispatcher;
  private final StreamRegistry streams;
  private Peers peers;
  private Outbound outbound;

  NodeReceiver(RequestDispatcher dispatcher, StreamRegistry streams) {
    this.dispatcher = dispatcher;
    this.streams = streams;
  }

  /** Closes the circle: responses go where requests come from. Before the first connection. */
  void connect(Peers peers, Outbound outbound) {
    this.peers = peers;
    this.outbound = outbound;
  }

  @Override
  public CompletionStage<Void> request(
      PeerLink link, PayloadType lane, PackageProtos.RpcEnvelope envelope) {
    Inbound request =
        new Inbound(
            Optional.of(link.peer()),
            () -> Envelopes.fromProto(envelope),
            lane == PayloadType.RPC_SIGNAL,
            envelope.getTimeoutMs(),
            (inbound, decoded) -> new NodeContext(outbound, inbound, decoded));
    if (envelope.getDirection() == Direction.DIRECTION_REQUEST) {
      request
          .result()
          .whenComplete(
              (response, failure) ->
                  respond(
                      link,
                      envelope,
                      failure == null
                          ? Envelopes.response(envelope, response)
                          : Envelopes.response(envelope, reason(failure))));
    }
    return dispatcher.submit(request);
  }

  private void respond(
      PeerLink link, PackageProtos.RpcEnvelope request, PackageProtos.RpcEnvelope response) {
    peers
        .respond(link, response)
        .whenComplete(
            (sent, failure) -> {
              if (failure == null) {
                return;
              }
              ActrException reason = reason(failure);
              if (reason.kind() == ErrorKind.INVALID_ARGUMENT && response.hasPayload()) {
                // Too large to send: the caller had better know than wait.
                peers.respond(link, Envelopes.response(request, reason));
              } else {
                NodeLog.LOG.notAnswered(link.peer(), request.getRequestId(), reason.getMessage());
              }
            });
  }

  private static ActrException reason(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof ActrException e
        ? e
        : new ActrException(ErrorKind.INTERNAL, "unexpected: " + cause, cause);
  }

  @Override
  public void response(PeerLink link, PackageProtos.RpcEnvelope envelope) {
    peers.response(link, envelope);
  }

  @Override
  public CompletionStage<Void> chunk(
      PeerLink link, PayloadType lane, PackageProtos.DataChunk chunk) {
    return streams.accept(link.peer(), lane, ProtoValues.fromProto(chunk));
  }

  @Override
  public void accepted(PeerLink link) {
    peers.accepted(link);
  }

  @Override
  public void closed(PeerLink link) {
    peers.disconnected(link);
  }
}
