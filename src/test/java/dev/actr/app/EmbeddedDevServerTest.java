package dev.actr.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.actr.Actor;
import dev.actr.cdi.LogRecords;
import dev.actr.identity.TestPackages;
import dev.actr.net.tls.KeyMaterial;
import dev.actr.net.tls.TestCa;
import jakarta.enterprise.inject.spi.DeploymentException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An application that brings its own development server. */
@Isolated
class EmbeddedDevServerTest {

  private static final Pattern STARTED =
      Pattern.compile("ACTR000600: development server started: AIS (\\S+) signaling (\\S+)");

  private static Map<String, String> withServer(int port) {
    return Application.config(
        "actr.devserver.enabled", "true", "actr.devserver.port", String.valueOf(port));
  }

  @Test
  void itsActorsNeedNoUrls() {
    try (Application application =
        Application.start(withServer(0), Host.class, Guest.class).awaitReady("host", "guest")) {
      assertThat(application.get(Guest.class).call("acme:Host:1.0.0", "hello"))
          .isEqualTo("host to Guest: hello");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void itRegistersThePackagesOfItsActors(boolean published, @TempDir Path folder) throws Exception {
    Map<String, String> config = new HashMap<>(withServer(0));
    config.put(
        "actr.actors.host.package.path",
        TestPackages.write(folder, "acme:Host:1.0.0", TestPackages.KEY).toString());
    if (!published) {
      config.put(
          "actr.actors.host.package.key",
          Files.writeString(
                  folder.resolve("key.json"),
                  "{\"private_key\":\"KysrKysrKysrKysrKysrKysrKysrKysrKysrKysrKys=\"}")
              .toString());
    }
    try (Application application =
        Application.start(config, Host.class, Guest.class).awaitReady("host", "guest")) {
      assertThat(application.get(Guest.class).call("acme:Host:1.0.0", "hello"))
          .isEqualTo("host to Guest: hello");
    }
  }

  @Test
  void withTlsNothingIsPlain(@TempDir Path folder) throws Exception {
    TestCa ca = new TestCa("issuer");
    KeyMaterial.Pem key = ca.issue("127.0.0.1").pem(folder);
    Map<String, String> config = new HashMap<>(withServer(0));
    config.put("actr.devserver.tls", "true");
    config.put("actr.tls.key-store.pem.cert", key.certificates().toString());
    config.put("actr.tls.key-store.pem.key", key.key().toString());
    config.put(
        "actr.tls.trust-store.pem.certs", ca.trustPem(folder).certificates().get(0).toString());
    try (LogRecords log = new LogRecords("dev.actr.devserver");
        Application application =
            Application.start(config, Host.class, Guest.class).awaitReady("host", "guest")) {
      assertThat(log.ownWith("ACTR000600", "https://127.0.0.1", "wss://127.0.0.1")).hasSize(1);
      assertThat(application.get(Guest.class).call("acme:Host:1.0.0", "hello"))
          .isEqualTo("host to Guest: hello");
    }
  }

  @Test
  void aKeyFileThatIsNotThereFailsTheDeploymentNamingTheKey() {
    Map<String, String> config = new HashMap<>(withServer(0));
    config.put("actr.tls.trust-store.pem.certs", "/nowhere/ca.crt");
    assertThatThrownBy(() -> Application.start(config, Host.class))
        .hasStackTraceContaining("ACTR000160")
        .hasStackTraceContaining("actr.tls.trust-store.pem.certs")
        .hasStackTraceContaining("/nowhere/ca.crt");
  }

  @Test
  void anotherApplicationUsesItByTheUrlsItTells() {
    try (LogRecords log = new LogRecords("dev.actr.devserver");
        Application first = Application.start(withServer(0), Host.class).awaitReady("host")) {
      Matcher urls = STARTED.matcher(log.ownWith("ACTR000600").get(0));
      assertThat(urls.matches()).isTrue();
      try (Application second =
          Application.start(
                  Application.config(
                      "actr.ais.url", urls.group(1), "actr.signaling.url", urls.group(2)),
                  Guest.class)
              .awaitReady("guest")) {
        assertThat(second.get(Guest.class).call("acme:Host:1.0.0", "hello"))
            .isEqualTo("host to Guest: hello");
        assertThat(first.get(Host.class).call("acme:Guest:1.0.0", "hello"))
            .isEqualTo("guest to Host: hello");
      }
    }
  }

  @Test
  void portThatIsTakenFailsTheDeploymentNamingTheKey() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      ThreadCensus threads = new ThreadCensus();
      assertThatThrownBy(() -> Application.start(withServer(taken.getLocalPort()), Host.class))
          .isInstanceOf(DeploymentException.class)
          .hasMessageContaining("ACTR000134")
          .hasMessageContaining("actr.devserver.port")
          .hasMessageContaining(String.valueOf(taken.getLocalPort()));

      threads.awaitNoneNew();
    }
  }

  @Actor("acme:Host:1.0.0")
  static class Host extends Neighbour {}

  @Actor("acme:Guest:1.0.0")
  static class Guest extends Neighbour {}
}
