package dev.actr.node;

import com.google.protobuf.BytesValue;
import dev.actr.ActorContext;
import dev.actr.Dest;
import dev.actr.MessageDispatcher;
import dev.actr.PayloadType;
import dev.actr.RpcMethod;
import dev.actr.Workload;
import dev.actr.devserver.DevServer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Calls and messages from within a process: to the own actor, whose handler gets the bytes of a
 * request and gives those of a response, and to an actor of Pekko, which gets and gives objects.
 */
@State(Scope.Benchmark)
public class LocalCallBenchmark {

  private static final int MANY = 256;
  private static final BytesValue REQUEST = RoundTrip.payload(32);

  /** The baseline is pekko. */
  @Param({"actr", "pekko"})
  public String stack;

  private Local local;

  /** An actor, and who calls it. */
  private interface Local extends AutoCloseable {
    BytesValue call(BytesValue request) throws Exception;

    CompletionStage<BytesValue> callAsync(BytesValue request);

    void tell(BytesValue message);

    /** Released whenever so many messages more are handled. */
    Semaphore handled();

    @Override
    void close();
  }

  /** Starts one. */
  @Setup
  public void setUp() throws Exception {
    local =
        switch (stack) {
          case "actr" -> new OwnActor();
          case "pekko" -> new PekkoActor();
          default -> throw new IllegalArgumentException(stack);
        };
  }

  /** Ends it. */
  @TearDown
  public void tearDown() {
    local.close();
  }

  /** One at a time: the caller waits. */
  @Benchmark
  public BytesValue ask() throws Exception {
    return local.call(REQUEST);
  }

  /** Many at a time. */
  @Benchmark
  @OperationsPerInvocation(MANY)
  public void askMany() {
    CompletableFuture<?>[] asked = new CompletableFuture<?>[MANY];
    for (int i = 0; i < MANY; i++) {
      asked[i] = local.callAsync(REQUEST).toCompletableFuture();
    }
    CompletableFuture.allOf(asked).join();
  }

  /** Many messages, until all are handled. */
  @Benchmark
  @OperationsPerInvocation(MANY)
  public void tell() throws Exception {
    for (int i = 0; i < MANY; i++) {
      local.tell(REQUEST);
    }
    local.handled().acquire();
  }

  /** Messages that one actor has handled, one at a time. */
  private static final class Taken {

    private final Semaphore handled = new Semaphore(0);
    private long count;

    void add() {
      if (++count % MANY == 0) {
        handled.release();
      }
    }
  }

  private static final class OwnActor implements Local {

    private static final RpcMethod<BytesValue, BytesValue> ECHO = method("bench.Echo.Echo");
    private static final RpcMethod<BytesValue, BytesValue> TAKE = method("bench.Echo.Take");

    private final DevServer server = DevServer.builder().port(0).start();
    private final Handling handling = new Handling();
    private final TestNode node =
        TestNode.builder(server.aisUri(), server.signalingUri())
            .type("acme:Local:1.0.0")
            .workload(handling)
            .build()
            .startAndWait();
    private final ActorContext context = node.context();

    OwnActor() throws Exception {}

    private static RpcMethod<BytesValue, BytesValue> method(String routeKey) {
      return new RpcMethod<>(
          routeKey,
          PayloadType.RPC_RELIABLE,
          BytesValue::toByteArray,
          BytesValue::parseFrom,
          BytesValue::toByteArray,
          BytesValue::parseFrom);
    }

    @Override
    public BytesValue call(BytesValue request) {
      return context.call(Dest.workload(), ECHO, request);
    }

    @Override
    public CompletionStage<BytesValue> callAsync(BytesValue request) {
      return context.callAsync(Dest.workload(), ECHO, request);
    }

    @Override
    public void tell(BytesValue message) {
      context.tell(Dest.workload(), TAKE, message);
    }

    @Override
    public Semaphore handled() {
      return handling.taken.handled;
    }

    @Override
    public void close() {
      node.close();
      server.close();
    }

    private static final class Handling implements Workload {

      private final Taken taken = new Taken();

      @Override
      public MessageDispatcher<Handling> dispatcher() {
        return (workload, envelope, context) -> {
          BytesValue request = ECHO.decodeRequest(envelope.payload());
          if (envelope.routeKey().equals(TAKE.routeKey())) {
            workload.taken.add();
          }
          return ECHO.encodeResponse(request);
        };
      }
    }
  }

  private static final class PekkoActor implements Local {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private interface Message {}

    private record Ask(BytesValue request, ActorRef<BytesValue> from) implements Message {}

    private record Tell(BytesValue message) implements Message {}

    private final Taken taken = new Taken();

    private final ActorSystem<Message> system =
        ActorSystem.create(
            Behaviors.receive(Message.class)
                .onMessage(
                    Ask.class,
                    ask -> {
                      ask.from().tell(ask.request());
                      return Behaviors.same();
                    })
                .onMessage(
                    Tell.class,
                    tell -> {
                      taken.add();
                      return Behaviors.same();
                    })
                .build(),
            "bench");

    @Override
    public BytesValue call(BytesValue request) throws Exception {
      return callAsync(request).toCompletableFuture().get();
    }

    @Override
    public CompletionStage<BytesValue> callAsync(BytesValue request) {
      return AskPattern.<Message, BytesValue>ask(
          system, from -> new Ask(request, from), TIMEOUT, system.scheduler());
    }

    @Override
    public void tell(BytesValue message) {
      system.tell(new Tell(message));
    }

    @Override
    public Semaphore handled() {
      return taken.handled;
    }

    @Override
    public void close() {
      system.terminate();
    }
  }
}
