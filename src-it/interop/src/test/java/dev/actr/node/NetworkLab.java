package dev.actr.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.actr.devserver.DevServerMain;
import dev.actr.interop.Required;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * The networks of {@code lab.sh} with a development server and a coturn on the public one, for all
 * tests of a class; two nodes for each test, {@code a} and {@code b}. A failure names the logs.
 */
final class NetworkLab
    implements BeforeAllCallback,
        AfterAllCallback,
        BeforeEachCallback,
        AfterEachCallback,
        TestExecutionExceptionHandler {

  private static final String PUBLIC = "198.18.0.1";
  private static final int SERVER_PORT = 8081;
  private static final int TURN_PORT = 3478;
  private static final String SECRET = "shared by the AIS and the relay";
  private static final String STUN = "stun:" + PUBLIC + ":" + TURN_PORT;
  private static final String TURN = "turn:" + PUBLIC + ":" + TURN_PORT;
  private static final String AIS = "http://" + PUBLIC + ":" + SERVER_PORT + "/ais";
  private static final String SIGNALING = "ws://" + PUBLIC + ":" + SERVER_PORT + "/signaling/ws";
  private static final int CANNOT = 77;

  private static final Path BASE = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
  private static final Path SCRIPTS = BASE.resolve("src-it/interop/network");
  private static final Path LOGS = BASE.resolve("target/interop/network-logs");

  private final String prefix = "actr" + ProcessHandle.current().pid();
  private final Deque<AutoCloseable> servers = new ArrayDeque<>();
  private final Deque<AutoCloseable> peers = new ArrayDeque<>();
  private NetworkPeer line;
  private String test;

  /** How the NATs behave. */
  enum Nat {
    CONE,
    SYMMETRIC,
    NOUDP
  }

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    Files.createDirectories(LOGS);
    Path log = LOGS.resolve("lab.log");
    int status = lab(log, "up", prefix);
    Required.that(status != CANNOT, () -> Files.readString(log).strip());
    assertThat(status).as("exit status of lab.sh, see %s", log).isZero();
    Required.that(
        Files.isExecutable(Path.of("/usr/bin/turnserver")), () -> "coturn is not installed");
    line =
        server(
            "line", "python3", SCRIPTS.resolve("line.py").toString(), "left", "right", "20261129");
    line.awaitLine("ok");
    server(
            "pub",
            java(
                DevServerMain.class,
                "--host",
                PUBLIC,
                "--port",
                String.valueOf(SERVER_PORT),
                "--turn-secret",
                SECRET))
        .awaitLine("actr dev server");
    server(
        "pub",
        "turnserver",
        "-n",
        "--no-cli",
        "--no-tls",
        "--no-dtls",
        "-L",
        PUBLIC,
        "-E",
        PUBLIC,
        "-p",
        String.valueOf(TURN_PORT),
        "--use-auth-secret",
        "--static-auth-secret",
        SECRET,
        "-r",
        "example.org",
        "--simple-log",
        "--log-file",
        "stdout",
        "--pidfile",
        LOGS.resolve("turn.pid").toString());
    await().atMost(NetworkPeer.PATIENCE).until(this::relayListens);
  }

  private boolean relayListens() throws IOException, InterruptedException {
    String connect = ": 3<>/dev/tcp/%s/%d".formatted(PUBLIC, TURN_PORT);
    return new ProcessBuilder("ip", "netns", "exec", prefix + "-pub", "bash", "-c", connect)
            .redirectErrorStream(true)
            .redirectOutput(LOGS.resolve("relay.log").toFile())
            .start()
            .waitFor()
        == 0;
  }

  private static int lab(Path log, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(SCRIPTS.resolve("lab.sh").toString()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.to(log.toFile()))
        .start()
        .waitFor();
  }

  private void lab(String... arguments) throws IOException, InterruptedException {
    Path log = LOGS.resolve("lab.log");
    assertThat(lab(log, arguments)).as("exit status of lab.sh, see %s", log).isZero();
  }

  private NetworkPeer server(String namespace, String... command) throws IOException {
    NetworkPeer server =
        process(namespace, "%s-%d".formatted(namespace, servers.size()), List.of(command));
    servers.push(server);
    return server;
  }

  private NetworkPeer process(String namespace, String name, List<String> command)
      throws IOException {
    return new NetworkPeer(
        Stream.concat(within(namespace).stream(), command.stream()).toList(),
        LOGS.resolve(name + ".log"));
  }

  /** What runs the command after it in a namespace. */
  private List<String> within(String namespace) {
    return List.of("ip", "netns", "exec", prefix + "-" + namespace);
  }

  private static String[] java(Class<?> main, String... arguments) {
    return Stream.concat(
            Stream.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "-Djava.util.logging.config.file="
                    + BASE.resolve("src/test/resources/logging.properties"),
                main.getName()),
            Stream.of(arguments))
        .toArray(String[]::new);
  }

  @Override
  public void beforeEach(ExtensionContext context) throws Exception {
    test =
        context.getRequiredTestMethod().getName()
            + context.getUniqueId().replaceFirst(".*#(\\d+)]$|.*", "$1");
    nat(Nat.CONE);
    line("");
  }

  void nat(Nat kind) throws IOException, InterruptedException {
    lab("nat", prefix, kind.name().toLowerCase(Locale.ROOT));
  }

  /** Whether both hosts have IPv6 too, and no NAT for it. */
  void ipv6(boolean on) throws IOException, InterruptedException {
    lab("ipv6", prefix, on ? "on" : "off");
  }

  /** The cable of {@code a} from now on, as {@code line.py} has it. */
  void line(String state) {
    line.ask(state, "ok");
  }

  /** The NAT of {@code a} gets another public address, and all it knew is lost. */
  void renumber() throws IOException, InterruptedException {
    lab("renumber", prefix);
  }

  NetworkPeer node(String host, boolean relayOnly, String transport) throws IOException {
    NetworkPeer node =
        process(
            host,
            test + '-' + host,
            List.of(
                java(
                    NetworkNode.class,
                    "acme:" + host.toUpperCase(Locale.ROOT) + ":1.0.0",
                    AIS,
                    SIGNALING,
                    STUN,
                    TURN + "?transport=" + transport,
                    String.valueOf(relayOnly))));
    peers.push(node);
    return node;
  }

  /** A node of the Rust framework that asks the same servers; it listens nowhere. */
  RustNode rust(String host, boolean relayOnly) throws Exception {
    RustConfig config =
        RustConfig.of(URI.create(AIS), URI.create(SIGNALING))
            .allowing("acme:B:1.0.0")
            .iceServers(STUN, TURN, relayOnly);
    RustNode node =
        RustNode.start(
            within(host),
            config.toml(),
            RustLab.RUST,
            LOGS.resolve(test + "-rust-" + host + ".log"));
    peers.push(node);
    return node;
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    failure.addSuppressed(new AssertionError("logs: " + LOGS + File.separator + test + "-*"));
    throw failure;
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    line("");
    ipv6(false);
    closeAll(peers);
  }

  @Override
  public void afterAll(ExtensionContext context) throws Exception {
    closeAll(servers);
    lab("down", prefix);
  }

  private static void closeAll(Deque<AutoCloseable> open) throws Exception {
    while (!open.isEmpty()) {
      open.pop().close();
    }
  }
}
