package dev.actr.node;

import dev.actr.ActorContext;
import dev.actr.MessageDispatcher;
import dev.actr.PayloadType;
import dev.actr.RpcEnvelope;
import dev.actr.RpcMethod;
import dev.actr.Workload;
import dev.actr.test.echo.EchoRequest;
import dev.actr.test.echo.EchoResponse;

/** A workload with one method, whose behaviour a test gives. */
final class Echo implements Workload {

  static final RpcMethod<EchoRequest, EchoResponse> METHOD = method(PayloadType.RPC_RELIABLE);

  interface Behaviour {
    EchoResponse echo(EchoRequest request, ActorContext context) throws Exception;
  }

  private final Behaviour behaviour;

  Echo(Behaviour behaviour) {
    this.behaviour = behaviour;
  }

  Echo() {
    this((request, context) -> response(request.getMessage()));
  }

  static RpcMethod<EchoRequest, EchoResponse> method(PayloadType lane) {
    return new RpcMethod<>(
        "testing.EchoService.Echo",
        lane,
        EchoRequest::toByteArray,
        EchoRequest::parseFrom,
        EchoResponse::toByteArray,
        EchoResponse::parseFrom);
  }

  static EchoRequest request(String message) {
    return EchoRequest.newBuilder().setMessage(message).build();
  }

  static EchoResponse response(String reply) {
    return EchoResponse.newBuilder().setReply(reply).build();
  }

  @Override
  public MessageDispatcher<Echo> dispatcher() {
    return Echo::route;
  }

  private static byte[] route(Echo self, RpcEnvelope envelope, ActorContext context)
      throws Exception {
    if (!envelope.routeKey().equals(METHOD.routeKey())) {
      throw MessageDispatcher.unknownRoute(envelope.routeKey());
    }
    EchoRequest request = METHOD.decodeRequest(envelope.payload());
    return self.behaviour.echo(request, context).toByteArray();
  }
}
