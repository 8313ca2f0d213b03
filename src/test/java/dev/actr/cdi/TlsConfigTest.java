package dev.actr.cdi;

import static dev.actr.cdi.Configs.CHAT;
import static dev.actr.cdi.Configs.ECHO;
import static dev.actr.cdi.Configs.problems;
import static dev.actr.cdi.Configs.read;
import static dev.actr.cdi.Configs.required;
import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.Hostile;
import dev.actr.net.tls.ClientAuth;
import dev.actr.net.tls.KeyMaterial;
import dev.actr.net.tls.TestCa;
import dev.actr.net.tls.TlsConfig;
import dev.actr.net.tls.TrustMaterial;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How TLS is configured, and what is said where it cannot. */
class TlsConfigTest {

  private static final String PASSWORD = "hunter2-store";

  @TempDir Path folder;

  private final TestCa ca = new TestCa("issuer");

  @Test
  void pemAndAllTheOtherKeysAreRead() throws Exception {
    KeyMaterial.Pem key = ca.issue("localhost").encryptedPem(folder, PASSWORD);
    TrustMaterial.Pem trust = ca.trustPem(folder);
    TlsConfig tls =
        read(required(
                "actr.tls.key-store.pem.cert",
                key.certificates().toString(),
                "actr.tls.key-store.pem.key",
                key.key().toString(),
                "actr.tls.key-store.pem.password",
                PASSWORD,
                "actr.tls.trust-store.pem.certs",
                trust.certificates().get(0) + ", " + trust.certificates().get(0),
                "actr.tls.hostname-verification",
                "false",
                "actr.tls.client-auth",
                "need",
                "actr.tls.reload-period",
                "PT0S"))
            .tls();
    Path file = trust.certificates().get(0);
    assertThat(tls)
        .isEqualTo(
            new TlsConfig(
                Optional.of(key),
                Optional.of(new TrustMaterial.Pem(List.of(file, file))),
                false,
                ClientAuth.NEED,
                Duration.ZERO));
  }

  @Test
  void pkcs12IsRead() throws Exception {
    KeyMaterial.Pkcs12 key = ca.issue("localhost").pkcs12(folder, PASSWORD);
    TrustMaterial.Pkcs12 trust = ca.trustPkcs12(folder, PASSWORD);
    TlsConfig tls =
        read(required(
                "actr.tls.key-store.p12.path",
                key.store().toString(),
                "actr.tls.key-store.p12.password",
                PASSWORD,
                "actr.tls.trust-store.p12.path",
                trust.store().toString(),
                "actr.tls.trust-store.p12.password",
                PASSWORD,
                "actr.tls.client-auth",
                "want"))
            .tls();
    assertThat(tls.key()).contains(key);
    assertThat(tls.trust()).contains(trust);
    assertThat(tls.clientAuth()).isEqualTo(ClientAuth.WANT);
  }

  @Test
  void aFileThatCannotBeUsedIsNamedWithItsKeyAndOnceForAllActors() {
    Path none = folder.resolve("none.crt");
    assertThat(problems(required("actr.tls.trust-store.pem.certs", none.toString()), ECHO, CHAT))
        .singleElement()
        .asString()
        .contains(
            "ACTR000160",
            "actr.tls.trust-store.pem.certs",
            none.toString(),
            "does not exist",
            "set the path");
  }

  @Test
  void theFileOfOneActorIsNamedWithThatActorsKey() {
    assertThat(
            problems(required("actr.actors.echo.tls.trust-store.pem.certs", "/none"), ECHO, CHAT))
        .singleElement()
        .asString()
        .contains("actr.actors.echo.tls.trust-store.pem.certs");
  }

  @Test
  @Hostile("H92")
  void aWrongPasswordIsAProblemThatDoesNotTellIt() throws Exception {
    KeyMaterial.Pkcs12 key = ca.issue("localhost").pkcs12(folder, "right");
    assertThat(
            problems(
                required(
                    "actr.tls.key-store.p12.path",
                    key.store().toString(),
                    "actr.tls.key-store.p12.password",
                    PASSWORD),
                ECHO))
        .singleElement()
        .asString()
        .contains("actr.tls.key-store.p12.path", "password")
        .doesNotContain(PASSWORD);
  }

  @Test
  void keysThatNeedEachOtherAreAskedFor() throws Exception {
    KeyMaterial.Pem key = ca.issue("localhost").pem(folder);
    String cert = key.certificates().toString();
    assertThat(problems(required("actr.tls.key-store.pem.cert", cert), ECHO))
        .singleElement()
        .asString()
        .contains("ACTR000161", "actr.tls.key-store.pem.key");
    assertThat(problems(required("actr.tls.key-store.pem.key", cert), ECHO))
        .singleElement()
        .asString()
        .contains("ACTR000161", "actr.tls.key-store.pem.cert");
    assertThat(problems(required("actr.tls.key-store.p12.path", cert), ECHO))
        .singleElement()
        .asString()
        .contains("ACTR000161", "actr.tls.key-store.p12.password");
  }

  /** The JVM trusts every public issuer, whose certificates anybody can have. */
  @Test
  void certificatesOfPeersAreAskedForOnlyWithTrustOfOnesOwn() throws Exception {
    KeyMaterial.Pem key = ca.issue("localhost").pem(folder);
    assertThat(
            problems(
                required(
                    "actr.tls.key-store.pem.cert", key.certificates().toString(),
                    "actr.tls.key-store.pem.key", key.key().toString(),
                    "actr.tls.client-auth", "need"),
                ECHO))
        .singleElement()
        .asString()
        .contains("ACTR000161", "actr.tls.client-auth", "actr.tls.trust-store.pem.certs");
  }

  @Test
  void twoFormsAtOnceAreAmbiguous() throws Exception {
    TrustMaterial.Pem pem = ca.trustPem(folder);
    TrustMaterial.Pkcs12 p12 = ca.trustPkcs12(folder, PASSWORD);
    assertThat(
            problems(
                required(
                    "actr.tls.trust-store.pem.certs", pem.certificates().get(0).toString(),
                    "actr.tls.trust-store.p12.path", p12.store().toString()),
                ECHO))
        .singleElement()
        .asString()
        .contains("ACTR000162");
  }

  @Test
  void theDevelopmentServerNeedsAKeyToServeTls() throws Exception {
    ActorConfigReader without =
        Configs.reader(Map.of("actr.devserver.enabled", "true", "actr.devserver.tls", "true"));
    without.devServer(List.of());
    assertThat(without.problems())
        .singleElement()
        .asString()
        .contains("ACTR000161", "actr.devserver.tls", "actr.tls.key-store.pem.cert");

    KeyMaterial.Pem key = ca.issue("127.0.0.1").pem(folder);
    ActorConfigReader with =
        Configs.reader(
            Map.of(
                "actr.devserver.enabled",
                "true",
                "actr.devserver.tls",
                "true",
                "actr.tls.key-store.pem.cert",
                key.certificates().toString(),
                "actr.tls.key-store.pem.key",
                key.key().toString()));
    DevServerConfig server = with.devServer(List.of()).orElseThrow();
    assertThat(with.problems()).isEmpty();
    assertThat(server.urls().ais()).hasScheme("https");
    assertThat(server.urls().signaling()).hasScheme("wss");
  }
}
