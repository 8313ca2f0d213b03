package dev.actr.codegen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.actr.ActorContext;
import dev.actr.ActrException;
import dev.actr.ConflictKey;
import dev.actr.ConflictKey.FieldType;
import dev.actr.ErrorKind;
import dev.actr.MessageDispatcher;
import dev.actr.PayloadType;
import dev.actr.RpcEnvelope;
import dev.actr.ServiceSpec;
import dev.actr.test.counter.AddRequest;
import dev.actr.test.counter.CounterServiceDispatcher;
import dev.actr.test.counter.CounterServiceHandler;
import dev.actr.test.counter.CounterServiceMethods;
import dev.actr.test.counter.PeekRequest;
import dev.actr.test.counter.Total;
import dev.actr.test.echo.EchoRequest;
import dev.actr.test.echo.EchoResponse;
import dev.actr.test.echo.EchoServiceDispatcher;
import dev.actr.test.echo.EchoServiceHandler;
import dev.actr.test.echo.EchoServiceMethods;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Code that the build itself generates of {@code src/test/protobuf}. */
class GeneratedDispatcherTest {

  private static final byte[] HELLO =
      EchoRequest.newBuilder().setMessage("hello").build().toByteArray();

  /** An actor that serves both. */
  private static final class EchoAndCounter implements EchoServiceHandler, CounterServiceHandler {

    private long total;

    @Override
    public EchoResponse echo(EchoRequest request, ActorContext context) {
      return EchoResponse.newBuilder().setReply(request.getMessage()).build();
    }

    @Override
    public Total add(AddRequest request, ActorContext context) {
      total += request.getAmount();
      return Total.newBuilder().setValue(total).build();
    }

    @Override
    public Total peek(PeekRequest request, ActorContext context) {
      return Total.newBuilder().setValue(total).build();
    }

    @Override
    public MessageDispatcher<EchoAndCounter> dispatcher() {
      return MessageDispatcher.combine(
          EchoServiceDispatcher.INSTANCE, CounterServiceDispatcher.INSTANCE);
    }
  }

  private static RpcEnvelope envelope(String routeKey, byte[] payload) {
    return new RpcEnvelope(routeKey, payload, "request-1", Optional.empty(), Optional.empty());
  }

  private static byte[] dispatch(EchoServiceHandler handler, String routeKey, byte[] payload)
      throws Exception {
    return EchoServiceDispatcher.INSTANCE.dispatch(handler, envelope(routeKey, payload), null);
  }

  @Test
  void aRequestReachesItsMethodAndTheResponseReturns() throws Exception {
    byte[] response = dispatch(new EchoAndCounter(), "testing.EchoService.Echo", HELLO);

    assertThat(EchoResponse.parseFrom(response).getReply()).isEqualTo("hello");
  }

  @Test
  void anUnknownRouteIsNamedInTheFailure() {
    assertThatThrownBy(() -> dispatch(new EchoAndCounter(), "testing.EchoService.echo", HELLO))
        .isInstanceOfSatisfying(
            ActrException.class,
            failure -> {
              assertThat(failure.kind()).isEqualTo(ErrorKind.UNKNOWN_ROUTE);
              assertThat(failure).hasMessage("testing.EchoService.echo");
            });
  }

  @Test
  void bytesThatAreNoRequestDoNotReachTheHandler() {
    EchoServiceHandler handler =
        (request, context) -> {
          throw new AssertionError("called");
        };

    assertThatThrownBy(() -> dispatch(handler, "testing.EchoService.Echo", new byte[] {1}))
        .isInstanceOfSatisfying(
            ActrException.class,
            failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.DECODE_FAILURE));
  }

  @Test
  void aHandlerThatReturnsNullFailsTheCall() {
    assertThatThrownBy(
            () -> dispatch((request, context) -> null, "testing.EchoService.Echo", HELLO))
        .isInstanceOfSatisfying(
            ActrException.class,
            failure -> {
              assertThat(failure.kind()).isEqualTo(ErrorKind.INTERNAL);
              assertThat(failure).hasMessageContaining("testing.EchoService.Echo");
            });
  }

  @Test
  void whatAHandlerThrowsPassesUnchanged() {
    IOException thrown = new IOException("disk");

    assertThatThrownBy(
            () ->
                dispatch(
                    (request, context) -> {
                      throw thrown;
                    },
                    "testing.EchoService.Echo",
                    HELLO))
        .isSameAs(thrown);
  }

  @Test
  void aHandlerBringsItsDispatcher() {
    EchoServiceHandler handler = (request, context) -> EchoResponse.getDefaultInstance();

    assertThat(handler.dispatcher()).isSameAs(EchoServiceDispatcher.INSTANCE);
  }

  @Test
  void methodsCarryRouteLaneAndConflictKey() {
    assertThat(CounterServiceDispatcher.INSTANCE.methods())
        .containsExactly(CounterServiceMethods.ADD, CounterServiceMethods.PEEK);
    assertThat(CounterServiceMethods.ADD.routeKey()).isEqualTo("counter.CounterService.Add");
    assertThat(CounterServiceMethods.ADD.lane()).isEqualTo(PayloadType.RPC_RELIABLE);
    assertThat(CounterServiceMethods.ADD.conflictKey())
        .contains(
            ConflictKey.of(
                "counters", ConflictKey.field(1, FieldType.STRING), ConflictKey.sender()));
    assertThat(CounterServiceMethods.PEEK.lane()).isEqualTo(PayloadType.RPC_SIGNAL);
    assertThat(CounterServiceMethods.PEEK.conflictKey()).isEmpty();
  }

  @Test
  void aCombinedDispatcherRoutesToEach() throws Exception {
    EchoAndCounter actor = new EchoAndCounter();
    AddRequest add = AddRequest.newBuilder().setAmount(5).build();

    byte[] echo =
        actor.dispatcher().dispatch(actor, envelope("testing.EchoService.Echo", HELLO), null);
    byte[] total =
        actor
            .dispatcher()
            .dispatch(actor, envelope("counter.CounterService.Add", add.toByteArray()), null);

    assertThat(EchoResponse.parseFrom(echo).getReply()).isEqualTo("hello");
    assertThat(Total.parseFrom(total).getValue()).isEqualTo(5);
    assertThatThrownBy(() -> actor.dispatcher().dispatch(actor, envelope("Other", HELLO), null))
        .isInstanceOf(ActrException.class)
        .hasMessage("Other");
  }

  @Test
  void aCombinedDispatcherTellsAllMethodsAndServices() {
    MessageDispatcher<?> combined = new EchoAndCounter().dispatcher();

    assertThat(combined.methods())
        .containsExactly(
            EchoServiceMethods.ECHO, CounterServiceMethods.ADD, CounterServiceMethods.PEEK);
    assertThat(combined.services())
        .extracting(ServiceSpec::name)
        .containsExactly("EchoService", "CounterService");
  }

  @Test
  void oneMethodCannotBeRoutedTwice() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                MessageDispatcher.<EchoServiceHandler>combine(
                    EchoServiceDispatcher.INSTANCE, EchoServiceDispatcher.INSTANCE))
        .withMessageContaining("testing.EchoService.Echo");
  }

  @Test
  void aServiceIsPublishedWithItsFiles() {
    ServiceSpec spec = CounterServiceMethods.SPEC;

    assertThat(spec.files()).extracting(ServiceSpec.ProtoFile::name).containsExactly("counter");
    assertThat(spec.files().get(0).content()).contains("rpc Add(.counter.AddRequest)");
    assertThat(spec).isEqualTo(ServiceSpec.of(spec.name(), spec.files()));
    assertThat(spec.fingerprint()).isNotEqualTo(EchoServiceMethods.SPEC.fingerprint());
  }
}
