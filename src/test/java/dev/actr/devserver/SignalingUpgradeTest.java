package dev.actr.devserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.actr.Hostile;
import dev.actr.Realm;
import dev.actr.TestClock;
import dev.actr.wire.proto.ActrProtos.AIdCredential;
import dev.actr.wire.proto.ActrProtos.ActrId;
import dev.actr.wire.proto.ActrProtos.RegisterResponse.RegisterOk;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignalingUpgradeTest {

  private final TestClock clock = new TestClock();
  private DevServer server;
  private RegisterOk ok;

  @BeforeEach
  void start() throws Exception {
    server = DevServer.builder().port(0).realm(new Realm(1001)).clock(clock).start();
    ok = TestAis.registered(server, TestAis.linked("acme:Echo:1.0.0"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/signaling/ws", "/"})
  void upgradesWithACredential(String path) throws Exception {
    assertThat(upgrade(path, TestNode.query(ok))).isEqualTo(101);
  }

  @Test
  void answersPingFramesWithTheirPayload() {
    try (TestNode node = TestNode.connect(server, ok, "")) {
      assertThat(node.pong("actr-signaling-probe-1-1795520233"))
          .isEqualTo("actr-signaling-probe-1-1795520233");
    }
  }

  @Test
  void refusesAMissingParameter() throws Exception {
    List<String> parameters = List.of(TestNode.query(ok).split("&"));
    assertThat(parameters).hasSize(4);
    for (String missing : parameters) {
      String query = String.join("&", parameters.stream().filter(p -> p != missing).toList());
      assertThat(upgrade(query)).as("without %s", missing).isEqualTo(401);
    }
    assertThat(upgrade("")).isEqualTo(401);
  }

  @Test
  @Hostile("H57")
  void refusesAParameterGivenTwice() throws Exception {
    assertThat(upgrade(TestNode.query(ok) + "&key_id=1")).isEqualTo(401);
    assertThat(upgrade(TestNode.query(ok) + "&webrtc_role=answer&webrtc_role=answer"))
        .isEqualTo(401);
  }

  @Test
  void refusesMalformedParameters() throws Exception {
    String query = TestNode.query(ok);

    assertThat(upgrade(query.replaceFirst("key_id=\\d+", "key_id=1x"))).isEqualTo(401);
    assertThat(upgrade(query.replaceFirst("key_id=\\d+", "key_id=-1"))).isEqualTo(401);
    assertThat(upgrade(query.replaceFirst("claims=[^&]+", "claims=%21%21"))).isEqualTo(401);
    assertThat(upgrade(query.replaceFirst("claims=[^&]+", "claims=_w"))).isEqualTo(401);
    assertThat(upgrade(query.replaceFirst("actor_id=[^&]+", "actor_id=me"))).isEqualTo(401);
    assertThat(upgrade(query.replaceFirst("signature=[^&]+", "signature=%zz"))).isEqualTo(401);
  }

  @Test
  @Hostile("H54")
  void refusesACredentialThatDoesNotVerify() throws Exception {
    AIdCredential credential = ok.getCredential();
    byte[] signature = credential.getSignature().toByteArray();
    signature[5] ^= 1;

    assertThat(upgrade(credential.toBuilder().setKeyId(credential.getKeyId() + 1))).isEqualTo(401);
    assertThat(upgrade(credential.toBuilder().setSignature(ByteString.copyFrom(signature))))
        .isEqualTo(401);
    assertThat(upgrade(credential.toBuilder().setSignature(ByteString.EMPTY))).isEqualTo(401);
    assertThat(upgrade(credential.toBuilder().setClaims(ByteString.EMPTY))).isEqualTo(401);
    assertThat(
            upgrade(
                credential.toBuilder()
                    .setClaims(credential.getClaims().concat(ByteString.fromHex("1801")))))
        .isEqualTo(401);
  }

  @Test
  @Hostile("H55")
  void refusesAnExpiredCredential() throws Exception {
    clock.advance(Duration.ofMinutes(60).minusSeconds(1));
    assertThat(upgrade(TestNode.query(ok))).isEqualTo(101);

    clock.advance(Duration.ofSeconds(1));

    assertThat(upgrade(TestNode.query(ok))).isEqualTo(401);
  }

  @Test
  @Hostile("H56")
  void refusesTheCredentialOfAnother() throws Exception {
    RegisterOk other = TestAis.registered(server, TestAis.linked("acme:Echo:1.0.0"));
    ActrId.Builder otherRealm = ok.getActrId().toBuilder();
    otherRealm.getRealmBuilder().setRealmId(2);

    assertThat(upgrade(TestNode.query(other.getActrId(), ok.getCredential()))).isEqualTo(401);
    assertThat(upgrade(TestNode.query(otherRealm.build(), ok.getCredential()))).isEqualTo(401);
  }

  @Test
  void refusesAnActorThatHasUnregistered() throws Exception {
    try (TestNode node = TestNode.connect(server, ok, "")) {
      node.ask(r -> r.getUnregisterRequestBuilder().setActrId(ok.getActrId()));
    }

    assertThat(upgrade(TestNode.query(ok))).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n",
        "Upgrade: websocket\r\nConnection: close\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: gmF56g34KO8AEBVzQIilpQ==\r\n",
      })
  void answers400ToAnImproperUpgrade(String headers) throws Exception {
    assertThat(upgrade("/signaling/ws", TestNode.query(ok), headers)).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Upgrade: websocket\r\nConnection: Upgrade\r\n",
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 8\r\n"
            + "Sec-WebSocket-Key: gmF56g34KO8AEBVzQIilpQ==\r\n",
      })
  void answers426ToAnotherVersion(String headers) throws Exception {
    assertThat(upgrade("/signaling/ws", TestNode.query(ok), headers)).isEqualTo(426);
  }

  private int upgrade(AIdCredential.Builder credential) throws Exception {
    return upgrade(TestNode.query(ok.getActrId(), credential.build()));
  }

  private int upgrade(String query) throws Exception {
    return upgrade("/signaling/ws", query);
  }

  private int upgrade(String path, String query) throws Exception {
    return upgrade(
        path,
        query,
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: gmF56g34KO8AEBVzQIilpQ==\r\n");
  }

  private int upgrade(String path, String query, String headers) throws Exception {
    try (RawClient raw = new RawClient(server)) {
      raw.send("GET " + path + "?" + query + " HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n");
      String head = raw.readHead();
      assertThat(head).startsWith("HTTP/1.1 ");
      return Integer.parseInt(head.substring(9, 12));
    }
  }
}
