package dev.actr.app;

import dev.actr.ActorContext;
import dev.actr.ActrType;
import dev.actr.Dest;
import dev.actr.MessageDispatcher;
import dev.actr.PayloadType;
import dev.actr.RpcEnvelope;
import dev.actr.RpcMethod;
import dev.actr.Workload;
import dev.actr.test.echo.EchoRequest;
import dev.actr.test.echo.EchoResponse;

/** A workload that answers {@code testing.EchoService}. */
interface EchoHandler extends Workload {

  RpcMethod<EchoRequest, EchoResponse> ECHO =
      new RpcMethod<>(
          "testing.EchoService.Echo",
          PayloadType.RPC_RELIABLE,
          EchoRequest::toByteArray,
          EchoRequest::parseFrom,
          EchoResponse::toByteArray,
          EchoResponse::parseFrom);

  /** Answers a message. */
  String echo(String message, ActorContext context) throws Exception;

  @Override
  default MessageDispatcher<EchoHandler> dispatcher() {
    return EchoHandler::route;
  }

  private static byte[] route(EchoHandler self, RpcEnvelope envelope, ActorContext context)
      throws Exception {
    if (!envelope.routeKey().equals(ECHO.routeKey())) {
      throw MessageDispatcher.unknownRoute(envelope.routeKey());
    }
    String reply = self.echo(ECHO.decodeRequest(envelope.payload()).getMessage(), context);
    return EchoResponse.newBuilder().setReply(reply).build().toByteArray();
  }

  /** Finds an actor of a type and has it answer. */
  static String call(ActorContext caller, String type, String message) {
    Dest peer = Dest.peer(caller.discover(ActrType.parse(type)));
    EchoRequest request = EchoRequest.newBuilder().setMessage(message).build();
    return caller.call(peer, ECHO, request).getReply();
  }
}
