package dev.actr.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.ActrType;
import dev.actr.ErrorKind;
import dev.actr.Hostile;
import dev.actr.Realm;
import dev.actr.wire.Golden;
import dev.actr.wire.Golden.Event;
import dev.actr.wire.Messages;
import dev.actr.wire.ProtoValues;
import dev.actr.wire.proto.ActrProtos.AIdCredential;
import dev.actr.wire.proto.ActrProtos.ErrorResponse;
import dev.actr.wire.proto.ActrProtos.RegisterRequest;
import dev.actr.wire.proto.ActrProtos.RegisterResponse;
import dev.actr.wire.proto.ActrProtos.RegisterResponse.RegisterOk;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AisClientTest {

  private static final HexFormat HEX = HexFormat.of();
  private static final ActrType ECHO = ActrType.parse("acme:Echo:1.0.0");
  private static final Realm REALM = new Realm(1001);
  private static final int LIMIT = 1024 * 1024;

  private final HttpClient http = HttpClient.newHttpClient();
  private final ScriptedAis ais = new ScriptedAis(ScriptedAis.answer(500, new byte[0]));

  @AfterEach
  void close() {
    ais.close();
  }

  private CompletableFuture<Identity> register(Optional<String> secret) {
    return new AisClient(http::sendAsync, ais.url())
        .register(ECHO, REALM, secret, Optional.empty(), Optional.empty(), Optional.empty());
  }

  private ActrException failure() {
    return failure(register(Optional.empty()));
  }

  private static ActrException failure(CompletableFuture<?> registration) {
    CompletionException failure =
        catchThrowableOfType(CompletionException.class, registration::join);
    assertThat(failure.getCause()).isInstanceOf(ActrException.class);
    return (ActrException) failure.getCause();
  }

  private static RegisterOk.Builder ok() {
    ActrId id = ActrId.parse("1@1001/acme:Echo:1.0.0");
    return RegisterOk.newBuilder()
        .setActrId(ProtoValues.toProto(id))
        .setCredential(Identities.credential(id))
        .setCredentialExpiresAt(ProtoValues.toProto(Instant.ofEpochSecond(4_000_000_000L)))
        .setSignalingHeartbeatIntervalSecs(30)
        .setSigningPubkey(ByteString.copyFrom(Identities.KEY))
        .setSigningKeyId(Identities.KEY_ID);
  }

  private void answer(RegisterOk.Builder ok) {
    byte[] body =
        RegisterResponse.newBuilder().setSuccess(ok.buildPartial()).buildPartial().toByteArray();
    ais.script(ScriptedAis.answer(200, body));
  }

  // What is sent.

  @TestFactory
  Stream<DynamicTest> aRegistrationIsWhatARealNodeSendsByteForByte() {
    var requests =
        Golden.events(
            e ->
                e.text("type").equals(".actr.RegisterRequest")
                    && e.text("origin").startsWith("real"));
    assertThat(requests.size()).isEqualTo(14);
    return requests.stream()
        .flatMap(
            request ->
                Stream.of("", "/", "//")
                    .map(
                        slash ->
                            DynamicTest.dynamicTest(
                                request.name() + " " + slash, () -> assertSame(request, slash))));
  }

  private void assertSame(Event golden, String slash) throws Exception {
    byte[] bytes = HEX.parseHex(golden.text("hex"));
    RegisterRequest message = Messages.parse(RegisterRequest.parser(), bytes);
    Event answer =
        Golden.events(
                e ->
                    e.scenario().equals(golden.scenario())
                        && e.json().get("seq").asInt() == golden.json().get("seq").asInt() + 1)
            .get(0);
    byte[] response = HEX.parseHex(answer.text("hex"));
    try (ScriptedAis server = new ScriptedAis(ScriptedAis.answer(200, response))) {
      Map<String, String> recorded = recordedHeaders(golden);
      Identity identity =
          new AisClient(http::sendAsync, URI.create(server.url() + slash))
              .register(
                  ProtoValues.fromProto(message.getActrType()),
                  ProtoValues.fromProto(message.getRealm()),
                  Optional.ofNullable(recorded.get("x-actrix-realm-secret")),
                  message.hasWsAddress() ? Optional.of(message.getWsAddress()) : Optional.empty(),
                  Optional.empty(),
                  Optional.empty())
              .join();

      assertThat(server.requests).hasSize(1);
      ScriptedAis.Request sent = server.requests.get(0);
      assertThat(sent.body()).isEqualTo(bytes);
      assertThat(sent.method()).isEqualTo(golden.text("method"));
      assertThat(sent.path()).isEqualTo(golden.text("path"));
      Map<String, String> headers = new TreeMap<>(sent.headers());
      assertThat(headers.remove("user-agent")).startsWith("Java-http-client/");
      recorded.remove("host");
      assertThat(headers.remove("host")).isEqualTo(server.url().getAuthority());
      assertThat(headers).isEqualTo(recorded);

      RegisterOk ok = Messages.parse(RegisterResponse.parser(), response).getSuccess();
      assertThat(identity.id()).isEqualTo(ProtoValues.fromProto(ok.getActrId()));
      assertThat(identity.credential()).isEqualTo(ok.getCredential());
      assertThat(identity.heartbeatInterval())
          .isEqualTo(Duration.ofSeconds(ok.getSignalingHeartbeatIntervalSecs()));
      assertThat(identity.signingKey()).isEqualTo(Identities.KEY);
      assertThat(identity.expiresAt())
          .isEqualTo(ProtoValues.fromProto(ok.getCredentialExpiresAt()));
    }
  }

  private static Map<String, String> recordedHeaders(Event request) {
    Map<String, String> headers = new TreeMap<>();
    var raw = request.json().get("rawHeaders");
    for (int i = 0; i < raw.size(); i += 2) {
      headers.put(raw.get(i).asText().toLowerCase(), raw.get(i + 1).asText());
    }
    return headers;
  }

  @Test
  void withoutASecretNoneIsSent() {
    answer(ok());
    register(Optional.empty()).join();
    assertThat(ais.requests.get(0).headers()).doesNotContainKey("x-actrix-realm-secret");
  }

  /** As secrets come from files with a line end; the text of the failure ends in logs. */
  @ParameterizedTest
  @ValueSource(strings = {"top\nsecret", "top secret\r\n", "top\0secret"})
  void aSecretThatNoHeaderCanHoldIsRefusedWithoutTellingIt(String secret) {
    ActrException failure = failure(register(Optional.of(secret)));
    assertThat(failure.kind()).isEqualTo(ErrorKind.INVALID_ARGUMENT);
    assertThat(failure).hasMessageContaining("realm secret").hasNoCause();
    assertThat(failure.toString()).doesNotContain("top");
    assertThat(ais.requests).isEmpty();
  }

  @Test
  void theRulesOfAccessAreSent() throws Exception {
    answer(ok());
    Acl acl = new Acl(List.of(new AclRule(true, ECHO, Optional.of(7L))));
    new AisClient(http::sendAsync, ais.url())
        .register(
            ECHO, REALM, Optional.empty(), Optional.empty(), Optional.of(acl), Optional.empty())
        .join();
    RegisterRequest sent = Messages.parse(RegisterRequest.parser(), ais.requests.get(0).body());
    assertThat(sent.getAcl()).isEqualTo(acl.toProto());
  }

  // What comes back.

  @ParameterizedTest
  @CsvSource({
    "400, INVALID_ARGUMENT",
    "401, PERMISSION_DENIED",
    "403, PERMISSION_DENIED",
    "404, NOT_FOUND",
    "410, INVALID_ARGUMENT",
    "429, UNAVAILABLE",
    "500, UNAVAILABLE",
    "502, UNAVAILABLE",
    "503, UNAVAILABLE",
  })
  void refusalsAreOfTheirKindByStatusAndByMessage(int code, ErrorKind kind) {
    ais.script(ScriptedAis.answer(code, "no".getBytes()));
    assertThat(failure().kind()).isEqualTo(kind);

    byte[] body =
        RegisterResponse.newBuilder()
            .setError(ErrorResponse.newBuilder().setCode(code).setMessage("the reason"))
            .build()
            .toByteArray();
    ais.script(ScriptedAis.answer(200, body));
    ActrException failure = failure();
    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure).hasMessageContaining("the reason");
  }

  @Test
  void otherBytesAreADecodeFailure() {
    for (byte[] body : new byte[][] {{}, {-1}, "<html>".getBytes(), {0x12}, new byte[LIMIT]}) {
      ais.script(ScriptedAis.answer(200, body));
      assertThat(failure().kind()).isEqualTo(ErrorKind.DECODE_FAILURE);
    }
  }

  @Test
  void aBodyAboveTheLimitIsNotReadFurther() {
    ais.script(ScriptedAis.answer(200, new byte[LIMIT + 1]));
    ActrException failure = failure();
    assertThat(failure.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
    assertThat(failure).hasMessageContaining("exceeds 1048576 bytes");
  }

  @Test
  @Hostile("H68")
  void aBodyWithoutEndIsCutOff() throws Exception {
    CompletableFuture<Throwable> cutOff = new CompletableFuture<>();
    ais.script(
        (exchange, request) -> {
          exchange.sendResponseHeaders(200, 0);
          try {
            while (true) {
              exchange.getResponseBody().write(new byte[8192]);
            }
          } catch (IOException e) {
            cutOff.complete(e);
          }
        });
    ActrException failure = failure();
    assertThat(failure.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
    assertThat(failure).hasMessageContaining("exceeds " + LIMIT + " bytes");
    assertThat(cutOff.get()).isNotNull();
  }

  @Test
  @Hostile("H70")
  void redirectionsAreNotFollowed() {
    ais.script(
        (exchange, request) -> {
          exchange.getResponseHeaders().add("Location", ais.url() + "/elsewhere");
          exchange.sendResponseHeaders(307, -1);
        });
    assertThat(failure(register(Optional.of("secret"))).kind()).isEqualTo(ErrorKind.UNAVAILABLE);
    assertThat(ais.requests).hasSize(1);
  }

  @Test
  void aServerThatHangsUpIsUnavailable() {
    ais.script(
        (exchange, request) -> {
          throw new IOException("on purpose");
        });
    assertThat(failure().kind()).isEqualTo(ErrorKind.UNAVAILABLE);
    ais.close();
    assertThat(failure().kind()).isEqualTo(ErrorKind.UNAVAILABLE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1@1001/acme:Other:1.0.0",
        "1@1001/other:Echo:1.0.0",
        "1@1001/acme:Echo:1.0.1",
        "1@1002/acme:Echo:1.0.0"
      })
  @Hostile("H69")
  void theIdentityOfAnotherActorIsADecodeFailure(String other) {
    answer(ok().setActrId(ProtoValues.toProto(ActrId.parse(other))));
    assertThat(failure().kind()).isEqualTo(ErrorKind.DECODE_FAILURE);
  }

  @Test
  void anEmptyRegistrationIsADecodeFailure() {
    answer(RegisterOk.newBuilder());
    assertThat(failure().kind()).isEqualTo(ErrorKind.DECODE_FAILURE);
  }

  /** A refusal would be final, and this is none. */
  @Test
  void aCredentialThatCannotBeReadIsADecodeFailure() {
    answer(
        ok().clearCredentialExpiresAt()
            .setCredential(
                AIdCredential.newBuilder()
                    .setKeyId(7)
                    .setClaims(ByteString.copyFromUtf8("\u00ff"))
                    .setSignature(ByteString.EMPTY)));
    assertThat(failure().kind()).isEqualTo(ErrorKind.DECODE_FAILURE);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 31, 33})
  void aSigningKeyThatIsNoneIsADecodeFailure(int length) {
    answer(ok().setSigningPubkey(ByteString.copyFrom(new byte[length])));
    assertThat(failure().kind()).isEqualTo(ErrorKind.DECODE_FAILURE);
  }

  @Test
  void whatIsNotSaidHasDefaults() {
    answer(
        ok().clearCredentialExpiresAt().clearSigningPubkey().setSignalingHeartbeatIntervalSecs(0));
    Identity identity = register(Optional.empty()).join();
    assertThat(identity.expiresAt()).isEqualTo(Instant.ofEpochSecond(4_000_000_000L));
    assertThat(identity.heartbeatInterval()).isEqualTo(Duration.ofSeconds(30));
    assertThat(identity.signingKey()).isEmpty();
    assertThat(identity.toString()).doesNotContain("credential");
  }
}
