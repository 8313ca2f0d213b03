package dev.actr.net.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.actr.cdi.LogRecords;
import dev.actr.net.HttpServer;
import dev.actr.net.IoLoops;
import dev.actr.net.ServerSettings;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that change while there are connections. */
class TlsReloadTest {

  @TempDir Path folder;

  private final TestCa ca = new TestCa("issuer");
  private final IoLoops loops = new IoLoops();
  private HttpServer server;
  private Tls serving;
  private KeyMaterial.Pem files;

  @BeforeEach
  void serve() throws Exception {
    files = ca.issue("localhost").pem(folder);
    serving = Tls.of(TestCa.serving(files));
    ServerSettings settings =
        new ServerSettings(100, Duration.ofSeconds(20), 100, Optional.of(serving));
    server = HttpServer.bind(loops, "127.0.0.1", 0, settings, Answer::new).join();
  }

  @AfterEach
  void stop() {
    loops.close();
  }

  @Test
  void newConnectionsSeeTheNewCertificateAndOpenOnesStay() throws Exception {
    try (SSLSocket open = connect()) {
      X509Certificate before = certificate(open);
      ca.issue("localhost").pem(folder);
      serving.refresh();

      try (SSLSocket next = connect()) {
        assertThat(certificate(next)).isNotEqualTo(before);
      }
      assertThat(get(open)).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void aKeyInPkcs12IsReplacedInTheSameWay() throws Exception {
    Path stores = Files.createDirectory(folder.resolve("stores"));
    Tls storing = Tls.of(TestCa.serving(ca.issue("localhost").pkcs12(stores, "changeit")));
    ServerSettings settings =
        new ServerSettings(100, Duration.ofSeconds(20), 100, Optional.of(storing));
    server = HttpServer.bind(loops, "127.0.0.1", 0, settings, Answer::new).join();
    try (SSLSocket open = connect()) {
      X509Certificate before = certificate(open);
      ca.issue("localhost").pkcs12(stores, "changeit");
      storing.refresh();

      try (SSLSocket next = connect()) {
        assertThat(certificate(next)).isNotEqualTo(before);
      }
      assertThat(get(open)).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void changesAreFoundWithoutBeingTold() throws Exception {
    serving.watch(loops.group(), Runnable::run);
    X509Certificate before;
    try (SSLSocket open = connect()) {
      before = certificate(open);
    }
    ca.issue("localhost").pem(folder);
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              try (SSLSocket next = connect()) {
                assertThat(certificate(next)).isNotEqualTo(before);
              }
            });
  }

  @Test
  void wrongFilesAreLoggedOnceAndTheOldOnesStayInUse() throws Exception {
    X509Certificate before;
    try (SSLSocket open = connect()) {
      before = certificate(open);
    }
    try (LogRecords log = new LogRecords("dev.actr.net.tls")) {
      Files.writeString(files.certificates(), "garbage");
      serving.refresh();
      serving.refresh();
      assertThat(log.ownWith("ACTR000491", files.certificates().toString())).hasSize(1);

      Files.delete(files.key());
      serving.refresh();
      assertThat(log.ownWith("ACTR000491", "does not exist")).hasSize(1);
      try (SSLSocket next = connect()) {
        assertThat(certificate(next)).isEqualTo(before);
      }

      ca.issue("localhost").pem(folder);
      serving.refresh();
      assertThat(log.ownWith("ACTR000490")).hasSize(1);
      try (SSLSocket next = connect()) {
        assertThat(certificate(next)).isNotEqualTo(before);
      }
    }
  }

  /** One file comes before the other. */
  @Test
  void aKeyWithoutItsNewCertificateIsWaitedFor() throws Exception {
    Path other = Files.createDirectory(folder.resolve("other"));
    KeyMaterial.Pem next = ca.issue("localhost").pem(other);
    Files.copy(next.key(), files.key(), StandardCopyOption.REPLACE_EXISTING);
    serving.refresh();
    X509Certificate before;
    try (SSLSocket open = connect()) {
      before = certificate(open);
    }
    Files.copy(next.certificates(), files.certificates(), StandardCopyOption.REPLACE_EXISTING);
    serving.refresh();
    try (SSLSocket open = connect()) {
      assertThat(certificate(open)).isNotEqualTo(before);
    }
  }

  /** The client of the AIS is made once and has sessions that it could resume. */
  @Test
  void trustThatIsWithdrawnIsWithdrawnFromClientsToo() throws Exception {
    Path trusts = Files.createDirectory(folder.resolve("trust"));
    Tls trusting = Tls.of(TestCa.trusting(ca.trustPem(trusts)));
    HttpClient client = trusting.secure(HttpClient.newBuilder()).build();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("https://localhost:" + server.port() + "/close")).build();
    HttpResponse.BodyHandler<String> text = HttpResponse.BodyHandlers.ofString();
    assertThat(client.send(request, text).statusCode()).isEqualTo(200);
    assertThat(client.send(request, text).statusCode()).isEqualTo(200);

    new TestCa("another").trustPem(trusts);
    trusting.refresh();
    assertThat(catchThrowable(() -> client.send(request, text)))
        .isInstanceOf(SSLHandshakeException.class);

    ca.trustPem(trusts);
    trusting.refresh();
    assertThat(client.send(request, text).statusCode()).isEqualTo(200);
  }

  private SSLSocket connect() throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", server.port());
    socket.setSoTimeout(20_000);
    socket.startHandshake();
    return socket;
  }

  private static X509Certificate certificate(SSLSocket socket) throws IOException {
    return (X509Certificate) socket.getSession().getPeerCertificates()[0];
  }

  private static String get(SSLSocket socket) throws IOException {
    socket
        .getOutputStream()
        .write("GET / HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    InputStream in = socket.getInputStream();
    return new String(in.readNBytes(12), StandardCharsets.US_ASCII);
  }

  private static final class Answer extends SimpleChannelInboundHandler<FullHttpRequest> {

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
      boolean keepAlive = !request.uri().equals("/close");
      HttpServer.respond(context, HttpResponseStatus.OK, "text/plain", new byte[0], keepAlive);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }
}
