package dev.actr.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.actr.ActorContext;
import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.ActrType;
import dev.actr.Dest;
import dev.actr.ErrorEvent;
import dev.actr.HostHandler;
import dev.actr.PayloadType;
import dev.actr.Realm;
import dev.actr.Workload;
import dev.actr.dispatch.DispatchConfig;
import dev.actr.dispatch.InvocationScope;
import dev.actr.identity.Acl;
import dev.actr.identity.HttpSender;
import dev.actr.identity.SignedPackage;
import dev.actr.mailbox.InMemoryMailbox;
import dev.actr.mailbox.Mailbox;
import dev.actr.mailbox.MailboxLimits;
import dev.actr.net.IoLoops;
import dev.actr.net.tls.Tls;
import dev.actr.peer.PeerLimits;
import dev.actr.peer.webrtc.WebRtcConfig;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** A node without a container, whose hooks a test can see. */
final class TestNode implements AutoCloseable {

  static final Duration PATIENCE = Duration.ofSeconds(20);

  final List<RecordedHook> hooks = new CopyOnWriteArrayList<>();
  final ActorNode node;

  private final ExecutorService executor = Executors.newCachedThreadPool();
  private final IoLoops loops = new IoLoops();

  private TestNode(Builder builder) {
    HookDelivery delivery =
        event -> {
          hooks.add(RecordedHook.of(event));
          builder.onHook.deliver(event);
        };
    InvocationScope scope =
        new InvocationScope() {
          @Override
          public <T> T call(ActorContext context, Callable<T> body) throws Exception {
            return body.call();
          }
        };
    node =
        new ActorNode(
            builder.config(),
            builder.workload,
            new NodeEnvironment(
                executor,
                loops,
                builder.http(executor),
                builder.tls,
                scope,
                delivery,
                builder.mailbox,
                builder.host));
  }

  static Builder builder(URI ais, URI signaling) {
    return new Builder(ais, signaling);
  }

  TestNode start() {
    node.start();
    return this;
  }

  /** Starts the node and waits until it is ready. */
  TestNode startAndWait() throws Exception {
    node.start().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    return this;
  }

  Throwable failureOfStart() throws Exception {
    try {
      node.start().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      return e.getCause() instanceof CompletionException c ? c.getCause() : e.getCause();
    }
    throw new AssertionError("the node has started");
  }

  ActrId id() {
    return node.node().id().orElseThrow();
  }

  ActorContext context() {
    return node.context();
  }

  /** What a call fails with. */
  static ActrException failure(ThrowingCallable call) {
    return catchThrowableOfType(ActrException.class, call);
  }

  /** What an {@link Echo} replies. */
  String echo(Dest dest, String message) {
    return context().call(dest, Echo.METHOD, Echo.request(message)).getReply();
  }

  /** What an {@link Echo} replies to bytes that need not be a request. */
  byte[] callRaw(Dest dest, byte[] request, Duration timeout) {
    return context()
        .callRaw(dest, Echo.METHOD.routeKey(), PayloadType.RPC_RELIABLE, request, timeout);
  }

  List<Hook> hookNames() {
    return hooks.stream().map(RecordedHook::hook).toList();
  }

  List<ErrorEvent> errors() {
    return hooks.stream().flatMap(h -> h.payload(ErrorEvent.class).stream()).toList();
  }

  void awaitState(NodeState state) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(node.state()).isEqualTo(state));
  }

  void awaitHooks(Consumer<List<Hook>> condition) {
    await().atMost(PATIENCE).untilAsserted(() -> condition.accept(hookNames()));
  }

  void stop() {
    node.stop().toCompletableFuture().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    stop();
    executor.shutdownNow();
    loops.close();
  }

  static final class Builder {

    private final URI ais;
    private final URI signaling;
    private String name = "echo";
    private ActrType type = ActrType.parse("acme:Echo:1.0.0");
    private Workload workload = new Echo();
    private Optional<NodeConfig.Listener> listener =
        Optional.of(new NodeConfig.Listener("127.0.0.1", 0, "127.0.0.1"));
    private Optional<WebRtcConfig> webRtc = Optional.empty();
    private Optional<String> secret = Optional.empty();
    private Optional<Acl> acl = Optional.empty();
    private Optional<SignedPackage> signedPackage = Optional.empty();
    private Optional<HostHandler> host = Optional.empty();
    private Duration callTimeout = Duration.ofSeconds(10);
    private Duration shutdownTimeout = Duration.ofSeconds(5);
    private Duration tellTimeout = Duration.ofSeconds(5);
    private DispatchConfig dispatch = new DispatchConfig(8, 256, 100, 1024, false);
    private Callable<Mailbox> mailbox = () -> new InMemoryMailbox("echo", MailboxLimits.DEFAULT);
    private int maxMessage = 16 * 1024 * 1024;
    private Duration expiryWarning = Duration.ofMinutes(5);
    private PeerLimits limits = PeerLimits.DEFAULT;
    private Tls tls = Tls.jvmDefault();
    private HookDelivery onHook = event -> {};

    private Builder(URI ais, URI signaling) {
      this.ais = ais;
      this.signaling = signaling;
    }

    /** An actor of this type, named like it. */
    Builder type(String type) {
      this.type = ActrType.parse(type);
      this.name = this.type.name();
      return this;
    }

    Builder workload(Workload workload) {
      this.workload = workload;
      return this;
    }

    Builder echo(Echo.Behaviour behaviour) {
      return workload(new Echo(behaviour));
    }

    Builder port(int port) {
      listener = Optional.of(new NodeConfig.Listener("127.0.0.1", port, "127.0.0.1"));
      return this;
    }

    Builder withoutListener() {
      listener = Optional.empty();
      return this;
    }

    Builder secret(String secret) {
      this.secret = Optional.of(secret);
      return this;
    }

    Builder acl(Acl acl) {
      this.acl = Optional.of(acl);
      return this;
    }

    /** An actor of the package's type, named like it. */
    Builder signedPackage(SignedPackage signed) {
      this.signedPackage = Optional.of(signed);
      return type(signed.type().toString());
    }

    Builder host(HostHandler host) {
      this.host = Optional.of(host);
      return this;
    }

    Builder callTimeout(Duration timeout) {
      this.callTimeout = timeout;
      return this;
    }

    Builder shutdownTimeout(Duration timeout) {
      this.shutdownTimeout = timeout;
      return this;
    }

    Builder tellTimeout(Duration timeout) {
      this.tellTimeout = timeout;
      return this;
    }

    Builder mailboxCapacity(int requests) {
      return dispatch(new DispatchConfig(8, 256, requests, 1024, false));
    }

    Builder dispatch(DispatchConfig config) {
      this.dispatch = config;
      return this;
    }

    Builder mailbox(Callable<Mailbox> mailbox) {
      this.mailbox = mailbox;
      return this;
    }

    Builder maxMessage(int bytes) {
      this.maxMessage = bytes;
      return this;
    }

    Builder expiryWarning(Duration warning) {
      this.expiryWarning = warning;
      return this;
    }

    Builder limits(PeerLimits limits) {
      this.limits = limits;
      return this;
    }

    Builder tls(Tls tls) {
      this.tls = tls;
      return this;
    }

    private HttpSender http(Executor executor) {
      return tls.secure(HttpClient.newBuilder().executor(executor)).build()::sendAsync;
    }

    Builder webRtc(WebRtcConfig config) {
      this.webRtc = Optional.of(config);
      return this;
    }

    Builder onHook(HookDelivery delivery) {
      this.onHook = delivery;
      return this;
    }

    TestNode build() {
      return new TestNode(this);
    }

    NodeConfig config() {
      return new NodeConfig(
          name,
          type,
          new Realm(1001),
          secret,
          ais,
          signaling,
          listener,
          webRtc,
          callTimeout,
          tellTimeout,
          shutdownTimeout,
          Duration.ofMillis(50),
          Duration.ofMillis(200),
          dispatch,
          maxMessage,
          limits,
          acl,
          expiryWarning,
          signedPackage);
    }
  }
}
