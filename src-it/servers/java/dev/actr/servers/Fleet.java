package dev.actr.servers;

import static org.awaitility.Awaitility.await;

import dev.actr.cdi.TestContainer;
import dev.actr.devserver.DevServer;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** All runtimes, the AIS and signaling server they share, and the tests' own actor. */
final class Fleet implements AutoCloseable {

  private static final String REALM = "1001";

  /** The spare actor's, which has one of its own. */
  static final String SPARE_REALM = "2002";

  private static final String PLAIN_MAIN = "dev.actr.scenario.Main";

  private final List<TestServer> servers = all().filter(Fleet::isWanted).toList();
  private final int port;
  private DevServer devServer;
  private TestContainer tests;

  Fleet() throws IOException {
    port = Folders.freePorts(1).get(0);
  }

  /** Those this Java version can run; a new runtime is a line here. */
  private static Stream<TestServer> all() {
    Stream<TestServer> java17 =
        Stream.of(
            new PlainJava("Weld SE", version("weld"), "weld-se", PLAIN_MAIN),
            new PlainJava(
                "OpenWebBeans SE", version("openwebbeans"), "openwebbeans-se", PLAIN_MAIN),
            new Liberty(),
            new WildFly(),
            new Quarkus(),
            new PayaraMicro());
    Stream<TestServer> java21 =
        Stream.of(
            new PlainJava(
                "Helidon MP", version("helidon"), "helidon", "io.helidon.microprofile.cdi.Main"));
    return Runtime.version().feature() < 21 ? java17 : Stream.concat(java17, java21);
  }

  private static String version(String runtime) {
    return System.getProperty(runtime + ".version");
  }

  /** {@code -Dservers=liberty,weld} leaves the others out. */
  private static boolean isWanted(TestServer server) {
    String wanted = System.getProperty("servers", "");
    return wanted.isBlank()
        || Arrays.stream(wanted.split(","))
            .anyMatch(w -> server.name().toLowerCase(Locale.ROOT).contains(w));
  }

  List<TestServer> servers() {
    return servers;
  }

  /** Starts a server. Its configuration comes from as many places as there are. */
  void start(TestServer server) throws Exception {
    start(server, Map.of(), Map.of(), folder -> {});
  }

  /**
   * As above, with more of it.
   *
   * @param more system properties
   * @param moreEnvironment environment variables
   * @param change to the server's files
   */
  void start(
      TestServer server,
      Map<String, String> more,
      Map<String, String> moreEnvironment,
      TestServer.Change change)
      throws Exception {
    Map<String, String> properties = new HashMap<>();
    properties.put("actr.ais.url", "http://127.0.0.1:" + port + "/ais");
    properties.put("actr.data-dir", server.folder().resolve("mailboxes").toString());
    if (!server.can(TestServer.Ability.CONFIGURED_REALM)) {
      properties.put("actr.realm.id", REALM);
    }
    properties.putAll(more);
    Map<String, String> environment = new HashMap<>(moreEnvironment);
    environment.put("ACTR_SIGNALING_URL", "ws://127.0.0.1:" + port + "/signaling/ws");
    environment.put("ACTR_ACTORS_SPARE_REALM_ID", SPARE_REALM);
    server.start(properties, environment, change);
  }

  /** Starts AIS and signaling, at the place where they were before. */
  void startDevServer() throws IOException {
    startDevServer(Duration.ofHours(1));
  }

  /** As above, with credentials that live so long. */
  void startDevServer(Duration credentialLifetime) throws IOException {
    devServer = DevServer.builder().port(port).credentialLifetime(credentialLifetime).start();
    if (tests == null) {
      startGate();
    }
  }

  boolean isDevServerRunning() {
    return devServer != null;
  }

  void stopDevServer() {
    devServer.close();
    devServer = null;
  }

  private void startGate() {
    tests =
        TestContainer.boot(
            Map.of(
                "actr.realm.id", REALM,
                "actr.ais.url", devServer.aisUri().toString(),
                "actr.signaling.url", devServer.signalingUri().toString(),
                "actr.mailbox.durability", "memory",
                "actr.webrtc.bind-addresses", "127.0.0.1",
                "actr.websocket.host", "127.0.0.1",
                "actr.websocket.port", "0",
                "actr.reconnect.initial-delay", "PT0.1S",
                "actr.reconnect.max-delay", "PT1S"),
            GateActor.class);
    await().atMost(TestServer.PATIENCE).until(() -> gate().context() != null);
  }

  GateActor gate() {
    return tests.get(GateActor.class);
  }

  @Override
  public void close() {
    servers.forEach(TestServer::kill);
    if (tests != null) {
      tests.close();
    }
    if (devServer != null) {
      devServer.close();
    }
  }
}
