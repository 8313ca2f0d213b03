package dev.actr.node;

import static dev.actr.node.Hook.CREDENTIAL_EXPIRING;
import static dev.actr.node.Hook.CREDENTIAL_RENEWED;
import static dev.actr.node.Hook.SIGNALING_DISCONNECTED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.ActrId;
import dev.actr.CredentialEvent;
import dev.actr.Dest;
import dev.actr.peer.webrtc.WebRtcConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RenewalTest {

  private static final Duration LIFETIME = Duration.ofSeconds(6);
  private static final int RENEWALS = 3;

  private static final WebRtcConfig WEB_RTC =
      new WebRtcConfig(
          List.of(),
          List.of(),
          false,
          Optional.empty(),
          List.of(),
          List.of(),
          true,
          true,
          Set.of(),
          Duration.ofMinutes(15));

  @RegisterExtension
  final NodeServer server = new NodeServer(settings -> settings.credentialLifetime(LIFETIME));

  private TestNode.Builder node(boolean overWebRtc) {
    TestNode.Builder node = server.node();
    return overWebRtc ? node.withoutListener().webRtc(WEB_RTC) : node;
  }

  private static List<Hook> ofCredentials(TestNode node) {
    return node.hookNames().stream()
        .filter(hook -> hook == CREDENTIAL_EXPIRING || hook == CREDENTIAL_RENEWED)
        .toList();
  }

  private static long renewals(TestNode node) {
    return node.hookNames().stream().filter(CREDENTIAL_RENEWED::equals).count() - 1;
  }

  @Test
  void credentialsAreRenewedAheadWhileCallsGoOn() throws Exception {
    renewWhileCallsGoOn(false);
  }

  @Test
  void credentialsAreRenewedAheadWhileCallsGoOnOverWebRtc() throws Exception {
    renewWhileCallsGoOn(true);
  }

  private void renewWhileCallsGoOn(boolean overWebRtc) throws Exception {
    try (TestNode echo = node(overWebRtc).build().startAndWait();
        TestNode caller = node(overWebRtc).type("acme:Caller:1.0.0").build().startAndWait()) {
      ActrId id = echo.id();
      while (renewals(echo) < RENEWALS || renewals(caller) < RENEWALS) {
        assertThat(caller.echo(Dest.peer(id), "hello")).isEqualTo("hello");
      }

      assertThat(echo.id()).isEqualTo(id);
      assertThat(echo.node.state()).isEqualTo(NodeState.READY);
      for (TestNode node : List.of(echo, caller)) {
        assertThat(ofCredentials(node).subList(0, 5))
            .containsExactly(
                CREDENTIAL_RENEWED,
                CREDENTIAL_EXPIRING,
                CREDENTIAL_RENEWED,
                CREDENTIAL_EXPIRING,
                CREDENTIAL_RENEWED);
        assertThat(node.hookNames()).doesNotContain(SIGNALING_DISCONNECTED);
        assertThat(node.errors()).isEmpty();
      }
    }
  }

  @Test
  void renewedCredentialsExpireLater() throws Exception {
    try (TestNode node = node(false).build().startAndWait()) {
      node.awaitHooks(
          hooks ->
              assertThat(hooks.stream().filter(CREDENTIAL_RENEWED::equals)).hasSizeGreaterThan(2));
      List<Instant> expiries =
          node.hooks.stream()
              .filter(seen -> seen.hook() == CREDENTIAL_RENEWED)
              .map(seen -> ((CredentialEvent) seen.payload()).newExpiry())
              .toList();
      assertThat(expiries).isSorted().doesNotHaveDuplicates();
    }
  }

  @Test
  void credentialsWithTimeLeftAreLeftAlone() throws Exception {
    server.restart(settings -> settings.credentialLifetime(Duration.ofHours(1)));
    try (TestNode node = node(false).expiryWarning(Duration.ofMillis(1)).build()) {
      node.startAndWait();
      assertThat(ofCredentials(node)).containsExactly(CREDENTIAL_RENEWED);
    }
  }
}
