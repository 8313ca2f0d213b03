package dev.actr.quickstart;

import dev.actr.PayloadType;
import dev.actr.RpcMethod;

/** The methods of {@code echo.EchoService}. */
final class EchoMethods {

  static final RpcMethod<EchoRequest, EchoResponse> ECHO =
      new RpcMethod<>(
          "echo.EchoService.Echo",
          PayloadType.RPC_RELIABLE,
          EchoRequest::toByteArray,
          EchoRequest::parseFrom,
          EchoResponse::toByteArray,
          EchoResponse::parseFrom);

  private EchoMethods() {}
}
