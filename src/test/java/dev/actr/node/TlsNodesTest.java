package dev.actr.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.actr.ActrException;
import dev.actr.Dest;
import dev.actr.ErrorKind;
import dev.actr.Hostile;
import dev.actr.devserver.DevServer;
import dev.actr.net.tls.ClientAuth;
import dev.actr.net.tls.KeyMaterial;
import dev.actr.net.tls.TestCa;
import dev.actr.net.tls.Tls;
import dev.actr.net.tls.TlsConfig;
import dev.actr.net.tls.TrustMaterial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Registration, signaling and calls with nothing but TLS in between. */
class TlsNodesTest {

  @TempDir Path folder;

  private final TestCa ca = new TestCa("issuer");
  private TrustMaterial trust;
  private DevServer server;

  @BeforeEach
  void serve() throws Exception {
    trust = ca.trustPem(folder("trust"));
    server = DevServer.builder().port(0).host("127.0.0.1").tls(tls(TestCa.serving(key()))).start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Path folder(String name) throws IOException {
    return Files.createDirectories(folder.resolve(name));
  }

  private KeyMaterial key() throws Exception {
    return ca.issue("127.0.0.1", "localhost").pem(Files.createTempDirectory(folder, "key"));
  }

  private static Tls tls(TlsConfig config) throws Exception {
    return Tls.of(config);
  }

  private TestNode.Builder node(TlsConfig config) throws Exception {
    return TestNode.builder(server.aisUri(), server.signalingUri()).tls(tls(config));
  }

  private TestNode.Builder caller(TlsConfig config) throws Exception {
    return node(config).type("acme:Caller:1.0.0").withoutListener();
  }

  private static String call(TestNode from, TestNode to) {
    return from.echo(Dest.peer(to.id()), "x");
  }

  @Test
  void nodesRegisterAndCallEachOther() throws Exception {
    assertThat(server.aisUri()).hasScheme("https");
    assertThat(server.signalingUri()).hasScheme("wss");
    try (TestNode echo = node(TestCa.both(key(), trust, ClientAuth.NONE)).build().startAndWait();
        TestNode caller = caller(TestCa.trusting(trust)).build().startAndWait()) {
      assertThat(call(caller, echo)).isEqualTo("x");
    }
  }

  @Test
  void keysAndTrustInPkcs12DoTheSame() throws Exception {
    KeyMaterial p12 = ca.issue("127.0.0.1").pkcs12(folder("p12"), "pass-of-store");
    TrustMaterial stored = ca.trustPkcs12(folder("p12"), "pass-of-store");
    try (TestNode echo = node(TestCa.both(p12, stored, ClientAuth.NONE)).build().startAndWait();
        TestNode caller = caller(TestCa.trusting(stored)).build().startAndWait()) {
      assertThat(call(caller, echo)).isEqualTo("x");
    }
  }

  @Test
  void withMutualTlsPeersWithACertificateCall() throws Exception {
    try (TestNode echo = node(TestCa.both(key(), trust, ClientAuth.NEED)).build().startAndWait();
        TestNode caller =
            caller(TestCa.both(key(), trust, ClientAuth.NONE)).build().startAndWait()) {
      assertThat(call(caller, echo)).isEqualTo("x");
    }
  }

  @Test
  @Hostile("H98")
  void withMutualTlsPeersWithoutOneDoNot() throws Exception {
    try (TestNode echo = node(TestCa.both(key(), trust, ClientAuth.NEED)).build().startAndWait();
        TestNode caller =
            caller(TestCa.trusting(trust))
                .callTimeout(Duration.ofSeconds(2))
                .build()
                .startAndWait()) {
      ActrException refused = catchThrowableOfType(ActrException.class, () -> call(caller, echo));
      assertThat(refused.kind()).isIn(ErrorKind.UNAVAILABLE, ErrorKind.TIMED_OUT);
      assertThat(echo.hookNames()).doesNotContain(Hook.WEB_SOCKET_CONNECTING);
    }
  }

  @Test
  void whereACertificateIsOnlyWantedPeersCallWithoutOne() throws Exception {
    try (TestNode echo = node(TestCa.both(key(), trust, ClientAuth.WANT)).build().startAndWait();
        TestNode caller = caller(TestCa.trusting(trust)).build().startAndWait()) {
      assertThat(call(caller, echo)).isEqualTo("x");
    }
  }

  @Test
  @Hostile("H96")
  void aServerThatIsNotTrustedLearnsNothingOfTheNode() throws Exception {
    TrustMaterial another = new TestCa("another").trustPem(folder("another"));
    try (TestNode node = caller(TestCa.trusting(another)).secret("hunter2-realm").build().start()) {
      await()
          .atMost(TestNode.PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(node.errors())
                      .first()
                      .satisfies(
                          error -> {
                            assertThat(error.source().kind()).isEqualTo(ErrorKind.UNAVAILABLE);
                            assertThat(error.source()).hasMessageContaining("certification path");
                          }));
      assertThat(node.node.isRegistered()).isFalse();
    }
  }

  @Test
  @Hostile("H97")
  void aServerOfAnotherNameIsNotTrustedUnlessNamesAreNotVerified() throws Exception {
    server.close();
    KeyMaterial elsewhere = ca.issue("elsewhere.example").pem(folder("elsewhere"));
    server = DevServer.builder().port(0).tls(tls(TestCa.serving(elsewhere))).start();
    try (TestNode node = caller(TestCa.trusting(trust)).build().start()) {
      await()
          .atMost(TestNode.PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(node.errors())
                      .first()
                      .satisfies(
                          error ->
                              assertThat(error.source())
                                  .hasMessageContaining("subject alternative names")));
    }
    TlsConfig unverified =
        new TlsConfig(Optional.empty(), Optional.of(trust), false, ClientAuth.NONE, Duration.ZERO);
    try (TestNode node = caller(unverified).build().startAndWait()) {
      assertThat(node.node.state()).isEqualTo(NodeState.READY);
    }
  }
}
