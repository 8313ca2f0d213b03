package dev.actr.node;

import dev.actr.devserver.DevServer;
import dev.actr.devserver.DevServerBuilder;
import dev.actr.peer.webrtc.WebRtcConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * A server for each test, and its nodes of both kinds, which are stopped after it. A failure names
 * the logs of the Rust nodes.
 */
final class RustLab
    implements BeforeEachCallback, AfterEachCallback, TestExecutionExceptionHandler {

  static final String JAVA = "acme:JavaNode:1.0.0";
  static final String RUST = "acme:RustNode:1.0.0";

  static final WebRtcConfig WEB_RTC =
      new WebRtcConfig(
          List.of(),
          List.of(),
          false,
          Optional.empty(),
          List.of(),
          List.of(),
          false,
          true,
          Set.of(),
          Duration.ZERO);

  private final UnaryOperator<DevServerBuilder> settings;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final List<String> logs = new ArrayList<>();
  private String test;
  private DevServer server;

  RustLab() {
    this(UnaryOperator.identity());
  }

  /** One whose servers have these settings. */
  RustLab(UnaryOperator<DevServerBuilder> settings) {
    this.settings = settings;
  }

  @Override
  public void beforeEach(ExtensionContext context) throws Exception {
    RustRoot.require();
    test =
        context.getRequiredTestClass().getSimpleName()
            + '.'
            + context.getRequiredTestMethod().getName()
            + context.getUniqueId().replaceFirst(".*#(\\d+)]$|.*", "$1");
    server = settings.apply(DevServer.builder().port(0)).start();
    open.push(server);
  }

  DevServer server() {
    return server;
  }

  <T extends AutoCloseable> T closing(T resource) {
    open.push(resource);
    return resource;
  }

  TestNode.Builder java() {
    return java(server.signalingUri());
  }

  TestNode.Builder java(URI signaling) {
    return TestNode.builder(server.aisUri(), signaling)
        .type(JAVA)
        .workload(new RawWorkload())
        .mailboxCapacity(1000)
        .tellTimeout(TestNode.PATIENCE)
        .maxMessage(16 << 20);
  }

  TestNode start(TestNode.Builder node) throws Exception {
    return closing(node.build()).startAndWait();
  }

  /** A Rust node that listens nowhere. */
  RustNode rust() throws Exception {
    return rust(config());
  }

  RustNode rustWithWebSocket() throws Exception {
    return rust(config().webSocketPort(freePort()));
  }

  /** Of a node that listens nowhere. */
  RustConfig config() {
    return RustConfig.of(server.aisUri(), server.signalingUri());
  }

  RustNode rust(RustConfig config) throws Exception {
    String name = test + '-' + (logs.size() + 1) + ".log";
    logs.add(RustRoot.logs().resolve(name).toString());
    return closing(RustNode.start(config.toml(), RUST, RustRoot.logs().resolve(name)));
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    failure.addSuppressed(new AssertionError("logs of the Rust nodes: " + logs));
    throw failure;
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    while (!open.isEmpty()) {
      open.pop().close();
    }
  }
}
