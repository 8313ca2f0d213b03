package dev.actr.node;

import dev.actr.devserver.DevServer;
import dev.actr.devserver.DevServerBuilder;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A development server for each test, on a free port, and the nodes that use it. */
final class NodeServer implements BeforeEachCallback, AfterEachCallback {

  private DevServer server;

  @Override
  public void beforeEach(ExtensionContext context) throws Exception {
    server = DevServer.builder().port(0).start();
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

  void restart(UnaryOperator<DevServerBuilder> settings) throws Exception {
    server.close();
    server = settings.apply(DevServer.builder().port(server.port())).start();
  }
}
