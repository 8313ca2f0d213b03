package dev.actr.devserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.actr.ActrType;
import dev.actr.TestClock;
import dev.actr.wire.ProtoValues;
import dev.actr.wire.proto.ActrProtos;
import dev.actr.wire.proto.ActrProtos.ActrId;
import dev.actr.wire.proto.ActrProtos.DiscoveryRequest;
import dev.actr.wire.proto.ActrProtos.DiscoveryResponse;
import dev.actr.wire.proto.ActrProtos.ErrorResponse;
import dev.actr.wire.proto.ActrProtos.GetServiceSpecResponse;
import dev.actr.wire.proto.ActrProtos.RegisterRequest;
import dev.actr.wire.proto.ActrProtos.RegisterResponse.RegisterOk;
import dev.actr.wire.proto.ActrProtos.RenewCredentialRequest;
import dev.actr.wire.proto.ActrProtos.RouteCandidatesRequest;
import dev.actr.wire.proto.ActrProtos.RouteCandidatesRequest.NodeSelectionCriteria.NodeRankingFactor;
import dev.actr.wire.proto.ActrProtos.RouteCandidatesResponse.RouteCandidatesOk;
import dev.actr.wire.proto.ActrProtos.ServiceSpec;
import dev.actr.wire.proto.ActrProtos.UnregisterResponse;
import dev.actr.wire.proto.SignalingProtos.ActrToSignaling;
import dev.actr.wire.proto.SignalingProtos.GetSigningKeyResponse;
import dev.actr.wire.proto.SignalingProtos.SignalingEnvelope;
import dev.actr.wire.proto.SignalingProtos.SignalingToActr;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SignalingRequestsTest {

  private static final String ECHO = "acme:Echo:1.0.0";

  private final TestClock clock = new TestClock();
  private DevServer server;
  private TestNode node;

  @BeforeEach
  void start() throws Exception {
    server = DevServer.builder().port(0).clock(clock).start();
    node = TestNode.of(server, "acme:Client:1.0.0");
  }

  @AfterEach
  void stop() {
    node.close();
    server.close();
  }

  @Test
  void answersAHeartbeat() {
    SignalingToActr reply = node.ping();

    assertThat(reply.getPong().getSeq()).isEqualTo(clock.instant().getEpochSecond());
    assertThat(reply.getPong().getSuggestIntervalSecs()).isEqualTo(30);
    assertThat(reply.getPong().hasCredentialWarning()).isFalse();
  }

  @Test
  void refusesAnExpiredCredentialOnTheOpenSocketUntilItIsRenewed() {
    clock.advance(Duration.ofHours(1));
    ErrorResponse error = node.ping().getError();
    RenewCredentialRequest.Builder renewal = TestAis.renewal(node.id(), node.ok.getRenewalToken());
    RegisterOk renewed = TestAis.renew(server, renewal).getSuccess();

    SignalingToActr reply =
        node.ask(
            node.request(r -> r.setPing(TestNode.PING)).setCredential(renewed.getCredential()));

    assertThat(error.getCode()).isEqualTo(401);
    assertThat(error.getMessage()).contains("expired");
    assertThat(reply.hasPong()).isTrue();
  }

  @Test
  void refusesACredentialThatDoesNotVerify() {
    ActrToSignaling.Builder request = node.request(r -> r.setPing(TestNode.PING));
    ByteString claims = request.getCredential().getClaims().concat(ByteString.fromHex("1801"));
    request.getCredentialBuilder().setClaims(claims);

    assertThat(node.ask(request).getError().getCode()).isEqualTo(401);
    assertThat(node.ask(request.clearCredential()).getError().getCode()).isEqualTo(401);
    assertThat(node.ping().hasPong()).isTrue();
  }

  @Test
  void refusesAnotherSource() {
    ActrId.Builder other = node.id().toBuilder();
    other.getTypeBuilder().setVersion("2");
    ActrToSignaling.Builder request = node.request(r -> r.setPing(TestNode.PING));

    assertThat(node.ask(request.setSource(other)).getError().getCode()).isEqualTo(403);
    assertThat(node.ask(request.clearSource()).getError().getCode()).isEqualTo(403);
    assertThat(node.ping().hasPong()).isTrue();
  }

  @Test
  void refusesTheValidCredentialOfAnother() {
    RegisterOk other = TestAis.registered(server, TestAis.linked(ECHO));

    SignalingToActr reply =
        node.ask(node.request(r -> r.setPing(TestNode.PING)).setCredential(other.getCredential()));

    assertThat(reply.getError().getCode()).isEqualTo(403);
    assertThat(node.ping().hasPong()).isTrue();
  }

  @Test
  void refusesWhatAnActorDoesNotSend() {
    SignalingEnvelope.Builder empty = TestNode.envelope();
    SignalingEnvelope.Builder wrongWay = TestNode.envelope();
    wrongWay.getServerToActrBuilder().setTarget(node.id());

    node.send(empty);
    assertThat(node.reply(empty).getError().getCode()).isEqualTo(400);
    node.send(wrongWay);
    assertThat(node.reply(wrongWay).getError().getCode()).isEqualTo(400);
    assertThat(node.ask(r -> {}).getError().getCode()).isEqualTo(400);
  }

  @Test
  void doesNotAnswerAnErrorReport() {
    SignalingEnvelope.Builder report =
        TestNode.envelope()
            .setActrToServer(
                node.request(r -> r.getErrorBuilder().setCode(500).setMessage("it broke")));

    node.send(report);

    assertThat(node.ping().hasPong()).isTrue();
  }

  @Test
  void pointsRegistrationsToTheAis() {
    SignalingEnvelope.Builder envelope = TestNode.envelope();
    envelope.getPeerToServerBuilder().setRegisterRequest(TestAis.linked(ECHO));

    node.send(envelope);

    assertThat(node.reply(envelope).getRegisterResponse().getError().getCode()).isEqualTo(410);
  }

  @Test
  void unregistersOnlyTheActorItself() {
    TestNode echo = TestNode.of(server, ECHO);

    UnregisterResponse foreign =
        echo.ask(r -> r.getUnregisterRequestBuilder().setActrId(node.id())).getUnregisterResponse();
    UnregisterResponse own =
        echo.ask(r -> r.getUnregisterRequestBuilder().setActrId(echo.id())).getUnregisterResponse();

    assertThat(foreign.getError().getCode()).isEqualTo(403);
    assertThat(own.hasSuccess()).isTrue();
    assertThat(candidates(ECHO).getCandidatesList()).isEmpty();
    assertThat(echo.ping().getError().getCode()).isEqualTo(403);
    assertThat(node.ping().hasPong()).isTrue();
  }

  @Test
  void findsConnectedActorsOfExactlyTheTypeNewestFirst() {
    TestNode older = TestNode.of(server, TestAis.linked(ECHO).setWsAddress("ws://10.0.0.1:9100"));
    TestNode newer = TestNode.of(server, ECHO);
    TestNode.of(server, "acme:Echo:1.0.1");
    TestAis.registered(server, TestAis.linked(ECHO));

    RouteCandidatesOk found = candidates(ECHO);

    assertThat(found.getCandidatesList()).containsExactly(newer.id(), older.id());
    assertThat(found.getWsAddressMapList())
        .extracting(ActrProtos.WsAddressEntry::getCandidateId)
        .containsExactly(newer.id(), older.id());
    assertThat(found.getWsAddressMap(0).hasWsAddress()).isFalse();
    assertThat(found.getWsAddressMap(1).getWsAddress()).isEqualTo("ws://10.0.0.1:9100");
  }

  @Test
  void anActorDoesNotFindItself() {
    TestNode sibling = TestNode.of(server, "acme:Client:1.0.0");

    assertThat(candidates("acme:Client:1.0.0").getCandidatesList()).containsExactly(sibling.id());
    sibling.close();
    await()
        .untilAsserted(
            () -> assertThat(candidates("acme:Client:1.0.0").getCandidatesList()).isEmpty());
  }

  @Test
  void ranksByTheFactorsOfTheRequest() {
    TestNode exact = TestNode.of(server, withSpec("echo", "service_semantic:aa"));
    TestNode strong = TestNode.of(server, withSpec("echo", "service_semantic:bb"));
    TestNode idle = TestNode.of(server, ECHO);
    load(exact, 2, 0.5f);
    load(strong, 5, 0.9f);
    load(idle, 1, 0);

    assertThat(ranked(3, NodeRankingFactor.MAXIMUM_POWER_RESERVE))
        .containsExactly(strong.id(), exact.id(), idle.id());
    assertThat(ranked(2, NodeRankingFactor.MINIMUM_MAILBOX_BACKLOG))
        .containsExactly(idle.id(), exact.id());
    assertThat(ranked(1, NodeRankingFactor.EXACT_MATCH_FIRST)).containsExactly(exact.id());
    assertThat(ranked(0)).isEmpty();
    assertThat(ranked(1)).containsExactly(idle.id());
  }

  private static void load(TestNode node, float power, float backlog) {
    assertThat(
            node.ask(
                    r ->
                        r.setPing(
                            TestNode.PING.toBuilder()
                                .setPowerReserve(power)
                                .setMailboxBacklog(backlog)))
                .hasPong())
        .isTrue();
  }

  private List<ActrId> ranked(int count, NodeRankingFactor... factors) {
    RouteCandidatesRequest.Builder request = request(ECHO);
    request.setClientFingerprint(" service_semantic:aa ");
    request.getCriteriaBuilder().setCandidateCount(count).addAllRankingFactors(List.of(factors));
    return node.candidates(request).getRouteCandidatesResponse().getSuccess().getCandidatesList();
  }

  private static RouteCandidatesRequest.Builder request(String type) {
    return RouteCandidatesRequest.newBuilder()
        .setTargetType(ProtoValues.toProto(ActrType.parse(type)))
        .setClientFingerprint("");
  }

  private RouteCandidatesOk candidates(String type) {
    return node.candidates(request(type)).getRouteCandidatesResponse().getSuccess();
  }

  private static RegisterRequest.Builder withSpec(String name, String fingerprint) {
    return TestAis.linked(ECHO)
        .setServiceSpec(
            ServiceSpec.newBuilder()
                .setName(name)
                .setFingerprint(fingerprint)
                .setDescription("echoes")
                .setPublishedAt(1_700_000_000)
                .addTags("latest")
                .addProtobufs(
                    ServiceSpec.Protobuf.newBuilder()
                        .setPackage("echo")
                        .setContent("syntax = \"proto3\";")
                        .setFingerprint("semantic:cc")));
  }

  @Test
  void listsEachConnectedTypeOnce() {
    TestNode.of(server, ECHO);
    TestNode.of(server, withSpec("echo", "service_semantic:aa"));
    TestNode.of(server, "other:Thing:2.0.0");

    assertThat(discover(DiscoveryRequest.newBuilder()))
        .extracting(DiscoveryResponse.TypeEntry::getName)
        .containsExactlyInAnyOrder("acme:Client", "acme:Echo", "other:Thing");
    assertThat(discover(DiscoveryRequest.newBuilder().setLimit(2))).hasSize(2);
    assertThat(discover(DiscoveryRequest.newBuilder().setLimit(0))).isEmpty();
    DiscoveryResponse.TypeEntry other =
        discover(DiscoveryRequest.newBuilder().setManufacturer("other")).get(0);
    assertThat(ProtoValues.fromProto(other.getActrType())).hasToString("other:Thing:2.0.0");
    assertThat(other.getServiceFingerprint()).isEqualTo("unknown");
    DiscoveryResponse.TypeEntry echo =
        discover(DiscoveryRequest.newBuilder()).stream()
            .filter(entry -> entry.getName().equals("acme:Echo"))
            .findFirst()
            .orElseThrow();
    assertThat(echo.getServiceFingerprint()).isEqualTo("service_semantic:aa");
    assertThat(echo.getDescription()).isEqualTo("echoes");
    assertThat(echo.getPublishedAt()).isEqualTo(1_700_000_000);
    assertThat(echo.getTagsList()).containsExactly("latest");
  }

  @Test
  void listsAtMost64TypesUnlessAskedForMore() {
    for (int i = 0; i < 64; i++) {
      TestNode.of(server, "many:Type:" + i);
    }

    assertThat(discover(DiscoveryRequest.newBuilder())).hasSize(64);
    assertThat(discover(DiscoveryRequest.newBuilder().setLimit(-1))).hasSize(65);
  }

  private List<DiscoveryResponse.TypeEntry> discover(DiscoveryRequest.Builder request) {
    return node.ask(r -> r.setDiscoveryRequest(request))
        .getDiscoveryResponse()
        .getSuccess()
        .getEntriesList();
  }

  @Test
  void givesTheSpecificationOfAConnectedActor() {
    RegisterRequest.Builder published = withSpec("echo.EchoService", "service_semantic:aa");
    TestNode echo = TestNode.of(server, published);

    assertThat(spec("echo.EchoService").getSuccess()).isEqualTo(published.getServiceSpec());
    assertThat(spec("echo").getError().getCode()).isEqualTo(404);
    echo.close();
    await()
        .untilAsserted(
            () -> assertThat(spec("echo.EchoService").getError().getCode()).isEqualTo(404));
  }

  private GetServiceSpecResponse spec(String name) {
    return node.ask(r -> r.getGetServiceSpecRequestBuilder().setName(name))
        .getGetServiceSpecResponse();
  }

  @Test
  void anAnswerThatIsTooLargeIsAnError() {
    for (int i = 0; i < 2; i++) {
      RegisterRequest.Builder request = withSpec("echo", "fingerprint");
      request.getActrTypeBuilder().setVersion("large" + i);
      request.getServiceSpecBuilder().setDescription("d".repeat(600_000));
      TestNode.of(server, request);
    }

    ErrorResponse error =
        node.ask(r -> r.setDiscoveryRequest(DiscoveryRequest.getDefaultInstance())).getError();

    assertThat(error.getCode()).isEqualTo(500);
    assertThat(error.getMessage()).contains("too large");
    assertThat(discover(DiscoveryRequest.newBuilder().setLimit(2))).hasSize(2);
  }

  @Test
  void tellsEveryKeyThatWasEverUsed() {
    server.rotateKey();
    TestNode second = TestNode.of(server, ECHO);

    assertThat(second.ok.getSigningKeyId()).isNotEqualTo(node.ok.getSigningKeyId());
    for (RegisterOk ok : List.of(node.ok, second.ok)) {
      GetSigningKeyResponse key = key(ok.getSigningKeyId()).getGetSigningKeyResponse();
      assertThat(key.getKeyId()).isEqualTo(ok.getSigningKeyId());
      assertThat(key.getPubkey()).isEqualTo(ok.getSigningPubkey());
    }
    assertThat(key(node.ok.getSigningKeyId() + 1).getError().getCode()).isEqualTo(404);
    assertThat(node.ping().hasPong()).isTrue();
  }

  private SignalingToActr key(int id) {
    return node.ask(r -> r.getGetSigningKeyRequestBuilder().setKeyId(id));
  }
}
