package dev.actr.devserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.ActrType;
import dev.actr.Hostile;
import dev.actr.wire.ProtoValues;
import dev.actr.wire.proto.ActrProtos.AclRule;
import dev.actr.wire.proto.ActrProtos.ActrId;
import dev.actr.wire.proto.ActrProtos.DiscoveryResponse.TypeEntry;
import dev.actr.wire.proto.ActrProtos.RegisterRequest;
import dev.actr.wire.proto.ActrProtos.RouteCandidatesRequest;
import dev.actr.wire.proto.SignalingProtos.ActrRelay;
import dev.actr.wire.proto.SignalingProtos.SignalingEnvelope;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whom the access rules of an actor hide it from. */
class AccessRulesTest {

  private static final String GUARDED = "acme:Guarded:1.0.0";
  private static final String FRIEND = "acme:Friend:1.0.0";
  private static final String STRANGER = "acme:Stranger:1.0.0";

  private DevServer server;

  @BeforeEach
  void start() throws Exception {
    server = DevServer.builder().port(0).start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** Rules are written {@code +type[@realm]} to allow and {@code -type[@realm]} to deny. */
  private static RegisterRequest.Builder withRules(String type, String... rules) {
    RegisterRequest.Builder request = TestAis.linked(type);
    request.getAclBuilder();
    for (String rule : rules) {
      String[] parts = rule.substring(1).split("@");
      AclRule.Builder message =
          AclRule.newBuilder()
              .setPermission(
                  rule.startsWith("+") ? AclRule.Permission.ALLOW : AclRule.Permission.DENY)
              .setFromType(ProtoValues.toProto(ActrType.parse(parts[0])));
      if (parts.length > 1) {
        if (parts[1].equals("*")) {
          message.setAnyRealm(true);
        } else {
          message.setRealmId(Integer.parseInt(parts[1]));
        }
      }
      request.getAclBuilder().addRules(message);
    }
    return request;
  }

  private TestNode node(String type) {
    return TestNode.of(server, type);
  }

  private static List<ActrId> candidates(TestNode seeker) {
    RouteCandidatesRequest.Builder request = RouteCandidatesRequest.newBuilder();
    request
        .setTargetType(ProtoValues.toProto(ActrType.parse(GUARDED)))
        .setClientFingerprint("")
        .getCriteriaBuilder()
        .setCandidateCount(10);
    return seeker.candidates(request).getRouteCandidatesResponse().getSuccess().getCandidatesList();
  }

  private static List<String> types(TestNode seeker) {
    return seeker
        .ask(r -> r.getDiscoveryRequestBuilder())
        .getDiscoveryResponse()
        .getSuccess()
        .getEntriesList()
        .stream()
        .map(TypeEntry::getActrType)
        .map(type -> ProtoValues.fromProto(type).toString())
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "'', false",
    "+acme:Friend:1.0.0, true",
    "+acme:Friend:1.0.0@*, true",
    "+acme:Friend:1.0.0@1001, true",
    "+acme:Friend:1.0.0@7, false",
    "+acme:Friend:2.0.0, false",
    "+acme:Friend:1.0.0 -acme:Friend:1.0.0@1001, false",
    "-acme:Friend:1.0.0@* +acme:Friend:1.0.0, false",
    "-acme:Friend:1.0.0@7 +acme:Friend:1.0.0@*, true",
  })
  void whoIsNotAllowedFindsNobody(String rules, boolean found) {
    TestNode guarded =
        TestNode.of(server, withRules(GUARDED, rules.isEmpty() ? new String[0] : rules.split(" ")));
    TestNode friend = node(FRIEND);

    assertThat(candidates(friend)).isEqualTo(found ? List.of(guarded.id()) : List.of());
    assertThat(types(friend).contains(GUARDED)).isEqualTo(found);
  }

  @Test
  void actorsWithoutRulesAreFoundByAll() {
    TestNode open = node(GUARDED);

    assertThat(candidates(node(STRANGER))).containsExactly(open.id());
  }

  @Test
  @Hostile("H120")
  void eachOfATypeHasRulesOfItsOwn() {
    TestNode open = TestNode.of(server, withRules(GUARDED, "+" + FRIEND, "+" + STRANGER));
    TestNode guarded = TestNode.of(server, withRules(GUARDED, "+" + FRIEND));
    TestNode stranger = node(STRANGER);

    assertThat(candidates(node(FRIEND))).containsExactly(guarded.id(), open.id());
    assertThat(candidates(stranger)).containsExactly(open.id());
    assertThat(types(stranger)).contains(GUARDED);
  }

  @Test
  void whoMayNotFindAnActorIsNotToldThatItIsUp() {
    TestNode friend = node(FRIEND);
    TestNode stranger = node(STRANGER);
    for (TestNode subscriber : List.of(friend, stranger)) {
      subscriber.ask(
          r ->
              r.getSubscribeActrUpRequestBuilder()
                  .setTargetType(ProtoValues.toProto(ActrType.parse(GUARDED))));
    }

    TestNode guarded = TestNode.of(server, withRules(GUARDED, "+" + FRIEND));

    assertThat(friend.next().getServerToActr().getActrUpEvent().getActorId())
        .isEqualTo(guarded.id());
    assertThat(stranger.ping().hasPong()).as("nothing but the reply comes next").isTrue();
  }

  private static SignalingEnvelope.Builder candidate(TestNode from, ActrId to) {
    ActrRelay.Builder relay = from.relay(to);
    relay.getIceCandidateBuilder().setCandidate("candidate:1 1 udp 1 192.0.2.1 9 typ host");
    return TestNode.envelope().setActrRelay(relay);
  }

  @Test
  @Hostile("H121")
  void whoIsNotAllowedHasNothingRelayed() {
    TestNode guarded = TestNode.of(server, withRules(GUARDED, "+" + FRIEND));
    // It would be found by the guarded one, if that has no reason to look for it.
    TestNode stranger = TestNode.of(server, withRules(STRANGER, "+" + FRIEND));
    SignalingEnvelope.Builder envelope = candidate(stranger, guarded.id());
    ActrRelay.Builder relay = stranger.relay(guarded.id());
    relay.getRoleNegotiationBuilder().setFrom(stranger.id()).setTo(guarded.id()).setRealmId(1001);
    SignalingEnvelope.Builder negotiation = TestNode.envelope().setActrRelay(relay);

    for (SignalingEnvelope.Builder refused : List.of(envelope, negotiation)) {
      stranger.send(refused);
      assertThat(stranger.reply(refused).getError().getCode()).isEqualTo(403);
    }
    assertThat(guarded.ping().hasPong()).as("nothing but the reply comes next").isTrue();
  }

  @Test
  void betweenTwoOfWhomOneMayFindTheOtherMessagesGoBothWays() {
    TestNode guarded = TestNode.of(server, withRules(GUARDED, "+" + FRIEND));
    TestNode friend = TestNode.of(server, withRules(FRIEND));

    friend.send(candidate(friend, guarded.id()));
    assertThat(guarded.next().getActrRelay().hasIceCandidate()).isTrue();
    guarded.send(candidate(guarded, friend.id()));
    assertThat(friend.next().getActrRelay().hasIceCandidate()).isTrue();
    assertThat(types(guarded)).doesNotContain(FRIEND);
  }

  @Test
  void rulesNeedNotBeEnforcedHere() throws Exception {
    try (DevServer lenient = DevServer.builder().port(0).enforceAccessRules(false).start()) {
      TestNode guarded = TestNode.of(lenient, withRules(GUARDED));

      assertThat(candidates(TestNode.of(lenient, STRANGER))).containsExactly(guarded.id());
    }
  }
}
