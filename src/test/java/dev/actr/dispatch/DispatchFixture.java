package dev.actr.dispatch;

import com.google.protobuf.ByteString;
import dev.actr.ActorContext;
import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.ErrorCategory;
import dev.actr.PayloadType;
import dev.actr.RpcEnvelope;
import dev.actr.RpcMethod;
import dev.actr.mailbox.Mailbox;
import dev.actr.wire.proto.PackageProtos;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** A dispatcher whose tasks wait until the test runs them. */
final class DispatchFixture implements AutoCloseable {

  static final ActrId FRIEND = ActrId.parse("1@1001/acme:Friend:1.0.0");
  static final ActrId OTHER_FRIEND = ActrId.parse("3@1001/acme:Friend:1.0.0");
  static final ActrId STRANGER = ActrId.parse("2@1001/acme:Stranger:1.0.0");
  static final DispatchConfig CONFIG = new DispatchConfig(8, 256, 100, 100, false);

  /** A handler that threw. */
  record Failure(ErrorCategory category, ActrException source) {}

  final Queue<Runnable> tasks = new ArrayDeque<>();
  final List<String> handled = new ArrayList<>();
  final List<Failure> failures = new ArrayList<>();
  final List<Integer> backlogs = new ArrayList<>();
  final List<String> scopes = new ArrayList<>();
  Handler behaviour = (envelope, context) -> envelope.payload();
  final RequestDispatcher dispatcher;

  private final Mailbox mailbox;
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

  DispatchFixture(DispatchConfig config, Mailbox mailbox, RpcMethod<?, ?>... methods) {
    this.mailbox = mailbox;
    InvocationScope scope =
        new InvocationScope() {
          @Override
          public <T> T call(ActorContext context, Callable<T> body) throws Exception {
            scopes.add("begin");
            try {
              return body.call();
            } finally {
              scopes.add("end");
            }
          }
        };
    dispatcher =
        new RequestDispatcher(
            new RequestDispatcher.Actor(
                "echo", this::handle, List.of(methods), scope, inbound -> null),
            config,
            tasks::add,
            timer,
            caller -> !STRANGER.equals(caller),
            new DispatchEvents() {
              @Override
              public void handlerFailed(ErrorCategory category, ActrException failure) {
                failures.add(new Failure(category, failure));
              }

              @Override
              public void backpressure(int waiting) {
                backlogs.add(waiting);
              }
            });
  }

  private byte[] handle(RpcEnvelope envelope, ActorContext context) throws Exception {
    handled.add(envelope.requestId());
    return behaviour.handle(envelope, context);
  }

  DispatchFixture open() {
    dispatcher.open(mailbox);
    return this;
  }

  void runAll() {
    while (!tasks.isEmpty()) {
      tasks.remove().run();
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  static Inbound local(String id) {
    return local(id, false, Duration.ZERO);
  }

  static Inbound local(String id, boolean high, Duration timeout) {
    return Inbound.local(
        new RpcEnvelope("a.B.C", new byte[] {7}, id, Optional.empty(), Optional.empty()),
        high,
        timeout);
  }

  /** A request of a peer, which knows its answers. */
  static final class FromPeer implements RemoteRequest {

    final List<byte[]> responses = new ArrayList<>();
    final List<ActrException> failures = new ArrayList<>();
    private final ActrId caller;
    private final String id;
    private final PayloadType lane;
    private final boolean answered;
    private long timeout;
    private byte[] encoded;

    private FromPeer(ActrId caller, String id, PayloadType lane, boolean answered) {
      this.caller = caller;
      this.id = id;
      this.lane = lane;
      this.answered = answered;
      this.encoded =
          PackageProtos.RpcEnvelope.newBuilder()
              .setRouteKey("a.B.C")
              .setRequestId(id)
              .setTimeoutMs(0)
              .setPayload(ByteString.copyFrom(new byte[] {7}))
              .build()
              .toByteArray();
    }

    static FromPeer request(String id) {
      return new FromPeer(FRIEND, id, PayloadType.RPC_RELIABLE, true);
    }

    static FromPeer request(ActrId caller, String id) {
      return new FromPeer(caller, id, PayloadType.RPC_RELIABLE, true);
    }

    static FromPeer signal(String id) {
      return new FromPeer(FRIEND, id, PayloadType.RPC_SIGNAL, true);
    }

    static FromPeer tell(String id) {
      return new FromPeer(FRIEND, id, PayloadType.RPC_RELIABLE, false);
    }

    FromPeer timeout(long millis) {
      timeout = millis;
      return this;
    }

    FromPeer encoded(byte[] bytes) {
      encoded = bytes;
      return this;
    }

    boolean hasAnswer() {
      return !responses.isEmpty() || !failures.isEmpty();
    }

    @Override
    public ActrId caller() {
      return caller;
    }

    @Override
    public String requestId() {
      return id;
    }

    @Override
    public boolean isAnswered() {
      return answered;
    }

    @Override
    public boolean isHighPriority() {
      return lane == PayloadType.RPC_SIGNAL;
    }

    @Override
    public long timeoutMillis() {
      return timeout;
    }

    @Override
    public byte[] encoded() {
      return encoded;
    }

    @Override
    public void succeed(byte[] response) {
      responses.add(response);
    }

    @Override
    public void fail(ActrException failure) {
      failures.add(failure);
    }
  }
}
