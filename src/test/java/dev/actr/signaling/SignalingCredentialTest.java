package dev.actr.signaling;

import static dev.actr.signaling.ScriptedSignaling.await;
import static dev.actr.signaling.TestClient.CONNECTED;
import static dev.actr.signaling.TestClient.CONNECTING;
import static dev.actr.signaling.TestClient.DISCONNECTED;
import static dev.actr.signaling.TestClient.FAILED;
import static dev.actr.signaling.TestClient.REJECTED;
import static dev.actr.signaling.TestClient.WARNED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.ErrorKind;
import dev.actr.identity.Identities;
import dev.actr.identity.Identity;
import dev.actr.wire.proto.ActrProtos.CredentialWarning;
import dev.actr.wire.proto.SignalingProtos.SignalingToActr;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server that does not accept the credential any more. */
class SignalingCredentialTest {

  private static final String OLD = "/signaling/ws?actor_id=1%40";
  private static final String NEW = "/signaling/ws?actor_id=2%40";

  private final Identity old = Identities.of("1@1001/acme:Echo:1.0.0");
  private final Identity renewed = Identities.of("2@1001/acme:Echo:1.0.0");
  private ScriptedSignaling server;

  @BeforeEach
  void startServer() {
    server = new ScriptedSignaling();
  }

  @AfterEach
  void stopServer() {
    server.close();
  }

  /** Refuses the heartbeats of the old identity. */
  private void refuseOld() {
    server.script(
        (session, message) -> {
          if (message.getActrToServer().hasPing()
              && message.getActrToServer().getSource().getSerialNumber() == 1) {
            session.refuse(message, 401);
          } else {
            server.answer(session, message);
          }
        });
  }

  private static void staysSo(Runnable assertion) {
    await().during(Duration.ofMillis(200)).untilAsserted(assertion::run);
  }

  @Test
  void anUpgradeAnswered401WaitsForTheNewIdentityAndGoesOnUnderIt() {
    server.status(401);
    try (TestClient node = new TestClient(server.url()).start(old)) {
      node.await(REJECTED, 1);
      staysSo(() -> assertThat(node.events).containsExactly(CONNECTING, FAILED, REJECTED));
      assertThat(node.reasons.get(0).kind()).isEqualTo(ErrorKind.PERMISSION_DENIED);

      server.status(101);
      node.renewed.complete(renewed);
      node.await(CONNECTED, 1);
      assertThat(server.upgrades).hasSize(2);
      assertThat(server.upgrades.get(0)).startsWith(OLD);
      assertThat(server.upgrades.get(1)).startsWith(NEW);
    }
  }

  @Test
  void aHeartbeatAnswered401MovesToAConnectionOfTheNewIdentity() throws Exception {
    refuseOld();
    try (TestClient node = TestClient.connected(server, old)) {
      node.await(REJECTED, 1);
      assertThat(node.client.isConnected()).isTrue();

      node.renewed.complete(renewed);
      node.await(CONNECTED, 2);
      assertThat(server.session(1).closed.get()).isEqualTo(1000);
      assertThat(server.upgrades.get(1)).startsWith(NEW);
      ScriptedSession next = server.session(2);
      await().until(() -> !next.received.isEmpty());
      assertThat(next.envelopes().get(0).getActrToServer().getSource().getSerialNumber())
          .isEqualTo(2);
      assertThat(node.events)
          .containsExactly(CONNECTING, CONNECTED, REJECTED, DISCONNECTED, CONNECTING, CONNECTED);
    }
  }

  @Test
  void otherErrorsOfHeartbeatsAreNoRejection() {
    List<Integer> codes = List.of(400, 404, 429, 500);
    server.script(
        (session, message) -> session.refuse(message, codes.get(session.received.size() % 4)));
    try (TestClient node =
        TestClient.connected(server, Identities.of(old.id(), Duration.ofMillis(20)))) {
      await().until(() -> server.session(1).received.size() > 8);
      assertThat(node.events).containsExactly(CONNECTING, CONNECTED);
      server.script(server::answer);
    }
  }

  /** The connection goes while the AIS is asked, and what is tried meanwhile is refused as well. */
  @Test
  void severalRejectionsOfOneCredentialLeadToOneConnection() {
    refuseOld();
    try (TestClient node =
        TestClient.connected(server, Identities.of(old.id(), Duration.ofMillis(20)))) {
      node.await(REJECTED, 1);
      server.status(401);
      server.session(1).cut();
      node.await(DISCONNECTED, 1);
      staysSo(() -> assertThat(node.client.isConnected()).isFalse());

      server.status(101);
      node.renewed.complete(renewed);
      node.await(CONNECTED, 2);
      staysSo(() -> assertThat(node.count(CONNECTED)).isEqualTo(2));
      assertThat(server.upgrades).filteredOn(path -> path.startsWith(NEW)).hasSize(1);
    }
  }

  /** Asking for another identity may fail for once; the node is not lost for that. */
  @Test
  void aRenewalThatFailsIsTriedAgain() {
    server.status(401);
    try (TestClient node = new TestClient(server.url()).start(old)) {
      node.await(REJECTED, 1);
      var failing = node.renewed;
      node.renewed = new CompletableFuture<>();
      failing.completeExceptionally(new IllegalStateException("on purpose"));
      node.await(REJECTED, 2);
      server.status(101);
      node.renewed.complete(renewed);
      node.await(CONNECTED, 1);
    }
  }

  @Test
  void aWarningInAPongIsToldAndTheConnectionGoesOnWithTheRenewedCredential() {
    server.script(
        (session, message) -> {
          SignalingToActr.Builder answer = SignalingToActr.newBuilder();
          answer
              .getPongBuilder()
              .setSeq(1)
              .getCredentialWarningBuilder()
              .setType(CredentialWarning.WarningType.KEY_IN_TOLERANCE_PERIOD)
              .setMessage("the key is old");
          session.reply(message, answer);
        });
    Identity beating = Identities.of(old.id(), Duration.ofMillis(20));
    Identity another =
        Identities.of(
            old.id(),
            old.credential().toBuilder().setKeyId(old.credential().getKeyId() + 1).build(),
            Duration.ofMillis(20));
    try (TestClient node = TestClient.connected(server, beating)) {
      node.await(WARNED, 1);
      node.client.adopt(another);
      ScriptedSession session = server.session(1);
      await()
          .until(
              () ->
                  session.envelopes().stream()
                      .anyMatch(
                          sent ->
                              sent.getActrToServer().getCredential().equals(another.credential())));
      assertThat(node.events).doesNotContain(REJECTED, DISCONNECTED);
      assertThat(server.upgrades).hasSize(1);
      server.script(server::answer);
    }
  }

  @ParameterizedTest
  @CsvSource({"401, 1", "403, 0", "500, 0"})
  void aMessageToAnotherThatIsRefusedIsToldAndMayMeanThatTheCredentialIs(int code, int rejections) {
    ActrId target = ActrId.parse("9@1001/acme:Other:1.0.0");
    Map<ActrId, ActrException> refused = new ConcurrentHashMap<>();
    server.script(
        (session, message) -> {
          if (message.hasActrRelay()) {
            session.refuse(message, code);
          } else {
            server.answer(session, message);
          }
        });
    TestClient node = new TestClient(server.url());
    node.client.onRelayRefused(refused::put);
    try (node) {
      node.startAndWait(old);
      node.client.relay(target, relay -> relay.getIceRestartRequestBuilder(), () -> false).join();
      await().until(() -> refused.containsKey(target));
      assertThat(refused.get(target)).hasMessageContaining(String.valueOf(code));
      assertThat(node.count(REJECTED)).isEqualTo(rejections);
      node.renewed.complete(renewed);
    }
  }
}
