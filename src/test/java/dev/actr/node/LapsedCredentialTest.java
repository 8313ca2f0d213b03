package dev.actr.node;

import static dev.actr.node.Hook.WEB_RTC_DISCONNECTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.actr.Dest;
import dev.actr.Hostile;
import dev.actr.devserver.DevServer;
import dev.actr.identity.Identity;
import dev.actr.net.IoLoops;
import dev.actr.peer.PeerLimits;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Connections of peers whose credential lapses, over both transports. */
class LapsedCredentialTest {

  private static final PeerLimits SHORT_GRACE =
      new PeerLimits(100, 4, Duration.ofSeconds(20), Duration.ZERO, 0, 100, Duration.ofMillis(500));

  private static DevServer server(int lifetimeSeconds) throws Exception {
    return DevServer.builder()
        .port(0)
        .credentialLifetime(Duration.ofSeconds(lifetimeSeconds))
        .start();
  }

  private static TestNode.Builder node(DevServer server) {
    return TestNode.builder(server.aisUri(), server.signalingUri()).limits(SHORT_GRACE);
  }

  @Test
  @Hostile("H105")
  void aWebSocketEndsWithItsCredentialUnlessItsPeerIsStillThere() throws Exception {
    try (DevServer server = server(4);
        TestNode echo = node(server).build().startAndWait();
        IoLoops loops = new IoLoops()) {
      Identity listed = Strangers.register(server, "ws://127.0.0.1:1");
      Identity gone = Strangers.register(server, "ws://127.0.0.1:1");
      try (Strangers.Session session = Strangers.connect(server, listed, loops);
          RawPeer ofListed = new RawPeer(echo);
          RawPeer ofGone = new RawPeer(echo)) {
        for (RawPeer peer : new RawPeer[] {ofListed, ofGone}) {
          peer.send(RawPeer.upgrade(RawPeer.identityOf(peer == ofGone ? gone : listed)));
          assertThat(peer.status()).isEqualTo(101);
          peer.awaitTaken();
        }
        // The close frame with which the node ends it, and the end.
        assertThat(ofGone.readToEnd())
            .startsWith((byte) 0x88, (byte) 0x02, (byte) 0x03, (byte) 0xe8);
        assertThat(session.isConnected()).isTrue();
        // Both were asked for at once. The pong comes, where the end of the connection would have.
        ofListed.send(new byte[] {(byte) 0x89, (byte) 0x80, 0, 0, 0, 0});
        ofListed.awaitTaken();
      }
    }
  }

  @Test
  @Hostile("H106")
  void aSessionEndsWithTheCredentialOfAPeerThatIsNotThereAnyMore() throws Exception {
    try (DevServer server = server(8);
        TestNode echo =
            node(server).withoutListener().webRtc(WebRtcCallTest.LOOPBACK).build().startAndWait();
        TestNode caller =
            node(server)
                .type("acme:Caller:1.0.0")
                .withoutListener()
                .webRtc(WebRtcCallTest.LOOPBACK)
                .build()
                .startAndWait()) {
      assertThat(caller.echo(Dest.peer(echo.id()), "hello")).isEqualTo("hello");
      // It neither renews nor shows itself any more, but its session is there.
      caller.node.parts.credentials.stop();
      caller.node.parts.signaling.close("gone").get();
      assertThat(caller.echo(Dest.peer(echo.id()), "still there")).isEqualTo("still there");

      await()
          .atMost(TestNode.PATIENCE)
          .untilAsserted(() -> assertThat(echo.hookNames()).contains(WEB_RTC_DISCONNECTED));
    }
  }
}
