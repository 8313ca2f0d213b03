package dev.actr.devserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.actr.Hostile;
import dev.actr.TestClock;
import dev.actr.wire.proto.ActrProtos.ActrId;
import dev.actr.wire.proto.ActrProtos.RegisterResponse.RegisterOk;
import dev.actr.wire.proto.SignalingProtos.ActrRelay;
import dev.actr.wire.proto.SignalingProtos.SignalingEnvelope;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RelayTest {

  private final TestClock clock = new TestClock();
  private DevServer server;
  private TestNode older;
  private TestNode newer;

  @BeforeEach
  void start() throws Exception {
    server = DevServer.builder().port(0).clock(clock).start();
    older = TestNode.of(server, "acme:Echo:1.0.0");
    newer = TestNode.of(server, "acme:Client:1.0.0");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static ActrRelay.Builder candidate(TestNode from, ActrId to) {
    ActrRelay.Builder relay = from.relay(to);
    relay.getIceCandidateBuilder().setCandidate("candidate:1 1 udp 1 192.0.2.1 9 typ host");
    return relay;
  }

  @Test
  void forwardsUnchangedInANewEnvelopeOnTheSameTrace() {
    ActrRelay relay = candidate(newer, older.id()).build();
    SignalingEnvelope.Builder envelope =
        TestNode.envelope()
            .setTraceparent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
            .setTracestate("congo=t61rcWkgMzE")
            .setActrRelay(relay);

    newer.send(envelope);

    SignalingEnvelope forwarded = older.next();
    assertThat(forwarded.getActrRelay()).isEqualTo(relay);
    assertThat(forwarded.getEnvelopeId()).isNotEmpty().isNotEqualTo(envelope.getEnvelopeId());
    assertThat(forwarded.hasReplyFor()).isFalse();
    assertThat(forwarded.getTraceparent()).isEqualTo(envelope.getTraceparent());
    assertThat(forwarded.getTracestate()).isEqualTo(envelope.getTracestate());
  }

  @Test
  void forwardsWhatItDoesNotKnow() throws Exception {
    byte[] unknown = ByteString.fromHex("ea0703616263").toByteArray();
    ActrRelay relay =
        ActrRelay.parseFrom(
            older.relay(newer.id()).build().toByteString().concat(ByteString.copyFrom(unknown)));

    older.send(TestNode.envelope().setActrRelay(relay));

    assertThat(newer.next().getActrRelay().toByteArray()).isEqualTo(relay.toByteArray());
  }

  @Test
  void findsTheTargetByRealmAndSerialNumber() {
    ActrId.Builder otherType = older.id().toBuilder();
    otherType.getTypeBuilder().setVersion("9.9.9");

    newer.send(TestNode.envelope().setActrRelay(candidate(newer, otherType.build())));

    assertThat(older.next().getActrRelay().getTarget()).isEqualTo(otherType.build());
  }

  @Test
  void dropsWhatIsForNobody() {
    RegisterOk offline = TestAis.registered(server, TestAis.linked("acme:Echo:1.0.0"));
    ActrId.Builder otherRealm = older.id().toBuilder();
    otherRealm.getRealmBuilder().setRealmId(7);

    newer.send(TestNode.envelope().setActrRelay(candidate(newer, offline.getActrId())));
    newer.send(TestNode.envelope().setActrRelay(candidate(newer, otherRealm.build())));

    assertThat(newer.ping().hasPong()).as("nothing but the reply comes next").isTrue();
    assertThat(older.ping().hasPong()).as("nothing but the reply comes next").isTrue();
  }

  @Test
  void keepsTheOrder() {
    for (int i = 0; i < 200; i++) {
      ActrRelay.Builder relay = newer.relay(older.id());
      relay.getIceCandidateBuilder().setCandidate("candidate:" + i);
      newer.send(TestNode.envelope().setActrRelay(relay));
    }

    for (int i = 0; i < 200; i++) {
      assertThat(older.next().getActrRelay().getIceCandidate().getCandidate())
          .isEqualTo("candidate:" + i);
    }
  }

  @Test
  @Hostile("H58")
  void refusesAnotherSource() {
    assertRefused(403, candidate(newer, older.id()).setSource(older.id()));
    assertRefused(403, candidate(newer, older.id()).clearSource());
  }

  @Test
  void refusesTheCredentialOfAnother() {
    assertRefused(403, candidate(newer, older.id()).setCredential(older.ok.getCredential()));
  }

  @Test
  @Hostile("H59")
  void refusesABadCredential() {
    ActrRelay.Builder relay = candidate(newer, older.id());
    relay.getCredentialBuilder().setSignature(ByteString.copyFrom(new byte[64]));

    assertRefused(401, relay);
    assertRefused(401, relay.clearCredential());
    clock.advance(Duration.ofHours(2));
    assertRefused(401, candidate(newer, older.id()));
  }

  @Test
  void refusesAMessageThatLacksFields() {
    assertRefused(400, candidate(newer, older.id()).clearTarget());
    ActrRelay.Builder relay = candidate(newer, older.id());
    relay.getIceCandidateBuilder().clearCandidate();
    assertRefused(400, relay);
  }

  private void assertRefused(int code, ActrRelay.Builder relay) {
    SignalingEnvelope.Builder envelope = TestNode.envelope().setActrRelay(relay.buildPartial());
    newer.send(envelope);
    assertThat(newer.reply(envelope).getError().getCode()).isEqualTo(code);
    older.assertNothingHasCome();
  }

  @Test
  void refusesWhatTheReceiverWouldNotTake() {
    ActrRelay.Builder relay = newer.relay(older.id());
    SignalingEnvelope.Builder envelope = TestNode.envelope().setActrRelay(relay);
    int room = 1024 * 1024 - envelope.buildPartial().getSerializedSize() - 64;
    relay.getIceCandidateBuilder().setCandidate("c".repeat(room + 46));
    envelope.setActrRelay(relay);
    assertThat(envelope.buildPartial().getSerializedSize()).isLessThanOrEqualTo(1024 * 1024);

    newer.send(envelope);

    assertThat(newer.reply(envelope).getError().getCode()).isEqualTo(400);
    assertThat(older.ping().hasPong()).isTrue();
  }

  @Test
  void assignsTheNewerActorToOffer() {
    assertAssigned(newer, older, true);
    assertAssigned(older, newer, false);
  }

  @Test
  void assignsTheOneThatWantsToAnswerToAnswer() {
    newer = TestNode.connect(server, newer.ok, "&webrtc_role=answer");

    assertAssigned(newer, older, false);
    assertAssigned(older, newer, true);
  }

  @Test
  void decidesAsUsualWhenBothWantToAnswerOrTheRoleIsUnknown() {
    newer = TestNode.connect(server, newer.ok, "&webrtc_role=answer");
    older = TestNode.connect(server, older.ok, "&webrtc_role=answer");
    assertAssigned(older, newer, false);

    newer = TestNode.connect(server, newer.ok, "&webrtc_role=offer");
    older = TestNode.connect(server, older.ok, "");
    assertAssigned(older, newer, false);
  }

  /** Both sides hear of each other, and of opposite roles. */
  private void assertAssigned(TestNode asking, TestNode other, boolean offers) {
    clock.advance(RecentOffers.CROSSING);
    asking.send(negotiation(asking, other.id()).setTraceparent("00-aa-bb-01"));

    SignalingEnvelope own = asking.next();
    SignalingEnvelope others = other.next();
    for (SignalingEnvelope envelope : new SignalingEnvelope[] {own, others}) {
      assertThat(envelope.hasReplyFor()).isFalse();
      assertThat(envelope.getTraceparent()).isEqualTo("00-aa-bb-01");
      assertThat(envelope.getActrRelay().getCredential()).isEqualTo(asking.ok.getCredential());
      assertThat(envelope.getActrRelay().getRoleAssignment().hasRemoteFixed()).isFalse();
    }
    assertThat(own.getActrRelay().getSource()).isEqualTo(other.id());
    assertThat(own.getActrRelay().getTarget()).isEqualTo(asking.id());
    assertThat(own.getActrRelay().getRoleAssignment().getIsOfferer()).isEqualTo(offers);
    assertThat(others.getActrRelay().getSource()).isEqualTo(asking.id());
    assertThat(others.getActrRelay().getTarget()).isEqualTo(other.id());
    assertThat(others.getActrRelay().getRoleAssignment().getIsOfferer()).isEqualTo(!offers);
  }

  private static SignalingEnvelope.Builder negotiation(TestNode from, ActrId to) {
    ActrRelay.Builder relay = from.relay(to);
    relay
        .getRoleNegotiationBuilder()
        .setFrom(from.id())
        .setTo(to)
        .setRealmId(from.id().getRealm().getRealmId());
    return TestNode.envelope().setActrRelay(relay);
  }

  @Test
  void assignsARoleEvenIfTheOtherIsNotConnected() {
    RegisterOk offline = TestAis.registered(server, TestAis.linked("acme:Echo:1.0.0"));

    newer.send(negotiation(newer, offline.getActrId()));

    ActrRelay relay = newer.next().getActrRelay();
    assertThat(relay.getSource()).isEqualTo(offline.getActrId());
    assertThat(relay.hasRoleAssignment()).isTrue();
  }

  @Test
  void whoeverOffersIsToldOnceThoughBothAsk() {
    older.send(negotiation(older, newer.id()));
    newer.send(negotiation(newer, older.id()));

    assertThat(newer.next().getActrRelay().getRoleAssignment().getIsOfferer()).isTrue();
    for (int i = 0; i < 2; i++) {
      ActrRelay assignment = older.next().getActrRelay();
      assertThat(assignment.hasRoleAssignment()).isTrue();
      assertThat(assignment.getRoleAssignment().getIsOfferer()).isFalse();
    }
    assertThat(newer.ping().hasPong()).as("nothing but the reply comes next").isTrue();

    clock.advance(RecentOffers.CROSSING);
    older.send(negotiation(older, newer.id()));
    assertThat(newer.next().getActrRelay().getRoleAssignment().getIsOfferer()).isTrue();
  }

  @Test
  void refusesToNegotiateWithOneself() {
    SignalingEnvelope.Builder envelope = negotiation(newer, newer.id());

    newer.send(envelope);

    assertThat(newer.reply(envelope).getError().getCode()).isEqualTo(400);
  }
}
