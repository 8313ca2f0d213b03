package dev.actr.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.Dest;
import dev.actr.Hostile;
import dev.actr.Realm;
import dev.actr.devserver.DevServer;
import dev.actr.identity.Identity;
import dev.actr.net.IoLoops;
import dev.actr.net.tls.ClientAuth;
import dev.actr.net.tls.TestCa;
import dev.actr.net.tls.Tls;
import dev.actr.net.tls.TlsConfig;
import dev.actr.wire.proto.ActrProtos.AIdCredential;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All that is said in a node's life, at the finest level, and no secret in it. */
class SecretsInLogsTest {

  private static final String REALM_SECRET = "hunter2-realm";
  private static final String STORE_PASSWORD = "hunter2-store";
  private static final String TURN_SECRET = "hunter2-turn";

  @TempDir Path folder;

  private final Everything log = new Everything();
  private final Logger logger = Logger.getLogger("dev.actr");
  private Level before;

  /** Keeps what is logged as text, with parameters and causes. */
  private static final class Everything extends Handler {

    private final Queue<String> lines = new ConcurrentLinkedQueue<>();

    Everything() {
      setLevel(Level.ALL);
    }

    @Override
    public void publish(LogRecord record) {
      StringWriter line = new StringWriter();
      line.write(record.getMessage() + Arrays.toString(record.getParameters()));
      if (record.getThrown() != null) {
        record.getThrown().printStackTrace(new PrintWriter(line));
      }
      lines.add(line.toString());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @BeforeEach
  void listen() {
    before = logger.getLevel();
    logger.setLevel(Level.ALL);
    logger.addHandler(log);
  }

  @AfterEach
  void stopListening() {
    logger.removeHandler(log);
    logger.setLevel(before);
  }

  @Test
  @Hostile("H100")
  void noSecretIsLoggedThrownOrShownInAWholeLife() throws Exception {
    List<String> said = new ArrayList<>();
    List<AIdCredential> credentials = new ArrayList<>();
    TestCa ca = new TestCa("issuer");
    TlsConfig config =
        TestCa.both(
            ca.issue("127.0.0.1").pkcs12(folder, STORE_PASSWORD),
            ca.trustPkcs12(folder, STORE_PASSWORD),
            ClientAuth.NONE);
    Tls tls = Tls.of(config);
    said.add(config.toString());
    said.add(tls.toString());
    try (DevServer server =
            DevServer.builder()
                .port(0)
                .host("127.0.0.1")
                .realm(new Realm(1001), REALM_SECRET)
                .turnSecret(TURN_SECRET)
                .tls(tls)
                .start();
        IoLoops loops = new IoLoops();
        ServerSocket thief = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      TestNode.Builder calling = node(server, tls).type("acme:Caller:1.0.0");
      try (TestNode echo = node(server, tls).build().startAndWait();
          TestNode caller = calling.build().startAndWait()) {
        said.add(calling.config().toString());
        assertThat(caller.echo(Dest.peer(echo.id()), "x")).isEqualTo("x");

        Identity stolen = stranger(server, tls, thief);
        credentials.add(stolen.credential());
        said.add(stolen.toString());
        try (Strangers.Session session = Strangers.connect(server, stolen, loops, tls)) {
          assertThat(session.isConnected()).isTrue();
          caller
              .context()
              .callAsync(Dest.peer(stolen.id()), Echo.METHOD, Echo.request("x"))
              .exceptionally(
                  thrown -> {
                    StringWriter text = new StringWriter();
                    thrown.printStackTrace(new PrintWriter(text));
                    log.lines.add(text.toString());
                    return null;
                  });
          credentials.add(presented(thief));
        }
        said.add(caller.node.node().toString());
        said.addAll(caller.hooks.stream().map(Object::toString).toList());
      }
      try (TestNode wrong =
          TestNode.builder(server.aisUri(), server.signalingUri())
              .tls(tls)
              .secret("hunter2-wrong")
              .build()) {
        said.add(wrong.failureOfStart().toString());
      }
    }
    said.addAll(log.lines);
    assertThat(said).hasSizeGreaterThan(20);
    assertThat(credentials).hasSize(2).doesNotHaveDuplicates();
    for (String secret : secrets(credentials)) {
      assertThat(said).noneMatch(text -> text.contains(secret));
    }
  }

  private static List<String> secrets(List<AIdCredential> credentials) {
    List<String> secrets = new ArrayList<>(List.of("hunter2"));
    for (AIdCredential credential : credentials) {
      byte[] signature = credential.getSignature().toByteArray();
      secrets.add(HexFormat.of().formatHex(signature));
      secrets.add(Base64.getEncoder().encodeToString(signature));
      secrets.add(Base64.getEncoder().encodeToString(credential.toByteArray()));
      // The text of protobuf.
      secrets.add(
          credential.toString().lines().filter(l -> l.startsWith("signature")).toList().get(0));
    }
    return secrets;
  }

  private static TestNode.Builder node(DevServer server, Tls tls) {
    return TestNode.builder(server.aisUri(), server.signalingUri())
        .tls(tls)
        .secret(REALM_SECRET)
        .callTimeout(Duration.ofSeconds(5));
  }

  private static Identity stranger(DevServer server, Tls tls, ServerSocket listener) {
    return Strangers.register(
        server, "ws://127.0.0.1:" + listener.getLocalPort(), tls, REALM_SECRET);
  }

  /** The credential the next who connects shows. */
  private static AIdCredential presented(ServerSocket listener) throws IOException {
    listener.setSoTimeout((int) TestNode.PATIENCE.toMillis());
    try (Socket socket = listener.accept();
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
      for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
        if (line.startsWith("X-Actr-Credential: ")) {
          return AIdCredential.parseFrom(Base64.getDecoder().decode(line.substring(19)));
        }
      }
    }
    throw new IOException("no credential");
  }
}
