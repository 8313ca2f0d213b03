package dev.actr.node;

import com.google.protobuf.BytesValue;
import dev.actr.ActorContext;
import dev.actr.ActrType;
import dev.actr.Dest;
import dev.actr.MessageDispatcher;
import dev.actr.PayloadType;
import dev.actr.RpcMethod;
import dev.actr.Workload;
import dev.actr.devserver.DevServer;
import java.util.concurrent.CompletableFuture;

/** Two nodes of this library, with a peer WebSocket between them. */
final class ActrRoundTrip implements RoundTrip {

  static final RpcMethod<BytesValue, BytesValue> METHOD =
      new RpcMethod<>(
          "bench.Echo.Echo",
          PayloadType.RPC_RELIABLE,
          BytesValue::toByteArray,
          BytesValue::parseFrom,
          BytesValue::toByteArray,
          BytesValue::parseFrom);

  private final DevServer server = DevServer.builder().port(0).start();
  private final TestNode callee = node("acme:Callee:1.0.0", new Echo()).startAndWait();
  private final TestNode caller = node("acme:Caller:1.0.0", MessageDispatcher::none).startAndWait();
  private final ActorContext context = caller.context();
  private final Dest dest = Dest.peer(context.discover(ActrType.parse("acme:Callee:1.0.0")));

  ActrRoundTrip() throws Exception {
    call(BytesValue.getDefaultInstance());
  }

  private TestNode node(String type, Workload workload) {
    return TestNode.builder(server.aisUri(), server.signalingUri())
        .type(type)
        .workload(workload)
        .build();
  }

  @Override
  public BytesValue call(BytesValue request) {
    return context.call(dest, METHOD, request);
  }

  @Override
  public CompletableFuture<BytesValue> callAsync(BytesValue request) {
    return context.callAsync(dest, METHOD, request).toCompletableFuture();
  }

  @Override
  public void close() {
    caller.close();
    callee.close();
    server.close();
  }

  /** Answers with what it was asked. */
  static final class Echo implements Workload {

    @Override
    public MessageDispatcher<Echo> dispatcher() {
      return (workload, envelope, context) ->
          METHOD.encodeResponse(METHOD.decodeRequest(envelope.payload()));
    }
  }
}
