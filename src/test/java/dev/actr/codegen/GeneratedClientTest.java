package dev.actr.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.ActorContext;
import dev.actr.Dest;
import dev.actr.RemoteCaller;
import dev.actr.RpcMethod;
import dev.actr.test.echo.EchoRequest;
import dev.actr.test.echo.EchoResponse;
import dev.actr.test.echo.EchoServiceClient;
import dev.actr.test.echo.EchoServiceMethods;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Code that the build itself generates of {@code src/test/protobuf}. */
class GeneratedClientTest {

  private static final EchoRequest REQUEST = EchoRequest.newBuilder().setMessage("hello").build();
  private static final EchoResponse RESPONSE = EchoResponse.newBuilder().setReply("hi").build();

  private final List<List<Object>> calls = new ArrayList<>();

  private final ActorContext context =
      (ActorContext)
          Proxy.newProxyInstance(
              getClass().getClassLoader(),
              new Class<?>[] {ActorContext.class},
              (proxy, method, arguments) -> {
                List<Object> call = new ArrayList<>(List.of(method.getName()));
                call.addAll(List.of(arguments));
                calls.add(call);
                return switch (method.getName()) {
                  case "call" -> RESPONSE;
                  case "callAsync" -> CompletableFuture.completedFuture(RESPONSE);
                  default -> null;
                };
              });

  @Test
  void callsGoToTheDestinationInTheNameOfTheContext() {
    EchoServiceClient client = new EchoServiceClient(context, Dest.workload());

    assertThat(client.echo(REQUEST)).isSameAs(RESPONSE);
    assertThat(client.echoAsync(REQUEST)).isCompletedWithValue(RESPONSE);
    client.tellEcho(REQUEST);

    assertThat(calls)
        .containsExactly(
            List.of("call", Dest.workload(), EchoServiceMethods.ECHO, REQUEST),
            List.of("callAsync", Dest.workload(), EchoServiceMethods.ECHO, REQUEST),
            List.of("tell", Dest.workload(), EchoServiceMethods.ECHO, REQUEST));
  }

  @Test
  void aCallerMayDecideWhereCallsGo() {
    RemoteCaller caller =
        new RemoteCaller() {
          @Override
          public <Q, R> R call(RpcMethod<Q, R> method, Q request) {
            return method.decodeResponse(RESPONSE.toByteArray());
          }

          @Override
          public <Q, R> CompletionStage<R> callAsync(RpcMethod<Q, R> method, Q request) {
            return CompletableFuture.completedFuture(call(method, request));
          }

          @Override
          public <Q> void tell(RpcMethod<Q, ?> method, Q message) {
            calls.add(List.of(method, message));
          }
        };
    EchoServiceClient client = new EchoServiceClient(caller);

    assertThat(client.echo(REQUEST)).isEqualTo(RESPONSE);
    assertThat(client.echoAsync(REQUEST)).isCompletedWithValue(RESPONSE);
    client.tellEcho(REQUEST);
    assertThat(calls).containsExactly(List.of(EchoServiceMethods.ECHO, REQUEST));
  }

  @Test
  void aClientKnowsTheServiceItWasMadeFor() {
    assertThat(new EchoServiceClient(context, Dest.workload()).service())
        .isEqualTo(EchoServiceMethods.SPEC);
  }
}
