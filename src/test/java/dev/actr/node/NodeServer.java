package dev.actr.node;

import dev.actr.devserver.DevServer;
import dev.actr.devserver.DevServerBuilder;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A development server for each test, on a free port, and the nodes that use it. */
final class NodeServer implements BeforeEachCallback, AfterEachCallback {

  private final UnaryOperator<DevServerBuilder> settings;
  private DevServer server;

  NodeServer() {
    this(UnaryOperator.identity());
  }

  NodeServer(UnaryOperator<DevServerBuilder> settings) {
    this.settings = settings;
  }

  @Override
  public void beforeEach(ExtensionContext context) throws Exception {
    server = settings.apply(DevServer.builder()).port(0).start();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    server.close();
  }

  DevServer get() {
    return server;
  }

  TestNode.Builder node() {
    return TestNode.builder(server.aisUri(), server.signalingUri());
  }

  /** A node that calls others and takes no connections, ready. */
  TestNode caller() throws Exception {
    return node().type("acme:Caller:1.0.0").withoutListener().build().startAndWait();
  }

  /** Does nothing if it is stopped. */
  void stop() {
    server.close();
  }

  /** Another server, on the same port, which knows nothing of the nodes of the first. */
  void restart() throws Exception {
    restart(UnaryOperator.identity());
  }

  /** As {@link #restart()}, with more settings. */
  void restart(UnaryOperator<DevServerBuilder> more) throws Exception {
    server.close();
    server = more.apply(settings.apply(DevServer.builder())).port(server.port()).start();
  }
}
