package dev.actr.signaling;

import static dev.actr.signaling.ScriptedSignaling.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.ActrType;
import dev.actr.ErrorKind;
import dev.actr.cdi.LogRecords;
import dev.actr.identity.Identities;
import dev.actr.wire.ProtoValues;
import dev.actr.wire.SignalingEnvelopes;
import dev.actr.wire.proto.ActrProtos.ActrUpEvent;
import dev.actr.wire.proto.ActrProtos.ErrorResponse;
import dev.actr.wire.proto.ActrProtos.Pong;
import dev.actr.wire.proto.ActrProtos.RouteCandidatesResponse;
import dev.actr.wire.proto.SignalingProtos.ActrRelay;
import dev.actr.wire.proto.SignalingProtos.GetSigningKeyResponse;
import dev.actr.wire.proto.SignalingProtos.SignalingEnvelope;
import dev.actr.wire.proto.SignalingProtos.SignalingToActr;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the server is asked, and what it answers or does not. */
class SignalingRequestTest {

  private static final ActrType ECHO = ActrType.parse("acme:Echo:1.0.0");
  private static final ActrId PEER = ActrId.parse("2b@1001/acme:Echo:1.0.0");

  private final List<SignalingEnvelope> unanswered = new CopyOnWriteArrayList<>();
  private ScriptedSignaling server;
  private TestClient node;
  private ScriptedSession session;

  @BeforeEach
  void connect() {
    server = new ScriptedSignaling();
    node = TestClient.connected(server, Identities.of("1@1001/acme:Caller:1.0.0"));
    session = server.session(1);
    await().until(() -> session.received.size() == 1);
  }

  @AfterEach
  void close() {
    server.script(server::answer);
    node.close();
    server.close();
  }

  private void answerNothing() {
    server.script((s, message) -> unanswered.add(message));
  }

  private void awaitRequests(int count) {
    await().until(() -> unanswered.size() == count);
  }

  private static ActrException failure(CompletableFuture<?> request) {
    ExecutionException failure =
        catchThrowableOfType(ExecutionException.class, () -> request.get(20, TimeUnit.SECONDS));
    return (ActrException) failure.getCause();
  }

  private static SignalingToActr.Builder key(int id, byte... key) {
    return SignalingToActr.newBuilder()
        .setGetSigningKeyResponse(
            GetSigningKeyResponse.newBuilder().setKeyId(id).setPubkey(ProtoValues.wrap(key)));
  }

  @Test
  void candidatesComeInTheServersOrderWithTheAddressesTheyHave() throws Exception {
    ActrId silent = ActrId.parse("3c@1001/acme:Echo:1.0.0");
    RouteCandidatesResponse.Builder response = RouteCandidatesResponse.newBuilder();
    response
        .getSuccessBuilder()
        .addCandidates(ProtoValues.toProto(silent))
        .addCandidates(ProtoValues.toProto(PEER));
    response
        .getSuccessBuilder()
        .addWsAddressMapBuilder()
        .setCandidateId(ProtoValues.toProto(PEER))
        .setWsAddress("ws://a:1");
    response
        .getSuccessBuilder()
        .addWsAddressMapBuilder()
        .setCandidateId(ProtoValues.toProto(silent));
    server.script(
        (s, request) ->
            s.reply(request, SignalingToActr.newBuilder().setRouteCandidatesResponse(response)));

    assertThat(node.client.routeCandidates(ECHO, 2).get(20, TimeUnit.SECONDS))
        .containsExactly(
            new Candidate(silent, Optional.empty()), new Candidate(PEER, Optional.of("ws://a:1")));
  }

  /** What an actrix does with messages beyond ten a second. */
  @Test
  void aRequestThatTheServerDroppedIsRepeated() throws Exception {
    List<SignalingEnvelope> dropped = new CopyOnWriteArrayList<>();
    server.script(
        (s, request) -> {
          if (dropped.isEmpty()) {
            dropped.add(request);
            s.send(
                SignalingEnvelopes.create()
                    .setEnvelopeError(
                        ErrorResponse.newBuilder().setCode(429).setMessage("too many"))
                    .build());
          } else {
            server.answer(s, request);
          }
        });
    try (LogRecords log = new LogRecords("dev.actr.signaling")) {
      assertThat(node.client.routeCandidates(ECHO, 1).get(20, TimeUnit.SECONDS)).isEmpty();
      assertThat(log.with("ACTR000350", "429", "too many", ":Caller:")).hasSize(1);
    }
    assertThat(dropped).hasSize(1);
  }

  @Test
  void noCandidatesAreAnEmptyList() throws Exception {
    assertThat(node.client.routeCandidates(ECHO, 1).get(20, TimeUnit.SECONDS)).isEmpty();
  }

  @Test
  void repliesFindTheirRequestsInAnyOrder() throws Exception {
    answerNothing();
    CompletableFuture<byte[]> first = node.client.signingKey(1);
    CompletableFuture<byte[]> second = node.client.signingKey(2);
    awaitRequests(2);
    session.reply(unanswered.get(1), key(2, (byte) 22));
    session.reply(unanswered.get(0), key(1, (byte) 11));

    assertThat(second.get(20, TimeUnit.SECONDS)).containsExactly(22);
    assertThat(first.get(20, TimeUnit.SECONDS)).containsExactly(11);
  }

  @Test
  void onlyTheFirstOfTwoRepliesCounts() throws Exception {
    answerNothing();
    CompletableFuture<byte[]> request = node.client.signingKey(1);
    awaitRequests(1);
    session.reply(unanswered.get(0), key(1, (byte) 11));
    session.reply(unanswered.get(0), key(1, (byte) 12));
    assertThat(request.get(20, TimeUnit.SECONDS)).containsExactly(11);
    assertStillAnswered();
  }

  @Test
  void whatNobodyAskedForIsIgnored() throws Exception {
    SignalingToActr target =
        SignalingToActr.newBuilder()
            .setTarget(ProtoValues.toProto(PEER))
            .setPong(Pong.newBuilder().setSeq(1))
            .build();
    session.send(
        SignalingEnvelopes.create().setReplyFor("env-999").setServerToActr(target).build());
    session.send(SignalingEnvelopes.create().setServerToActr(target).build());
    session.send(
        SignalingEnvelopes.create()
            .setServerToActr(
                target.toBuilder()
                    .setActrUpEvent(ActrUpEvent.newBuilder().setActorId(ProtoValues.toProto(PEER))))
            .build());
    session.send(
        SignalingEnvelopes.create()
            .setActrRelay(
                ActrRelay.newBuilder()
                    .setSource(ProtoValues.toProto(PEER))
                    .setTarget(ProtoValues.toProto(PEER))
                    .buildPartial())
            .buildPartial());
    session.send(SignalingEnvelope.getDefaultInstance());
    assertStillAnswered();
  }

  private void assertStillAnswered() throws Exception {
    server.script(server::answer);
    server.key(7, new byte[] {7});
    assertThat(node.client.signingKey(7).get(20, TimeUnit.SECONDS)).containsExactly(7);
    assertThat(node.events).containsExactly(TestClient.CONNECTING, TestClient.CONNECTED);
  }

  @ParameterizedTest
  @CsvSource({
    "400, INVALID_ARGUMENT",
    "401, PERMISSION_DENIED",
    "403, PERMISSION_DENIED",
    "404, NOT_FOUND",
    "429, UNAVAILABLE",
    "500, UNAVAILABLE",
    "0, UNAVAILABLE",
    "-1, UNAVAILABLE",
  })
  void errorsOfTheServerAreOfTheirKind(int code, ErrorKind kind) throws Exception {
    server.script((s, request) -> s.refuse(request, code));
    assertThat(failure(node.client.signingKey(1)).kind()).isEqualTo(kind);

    server.script(
        (s, request) ->
            s.reply(
                request,
                SignalingToActr.newBuilder()
                    .setRouteCandidatesResponse(
                        RouteCandidatesResponse.newBuilder()
                            .setError(ErrorResponse.newBuilder().setCode(code).setMessage("no")))));
    assertThat(failure(node.client.routeCandidates(ECHO, 1)).kind()).isEqualTo(kind);
    assertStillAnswered();
  }

  @Test
  void anAnswerToAnotherQuestionIsADecodeFailure() throws Exception {
    server.script((s, request) -> s.reply(request, key(8, (byte) 1)));
    assertThat(failure(node.client.signingKey(7)).kind()).isEqualTo(ErrorKind.DECODE_FAILURE);
    assertThat(failure(node.client.routeCandidates(ECHO, 1)).kind())
        .isEqualTo(ErrorKind.DECODE_FAILURE);

    server.script(
        (s, request) ->
            s.reply(
                request,
                SignalingToActr.newBuilder()
                    .setRouteCandidatesResponse(RouteCandidatesResponse.getDefaultInstance())));
    assertThat(failure(node.client.routeCandidates(ECHO, 1)).kind())
        .isEqualTo(ErrorKind.DECODE_FAILURE);
    assertThat(failure(node.client.signingKey(7)).kind()).isEqualTo(ErrorKind.DECODE_FAILURE);
    assertStillAnswered();
  }

  /** A rate limit is told by an envelope that names no request. */
  @Test
  void aRequestWithoutReplyTimesOutAloneAndItsLateReplyIsIgnored() throws Exception {
    server.script(
        (s, message) -> {
          unanswered.add(message);
          s.send(
              SignalingEnvelopes.create()
                  .setEnvelopeError(
                      ErrorResponse.newBuilder().setCode(429).setMessage("too many messages"))
                  .build());
        });
    CompletableFuture<byte[]> request = node.client.signingKey(1);
    assertThat(failure(request).kind()).isEqualTo(ErrorKind.TIMED_OUT);

    session.reply(unanswered.get(0), key(1, (byte) 1));
    assertStillAnswered();
  }

  @Test
  void requestsUnderWayFailAtOnceWhenTheConnectionGoes() {
    answerNothing();
    CompletableFuture<byte[]> key = node.client.signingKey(1);
    CompletableFuture<List<Candidate>> candidates = node.client.routeCandidates(ECHO, 1);
    awaitRequests(2);
    server.status(503);
    session.cut();

    assertThat(failure(key).kind()).isEqualTo(ErrorKind.UNAVAILABLE);
    assertThat(failure(candidates).kind()).isEqualTo(ErrorKind.UNAVAILABLE);
  }

  @Test
  void requestsFailAtOnceWhileThereIsNoConnection() {
    server.status(503);
    session.cut();
    node.await(TestClient.FAILED, 1);

    assertThat(failure(node.client.signingKey(1)))
        .hasMessage("signaling is not connected")
        .extracting(ActrException::kind)
        .isEqualTo(ErrorKind.UNAVAILABLE);
  }

  @Test
  void numbersOfRequestsGoOnAfterAReconnection() throws Exception {
    server.key(7, new byte[] {7});
    node.client.signingKey(7).get(20, TimeUnit.SECONDS);
    session.cut();
    ScriptedSession next = server.session(2);
    await().until(() -> next.received.size() == 1);

    assertThat(session.envelopes())
        .extracting(SignalingEnvelope::getEnvelopeId)
        .containsExactly("env-1", "env-2");
    assertThat(next.envelopes().get(0).getEnvelopeId()).isEqualTo("env-3");
  }
}
