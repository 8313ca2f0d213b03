package dev.actr.node;

import static dev.actr.node.Hook.CREDENTIAL_EXPIRING;
import static dev.actr.node.Hook.CREDENTIAL_RENEWED;
import static dev.actr.node.Hook.SIGNALING_DISCONNECTED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.ActrId;
import dev.actr.Dest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * As many renewals as a day has, with lifetimes so short that it passes in half a minute, while
 * calls go on over both transports, keys change and new peers come.
 */
class DayOfRenewalsTest {

  /** With lifetimes of an hour and a warning of five minutes. */
  private static final int OF_A_DAY = 26;

  private static final Duration LIFETIME = Duration.ofSeconds(2);

  @RegisterExtension
  final NodeServer server = new NodeServer(settings -> settings.credentialLifetime(LIFETIME));

  private TestNode.Builder node(boolean webRtc) {
    TestNode.Builder node = server.node().callTimeout(Duration.ofMinutes(1));
    return webRtc ? node.withoutListener().webRtc(WebRtcCallTest.LOOPBACK) : node;
  }

  private static List<Hook> ofCredentials(TestNode node) {
    return node.hookNames().stream()
        .filter(hook -> hook == CREDENTIAL_EXPIRING || hook == CREDENTIAL_RENEWED)
        .toList();
  }

  private static int renewals(TestNode node) {
    return (int) node.hookNames().stream().filter(CREDENTIAL_RENEWED::equals).count() - 1;
  }

  private static void call(TestNode caller, ActrId callee) {
    assertThat(caller.echo(Dest.peer(callee), "hello")).isEqualTo("hello");
  }

  @Test
  void noCallFailsInADayOfRenewals() throws Exception {
    try (TestNode echo = node(false).build().startAndWait();
        TestNode caller = node(false).type("acme:Caller:1.0.0").build().startAndWait();
        TestNode rtcEcho = node(true).type("acme:RtcEcho:1.0.0").build().startAndWait();
        TestNode rtcCaller = node(true).type("acme:RtcCaller:1.0.0").build().startAndWait()) {
      List<TestNode> nodes = List.of(echo, caller, rtcEcho, rtcCaller);
      List<ActrId> ids = nodes.stream().map(TestNode::id).toList();
      int calls = 0;
      int newcomers = 0;
      while (nodes.stream().anyMatch(node -> renewals(node) < OF_A_DAY)) {
        call(caller, echo.id());
        call(rtcCaller, rtcEcho.id());
        calls++;
        if (renewals(echo) > 5 * newcomers) {
          server.get().rotateKey();
          boolean webRtc = newcomers % 2 == 1;
          try (TestNode newcomer =
              node(webRtc).type("acme:Newcomer:1.0.0").build().startAndWait()) {
            call(newcomer, webRtc ? rtcEcho.id() : echo.id());
          }
          newcomers++;
        }
      }

      assertThat(calls).isGreaterThan(OF_A_DAY);
      assertThat(newcomers).isGreaterThanOrEqualTo(5);
      assertThat(nodes).extracting(TestNode::id).isEqualTo(ids);
      for (TestNode node : nodes) {
        assertThat(node.node.state()).isEqualTo(NodeState.READY);
        assertThat(node.errors()).isEmpty();
        assertThat(node.hookNames()).doesNotContain(SIGNALING_DISCONNECTED);
        List<Hook> told = ofCredentials(node);
        for (int i = 0; i < told.size(); i++) {
          assertThat(told.get(i)).isEqualTo(i % 2 == 0 ? CREDENTIAL_RENEWED : CREDENTIAL_EXPIRING);
        }
      }
    }
  }
}
