package dev.actr.signaling;

import static dev.actr.signaling.ScriptedSignaling.await;
import static dev.actr.signaling.TestClient.CONNECTED;
import static dev.actr.signaling.TestClient.CONNECTING;
import static dev.actr.signaling.TestClient.DISCONNECTED;
import static dev.actr.signaling.TestClient.FAILED;
import static dev.actr.signaling.TestClient.NEVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.actr.ActrException;
import dev.actr.ErrorKind;
import dev.actr.identity.Identities;
import dev.actr.identity.Identity;
import dev.actr.wire.SignalingEnvelopes;
import dev.actr.wire.proto.ActrProtos.ErrorResponse;
import dev.actr.wire.proto.SignalingProtos.ActrToSignaling.PayloadCase;
import dev.actr.wire.proto.SignalingProtos.SignalingEnvelope;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The connection, from the first attempt to the last word. */
class SignalingSessionTest {

  private static final Identity IDENTITY = Identities.of("1@1001/acme:Echo:1.0.0");

  private ScriptedSignaling server;

  @BeforeEach
  void startServer() {
    server = new ScriptedSignaling();
  }

  @AfterEach
  void stopServer() {
    server.close();
  }

  private static Identity withHeartbeat(Duration interval) {
    return Identities.of(IDENTITY.id(), interval);
  }

  private static void awaitMessages(ScriptedSession session, int count) {
    await().until(() -> session.received.size() >= count);
  }

  /** Returns when the client's loop has done what it had to do until now. */
  private static void settle(TestClient node) {
    assertThatThrownBy(() -> node.client.signingKey(1).get()).isNotNull();
  }

  @Test
  void theFirstHeartbeatIsSentAtOnce() {
    try (TestClient node = TestClient.connected(server, withHeartbeat(Duration.ofHours(1)))) {
      awaitMessages(server.session(1), 1);
      assertThat(server.session(1).envelopes().get(0).getActrToServer().hasPing()).isTrue();
      assertThat(node.client.isConnected()).isTrue();
    }
  }

  @Test
  void heartbeatsFollowAtTheIntervalOfTheRegistration() {
    try (TestClient node = TestClient.connected(server, withHeartbeat(Duration.ofMillis(20)))) {
      awaitMessages(server.session(1), 5);
      assertThat(server.session(1).envelopes())
          .allMatch(envelope -> envelope.getActrToServer().hasPing())
          .extracting(SignalingEnvelope::getEnvelopeId)
          .startsWith("env-1", "env-2", "env-3", "env-4", "env-5");
      assertThat(node.events).containsExactly(CONNECTING, CONNECTED);
    }
  }

  /** A heartbeat waits for its answer for a second at least. */
  @Test
  void heartbeatsWithoutAnswerDoNotEndTheConnection() throws Exception {
    server.script(
        (session, message) -> {
          if (!message.getActrToServer().hasPing()) {
            server.answer(session, message);
          }
        });
    server.key(1, new byte[] {1});
    try (TestClient node = TestClient.connected(server, withHeartbeat(Duration.ofMillis(100)))) {
      awaitMessages(server.session(1), 15);
      assertThat(node.client.signingKey(1).get()).containsExactly(1);
      assertThat(node.events).containsExactly(CONNECTING, CONNECTED);
    }
  }

  /** The delay is an hour, so an attempt that is seen was made at once. */
  @Test
  void aConnectionThatLastedLongEnoughForAPingIsReplacedAtOnce() {
    try (TestClient node = new TestClient(server.url(), NEVER).startAndWait(IDENTITY)) {
      ScriptedSession session = server.session(1);
      await().until(() -> session.pings.get() == 1);
      session.cut();
      node.await(CONNECTED, 2);
      assertThat(node.events)
          .containsExactly(CONNECTING, CONNECTED, DISCONNECTED, CONNECTING, CONNECTED);
    }
  }

  @Test
  void aConnectionThatGoesAtOnceIsReplacedAfterADelay() {
    try (TestClient node = new TestClient(server.url(), NEVER).startAndWait(IDENTITY)) {
      server.session(1).cut();
      node.await(DISCONNECTED, 1);
      settle(node);
      assertThat(node.events).containsExactly(CONNECTING, CONNECTED, DISCONNECTED);
      assertThat(node.client.isConnected()).isFalse();
    }
  }

  /** Two nodes with one identity: the server lets the newest connection live. */
  @Test
  void aDisplacedConnectionDoesNotFightBackAtOnce() {
    try (TestClient first = new TestClient(server.url(), NEVER).startAndWait(IDENTITY);
        TestClient second = new TestClient(server.url(), NEVER).startAndWait(IDENTITY)) {
      server.session(1).close(WebSocketCloseStatus.POLICY_VIOLATION);
      first.await(DISCONNECTED, 1);
      settle(first);
      settle(second);
      assertThat(first.events).containsExactly(CONNECTING, CONNECTED, DISCONNECTED);
      assertThat(second.events).containsExactly(CONNECTING, CONNECTED);
      assertThat(server.upgrades).hasSize(2);
    }
  }

  /** Both tests of silence in one, as each takes its ten seconds. */
  @Test
  void aSilentServerCountsAsGoneButOneThatIsSlowToAcceptDoesNot() {
    try (ScriptedSignaling slow = new ScriptedSignaling();
        TestClient patient = new TestClient(slow.url(), NEVER);
        TestClient node = new TestClient(server.url(), NEVER)) {
      slow.hold();
      patient.start(IDENTITY);
      await().until(() -> slow.waiting.size() == 1);
      node.startAndWait(IDENTITY);
      awaitMessages(server.session(1), 1);
      server.mute();

      node.await(CONNECTED, 2);
      assertThat(node.events)
          .containsExactly(CONNECTING, CONNECTED, DISCONNECTED, CONNECTING, CONNECTED);
      assertThat(node.reasons)
          .singleElement()
          .extracting(ActrException::getMessage)
          .asString()
          .contains("10 seconds");

      slow.release();
      patient.await(CONNECTED, 1);
      assertThat(patient.events).containsExactly(CONNECTING, CONNECTED);
      server.script(server::answer);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 302, 400, 403, 404, 429, 500, 503})
  void aServerThatRefusesIsAskedAgainUntilItAccepts(int status) {
    server.status(status);
    try (TestClient node = new TestClient(server.url()).start(IDENTITY)) {
      node.await(FAILED, 3);
      assertThat(node.reasons).allMatch(reason -> reason.kind() == ErrorKind.UNAVAILABLE);
      server.status(101);
      node.await(CONNECTED, 1);
      assertThat(node.count(CONNECTING)).isEqualTo(node.count(FAILED) + 1);
      assertThat(node.events).doesNotContain(TestClient.REJECTED);
    }
  }

  @Test
  void aServerThatIsAwayIsAskedAgainUntilItIsThere() {
    URI url = server.url();
    server.close();
    try (TestClient node = new TestClient(url).start(IDENTITY)) {
      node.await(FAILED, 3);
      assertThat(node.client.isConnected()).isFalse();
      assertThat(node.reasons.get(0)).hasMessageContaining(url.toString());
      assertThat(node.reasons.get(0).getMessage()).doesNotContain("signature");
    }
  }

  @Test
  void theIdentityAndTheQueryOfTheUrlAreSentWithEachAttempt() {
    server.status(503);
    URI url = URI.create(server.url() + "?tenant=a");
    try (TestClient node = new TestClient(url).start(IDENTITY)) {
      node.await(FAILED, 2);
      server.status(101);
      node.await(CONNECTED, 1);
      assertThat(server.upgrades)
          .hasSizeGreaterThanOrEqualTo(3)
          .allMatch(
              path ->
                  path.startsWith(
                      "/signaling/ws?tenant=a&actor_id=1%401001%2Facme%3AEcho%3A1.0.0&"));
    }
  }

  @Test
  void closingUnregistersSaysGoodByeAndIsFinal() throws Exception {
    TestClient node = TestClient.connected(server, IDENTITY);
    ScriptedSession session = server.session(1);
    node.stop();

    SignalingEnvelope last = session.envelopes().get(session.envelopes().size() - 1);
    assertThat(last.getActrToServer().getPayloadCase()).isEqualTo(PayloadCase.UNREGISTER_REQUEST);
    assertThat(last.getActrToServer().getUnregisterRequest().getReason()).isEqualTo("test");
    assertThat(session.closed.get()).isEqualTo(1000);
    assertThat(node.events).containsExactly(CONNECTING, CONNECTED, DISCONNECTED);
    node.close();
    assertThat(server.upgrades).hasSize(1);
  }

  @Test
  void closingUnregistersThoughMuchWaitsAsTheServerWasSentTooMuch() throws Exception {
    server.script(
        (session, message) -> {
          if (message.getActrToServer().getPayloadCase() == PayloadCase.UNREGISTER_REQUEST) {
            server.answer(session, message);
          } else {
            session.send(
                SignalingEnvelopes.create()
                    .setEnvelopeError(ErrorResponse.newBuilder().setCode(429).setMessage("no"))
                    .build());
          }
        });
    TestClient node = TestClient.connected(server, IDENTITY);
    await().until(() -> !server.session(1).envelopes().isEmpty());
    for (int i = 0; i < 200; i++) {
      node.client.relay(IDENTITY.id(), relay -> relay.getIceCandidateBuilder(), () -> true);
    }
    node.stop();

    List<SignalingEnvelope> envelopes = server.session(1).envelopes();
    assertThat(envelopes.get(envelopes.size() - 1).getActrToServer().getPayloadCase())
        .isEqualTo(PayloadCase.UNREGISTER_REQUEST);
    node.close();
  }

  @Test
  void requestsThatAreTooManyFailAloneWhereTheServerWasSentTooMuch() throws Exception {
    server.script(
        (session, message) ->
            session.send(
                SignalingEnvelopes.create()
                    .setEnvelopeError(ErrorResponse.newBuilder().setCode(429).setMessage("no"))
                    .build()));
    try (TestClient node = TestClient.connected(server, IDENTITY)) {
      await().until(() -> !server.session(1).envelopes().isEmpty());
      CompletableFuture<byte[]> last = node.client.signingKey(0);
      for (int i = 1; i < 1000; i++) {
        last = node.client.signingKey(i);
      }
      CompletableFuture<byte[]> tooMany = last;
      await().until(tooMany::isCompletedExceptionally);
      assertThat(tooMany)
          .failsWithin(ScriptedSignaling.PATIENCE)
          .withThrowableThat()
          .withMessageContaining("does not take so many messages");
      assertThat(node.client.isConnected()).isTrue();
    }
  }

  @Test
  void closingDuringAnAttemptIsPromptAndTheAttemptComesToNothing() throws Exception {
    server.hold();
    TestClient node = new TestClient(server.url()).start(IDENTITY);
    await().until(() -> server.waiting.size() == 1);
    node.stop();
    server.release();
    // Whether it was accepted before it was closed is up to the network.
    await().until(server.waiting::isEmpty);
    settle(node);
    assertThat(node.events).containsExactly(CONNECTING);
    node.close();
  }

  @Test
  void closingBetweenAttemptsEndsThem() {
    server.status(503);
    TestClient node = new TestClient(server.url()).start(IDENTITY);
    node.await(FAILED, 1);
    node.stop();
    int attempts = node.events.size();
    await().during(Duration.ofMillis(200)).until(() -> node.events.size() <= attempts + 1);
    assertThat(node.events).doesNotContain(CONNECTED);
    node.close();
  }

  @Test
  void closingBeforeTheStartKeepsItFromConnecting() {
    try (TestClient node = new TestClient(server.url())) {
      node.stop();
      node.start(IDENTITY);
      settle(node);
      assertThat(node.events).isEmpty();
      assertThat(node.client.isConnected()).isFalse();
    }
  }
}
