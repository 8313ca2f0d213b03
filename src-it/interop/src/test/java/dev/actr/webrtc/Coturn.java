package dev.actr.webrtc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.actr.webrtc.ice.IceServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A coturn with the file users copy, on loopback and with a certificate of its own. */
final class Coturn implements AutoCloseable {

  private static final Path CONFIG = Path.of("server-config/coturn/turnserver.conf");

  /** As an AIS makes it: when it expires, and whose it is. */
  private static final String USER =
      Instant.now().plus(Duration.ofHours(1)).getEpochSecond() + ":7@1001/acme:Echo:1.0.0";

  private final int port = freePort();
  private final int tlsPort = freePort();
  private final Path certificate;
  private final Process process;

  Coturn(Path folder) throws IOException, InterruptedException {
    certificate = folder.resolve("cert.pem");
    Path key = folder.resolve("key.pem");
    Process openssl =
        new ProcessBuilder(
                ("openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=turn"
                        + " -addext subjectAltName=IP:127.0.0.1 -keyout %s -out %s")
                    .formatted(key, certificate)
                    .split(" "))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("openssl.log").toFile())
            .start();
    assertThat(openssl.waitFor()).isZero();
    process =
        new ProcessBuilder(
                ("turnserver -c %s -L 127.0.0.1 -E 127.0.0.1 -p %d --tls-listening-port %d"
                        + " --allow-loopback-peers --cert %s --pkey %s --pidfile %s"
                        + " --log-file stdout")
                    .formatted(
                        CONFIG.toAbsolutePath(),
                        port,
                        tlsPort,
                        certificate,
                        key,
                        folder.resolve("pid"))
                    .split(" "))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("turn.log").toFile())
            .start();
    await().ignoreExceptions().until(this::listens);
  }

  static boolean isInstalled() {
    return List.of("/usr/bin/turnserver", "/usr/local/bin/turnserver").stream()
        .anyMatch(path -> Files.isExecutable(Path.of(path)));
  }

  private boolean listens() throws IOException {
    try (Socket tcp = new Socket("127.0.0.1", port);
        Socket tls = new Socket("127.0.0.1", tlsPort)) {
      return tcp.isConnected() && tls.isConnected();
    }
  }

  IceServer server(String transport, String password) {
    return switch (transport) {
      case "tls" -> IceServer.turn("turns:127.0.0.1:" + tlsPort, USER, password);
      default ->
          IceServer.turn("turn:127.0.0.1:" + port + "?transport=" + transport, USER, password);
    };
  }

  IceServer server(String transport) {
    return server(transport, password());
  }

  private static String password() {
    try {
      String secret = secret();
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
      return Base64.getEncoder().encodeToString(mac.doFinal(USER.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What coturn shares with the AIS. */
  static String secret() {
    String key = "static-auth-secret=";
    try (Stream<String> lines = Files.lines(CONFIG)) {
      return lines
          .filter(line -> line.startsWith(key))
          .findFirst()
          .orElseThrow()
          .substring(key.length());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  SSLContext trust() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (InputStream in = Files.newInputStream(certificate)) {
      store.setCertificateEntry(
          "turn", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().orTimeout(5, TimeUnit.SECONDS).join();
  }
}
