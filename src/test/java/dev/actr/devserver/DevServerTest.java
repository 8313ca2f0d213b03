package dev.actr.devserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.actr.Realm;
import dev.actr.TestClock;
import dev.actr.net.IoLoops;
import dev.actr.wire.proto.ActrProtos.RegisterRequest;
import dev.actr.wire.proto.ActrProtos.RegisterResponse;
import dev.actr.wire.proto.ActrProtos.RegisterResponse.RegisterOk;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class DevServerTest {

  private static final String ECHO = "acme:Echo:1.0.0";

  @Test
  void tellsWhereItListens() throws Exception {
    try (DevServer server = DevServer.builder().port(0).start()) {
      assertThat(server.port()).isPositive();
      assertThat(server.aisUri()).hasToString("http://127.0.0.1:" + server.port() + "/ais");
      assertThat(server.signalingUri())
          .hasToString("ws://127.0.0.1:" + server.port() + "/signaling/ws");
    }
  }

  @Test
  void listensOnTheChosenPortAgainAfterItWasClosed() throws Exception {
    int port;
    try (DevServer server = DevServer.builder().port(0).start()) {
      port = server.port();
      TestNode.of(server, ECHO);
    }

    try (DevServer server = DevServer.builder().port(port).start()) {
      assertThat(server.port()).isEqualTo(port);
      assertThat(TestNode.of(server, ECHO).ping().hasPong()).isTrue();
    }
  }

  @Test
  void saysWhyItCannotListen() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      DevServerBuilder builder = DevServer.builder().port(taken.getLocalPort());
      assertThatThrownBy(builder::start)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("127.0.0.1 port " + taken.getLocalPort());
    }
    assertThatThrownBy(DevServer.builder().host("no-such-host.invalid")::start)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no-such-host.invalid");
  }

  @Test
  void leavesThreadsOfTheCallerRunning() throws Exception {
    try (IoLoops loops = new IoLoops()) {
      DevServer first = DevServer.builder().port(0).start(loops);
      DevServer second = DevServer.builder().port(0).start(loops);

      first.close();

      assertThat(TestNode.of(second, ECHO).ping().hasPong()).isTrue();
      second.close();
      assertThat(loops.group().isShuttingDown()).isFalse();
    }
  }

  @Test
  void closesAllConnections() throws Exception {
    DevServer server = DevServer.builder().port(0).start();
    TestNode node = TestNode.of(server, ECHO);
    try (RawClient idle = new RawClient(server)) {
      idle.send("GET /health HTTP/1.1\r\n");

      server.close();
      server.close();

      assertThat(node.closed()).isEqualTo("1001 the server stops");
      assertThat(idle.readToEnd()).isEmpty();
    }
    assertThatThrownBy(() -> new Socket("127.0.0.1", server.port()))
        .isInstanceOf(ConnectException.class);
  }

  @Test
  void closesTheConnectionOfAClientThatDoesNotCloseItself() throws Exception {
    DevServer server = DevServer.builder().port(0).start();
    try (RawClient raw =
        RawClient.upgraded(server, TestAis.registered(server, TestAis.linked(ECHO)))) {

      server.close();

      assertThat(raw.readToEnd()).startsWith("\u0088").endsWith("the server stops");
    }
  }

  @Test
  void aNewConnectionDisplacesTheFormer() throws Exception {
    try (DevServer server = DevServer.builder().port(0).start();
        TestNode former = TestNode.of(server, ECHO);
        TestNode latter = TestNode.connect(server, former.ok, "");
        TestNode other = TestNode.of(server, "acme:Client:1.0.0")) {
      assertThat(former.closed()).isEqualTo("1008 displaced by new connection");
      assertThat(latter.ping().hasPong()).isTrue();

      other.send(TestNode.envelope().setActrRelay(other.relay(latter.id())));

      assertThat(latter.next().hasActrRelay()).isTrue();
    }
  }

  @Test
  void theEndOfADisplacedConnectionDoesNotHideTheActor() throws Exception {
    try (DevServer server = DevServer.builder().port(0).start()) {
      RegisterOk ok = TestAis.registered(server, TestAis.linked(ECHO));
      TestNode other = TestNode.of(server, "acme:Client:1.0.0");
      try (RawClient displaced = RawClient.upgraded(server, ok)) {
        TestNode latter = TestNode.connect(server, ok, "");
        assertThat(displaced.readToEnd()).endsWith("displaced by new connection");

        other.send(TestNode.envelope().setActrRelay(other.relay(latter.id())));

        assertThat(latter.next().hasActrRelay()).isTrue();
      }
    }
  }

  @Test
  void forgetsEverythingAtARestart() throws Exception {
    byte[] seed = HexFormat.of().parseHex("2a".repeat(32));
    RegisterOk former;
    try (DevServer server = DevServer.builder().port(0).seed(seed).start()) {
      former = TestAis.registered(server, TestAis.linked(ECHO));
    }
    for (DevServerBuilder builder :
        new DevServerBuilder[] {DevServer.builder(), DevServer.builder().seed(seed)}) {
      try (DevServer server = builder.port(0).start();
          RawClient raw = new RawClient(server)) {
        raw.send(
            "GET /signaling/ws?"
                + TestNode.query(former)
                + " HTTP/1.1\r\n"
                + "Host: x\r\n"
                + "Upgrade: websocket\r\n"
                + "Connection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n");

        assertThat(raw.readToEnd()).startsWith("HTTP/1.1 401 ");
        assertThat(
                TestAis.renew(server, TestAis.renewal(former.getActrId(), former.getRenewalToken()))
                    .getError()
                    .getCode())
            .isEqualTo(401);
        assertThat(TestAis.registered(server, TestAis.linked(ECHO)).getActrId().getSerialNumber())
            .isGreaterThan(former.getActrId().getSerialNumber());
      }
    }
  }

  @Test
  void usesAnotherKeyIdAfterARestart() throws Exception {
    int former;
    try (DevServer server = DevServer.builder().port(0).start()) {
      former = TestAis.registered(server, TestAis.linked(ECHO)).getSigningKeyId();
    }
    try (DevServer server = DevServer.builder().port(0).start()) {
      TestNode node = TestNode.of(server, ECHO);
      assertThat(node.ok.getSigningKeyId()).isNotEqualTo(former);
      assertThat(
              node.ask(r -> r.getGetSigningKeyRequestBuilder().setKeyId(former))
                  .getError()
                  .getCode())
          .isEqualTo(404);
    }
  }

  @Test
  void keepsALimitedNumberOfRegistrations() throws Exception {
    TestClock clock = new TestClock();
    try (DevServer server =
        DevServer.builder()
            .port(0)
            .clock(clock)
            .limits(new RegistryLimits(3, 1 << 20, 10, 10))
            .start()) {
      TestNode connected = TestNode.of(server, ECHO);
      RegisterOk idle = TestAis.registered(server, TestAis.linked(ECHO));
      TestAis.registered(server, TestAis.linked(ECHO));
      assertThat(TestAis.register(server, TestAis.linked(ECHO)).getError().getCode())
          .isEqualTo(503);

      clock.advance(Duration.ofHours(23));
      TestAis.renew(server, TestAis.renewal(idle.getActrId(), idle.getRenewalToken()));
      clock.advance(Duration.ofHours(1));

      assertThat(TestAis.register(server, TestAis.linked(ECHO)).hasSuccess()).isTrue();
      assertThat(TestAis.register(server, TestAis.linked(ECHO)).getError().getCode())
          .isEqualTo(503);
      assertThat(connected.ping().getError().getCode()).as("connected, so kept").isEqualTo(401);
      connected.close();
      await()
          .untilAsserted(
              () ->
                  assertThat(TestAis.register(server, TestAis.linked(ECHO)).hasSuccess()).isTrue());
    }
  }

  @Test
  void keepsALimitedNumberOfBytes() throws Exception {
    try (DevServer server =
        DevServer.builder().port(0).limits(new RegistryLimits(100, 10_000, 10, 10)).start()) {
      RegisterRequest.Builder large = TestAis.linked(ECHO);
      large
          .getServiceSpecBuilder()
          .setName("s")
          .setFingerprint("f")
          .setDescription("d".repeat(6000));
      TestNode node = TestNode.of(server, large);

      RegisterResponse second = TestAis.register(server, large);
      node.ask(r -> r.getUnregisterRequestBuilder().setActrId(node.id()));

      assertThat(second.getError().getCode()).isEqualTo(503);
      assertThat(TestAis.register(server, large).hasSuccess()).isTrue();
    }
  }

  @Test
  void refusesSettingsThatMakeNoSense() {
    DevServerBuilder builder = DevServer.builder();

    assertThatIllegalArgumentException().isThrownBy(() -> builder.port(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.port(65_536));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.host(" "));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.realm(new Realm(1), " "));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.turnSecret(""));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.seed(new byte[31]));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.credentialLifetime(Duration.ofMillis(999)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.credentialLifetime(Duration.ofDays(4000)));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.heartbeatInterval(Duration.ZERO));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.heartbeatInterval(Duration.ofDays(2)));
  }
}
