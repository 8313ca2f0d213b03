package dev.actr.bench;

import dev.actr.ActorContext;
import dev.actr.MessageDispatcher;
import dev.actr.RpcEnvelope;
import dev.actr.test.echo.EchoRequest;
import dev.actr.test.echo.EchoResponse;
import dev.actr.test.echo.EchoServiceDispatcher;
import dev.actr.test.echo.EchoServiceHandler;
import dev.actr.test.echo.EchoServiceMethods;
import java.lang.reflect.Proxy;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.CompilerControl;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Generated routing against a switch somebody might write by hand. */
@State(Scope.Benchmark)
public class DispatchBenchmark {

  private static final String ROUTE = EchoServiceMethods.ECHO.routeKey();

  private final Echo handler = new Echo();
  private final ActorContext context =
      (ActorContext)
          Proxy.newProxyInstance(
              DispatchBenchmark.class.getClassLoader(),
              new Class<?>[] {ActorContext.class},
              (proxy, method, arguments) -> {
                throw new UnsupportedOperationException(method.getName());
              });
  private final RpcEnvelope envelope =
      new RpcEnvelope(
          ROUTE,
          EchoRequest.newBuilder().setMessage("a line of an ordinary length").build().toByteArray(),
          "1",
          Optional.empty(),
          Optional.empty());

  /** As the node calls it. */
  @Benchmark
  public byte[] generated() throws Exception {
    return EchoServiceDispatcher.INSTANCE.dispatch(handler, envelope, context);
  }

  /** The baseline. */
  @Benchmark
  public byte[] byHand() throws Exception {
    return switch (envelope.routeKey()) {
      case "testing.EchoService.Echo" ->
          handler.echo(EchoRequest.parseFrom(envelope.payload()), context).toByteArray();
      default -> throw MessageDispatcher.unknownRoute(envelope.routeKey());
    };
  }

  /** A handler no compiler looks into: on both sides the request and response are real objects. */
  static final class Echo implements EchoServiceHandler {

    @Override
    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    public EchoResponse echo(EchoRequest request, ActorContext context) {
      return EchoResponse.newBuilder().setReply(request.getMessage()).build();
    }
  }
}
