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
import dev.actr.identity.Acl;
import java.util.Optional;
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

  static final ActrType CALLER = ActrType.parse("acme:Caller:1.0.0");

  private static final ActrType CALLEE = ActrType.parse("acme:Callee:1.0.0");

  private final DevServer server = DevServer.builder().port(0).start();
  private final TestNode callee;
  private final TestNode caller;
  private final ActorContext context;
  private final Dest dest;

  /** Between nodes without access rules. */
  ActrRoundTrip() throws Exception {
    this(Optional.empty());
  }

  /** With rules of the callee. */
  ActrRoundTrip(Optional<Acl> rules) throws Exception {
    TestNode.Builder guarded = node(CALLEE, new Echo());
    rules.ifPresent(guarded::acl);
    callee = guarded.build().startAndWait();
    caller = node(CALLER, MessageDispatcher::none).build().startAndWait();
    context = caller.context();
    dest = Dest.peer(context.discover(CALLEE));
    call(BytesValue.getDefaultInstance());
  }

  private TestNode.Builder node(ActrType type, Workload workload) {
    return TestNode.builder(server.aisUri(), server.signalingUri())
        .type(type.toString())
        .workload(workload);
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
