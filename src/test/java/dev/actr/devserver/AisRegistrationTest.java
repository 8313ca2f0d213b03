package dev.actr.devserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.actr.Hostile;
import dev.actr.Realm;
import dev.actr.TestClock;
import dev.actr.identity.CredentialCheck;
import dev.actr.identity.Ed25519;
import dev.actr.wire.ProtoValues;
import dev.actr.wire.proto.ActrProtos.ActrType;
import dev.actr.wire.proto.ActrProtos.RegisterAuthMode;
import dev.actr.wire.proto.ActrProtos.RegisterRequest;
import dev.actr.wire.proto.ActrProtos.RegisterResponse;
import dev.actr.wire.proto.ActrProtos.RegisterResponse.RegisterOk;
import dev.actr.wire.proto.ActrProtos.ServiceSpec;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AisRegistrationTest {

  /** What version 0.5.9 of the Rust implementation sends, with and without an address. */
  private static final String RECORDED =
      "0a1a0a0461636d65120b4563686f536572766963651a05312e302e30120308e9077002";

  private static final String RECORDED_WITH_ADDRESS =
      "0a1a0a0461636d65120b4563686f536572766963651a05312e302e30120308e907"
          + "321477733a2f2f3132372e302e302e313a31393230307002";

  private final TestClock clock = new TestClock();
  private DevServer server;

  @BeforeEach
  void start() throws Exception {
    server =
        DevServer.builder()
            .port(0)
            .realm(new Realm(1001))
            .realm(new Realm(1002), " rs_test ")
            .realm(new Realm(1003), "gehéim")
            .credentialLifetime(Duration.ofMinutes(30))
            .heartbeatInterval(Duration.ofSeconds(7))
            .turnSecret("turn-secret")
            .seed(HexFormat.of().parseHex("2a".repeat(32)))
            .clock(clock)
            .start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void answersWithEverythingANodeNeeds() throws Exception {
    RegisterOk ok = TestAis.registered(server, TestAis.linked("acme:Echo:1.0.0"));

    long expiry = clock.instant().plus(Duration.ofMinutes(30)).getEpochSecond();
    assertThat(ok.getActrId().getRealm().getRealmId()).isEqualTo(1001);
    assertThat(ProtoValues.fromProto(ok.getActrId().getType())).hasToString("acme:Echo:1.0.0");
    assertThat(ok.getCredentialExpiresAt().getSeconds()).isEqualTo(expiry);
    assertThat(ok.getSignalingHeartbeatIntervalSecs()).isEqualTo(7);
    assertThat(HexFormat.of().formatHex(ok.getSigningPubkey().toByteArray()))
        .isEqualTo("197f6b23e16c8532c6abc838facd5ea789be0c76b2920334039bfa8b3d368d61");
    assertThat(ok.getSigningKeyId()).isEqualTo(ok.getCredential().getKeyId()).isNotZero();
    assertThat(ok.getRenewalToken().size()).isEqualTo(32);
    assertThat(ok.getRenewalTokenExpiresAt().getSeconds())
        .isEqualTo(clock.instant().plus(Duration.ofHours(24)).getEpochSecond());
    assertThat(
            CredentialCheck.check(
                ok.getCredential(),
                Ed25519.publicKey(ok.getSigningPubkey().toByteArray()),
                ProtoValues.fromProto(ok.getActrId()),
                clock.instant()))
        .hasToString("2026-11-23T12:30:00Z");
  }

  @Test
  void issuesTurnCredentialsForTheSharedSecret() throws Exception {
    RegisterOk ok = TestAis.registered(server, TestAis.linked("acme:Echo:1.0.0"));

    String username =
        ok.getCredentialExpiresAt().getSeconds() + ":" + ProtoValues.fromProto(ok.getActrId());
    Mac mac = Mac.getInstance("HmacSHA1");
    mac.init(new SecretKeySpec("turn-secret".getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
    assertThat(ok.getTurnCredential().getUsername()).isEqualTo(username);
    assertThat(ok.getTurnCredential().getExpiresAt())
        .isEqualTo(ok.getCredentialExpiresAt().getSeconds());
    assertThat(Base64.getDecoder().decode(ok.getTurnCredential().getPassword()))
        .isEqualTo(mac.doFinal(username.getBytes(StandardCharsets.UTF_8)));
  }

  @ParameterizedTest
  @ValueSource(strings = {RECORDED, RECORDED_WITH_ADDRESS})
  void acceptsRecordedRequests(String hex) throws Exception {
    HttpResponse<byte[]> response =
        TestAis.post(server, "/ais/register", HexFormat.of().parseHex(hex));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type")).contains("application/x-protobuf");
    RegisterOk ok = RegisterResponse.parseFrom(response.body()).getSuccess();
    assertThat(ok.isInitialized()).isTrue();
    assertThat(ok.getActrId().getType().getName()).isEqualTo("EchoService");
  }

  @Test
  void servesThePathWithoutPrefixToo() throws Exception {
    byte[] request = TestAis.linked("acme:Echo:1.0.0").build().toByteArray();

    HttpResponse<byte[]> response = TestAis.post(server, "/register", request);

    assertThat(RegisterResponse.parseFrom(response.body()).hasSuccess()).isTrue();
  }

  @Test
  void givesIncreasingSerialNumbersOf54Bits() {
    long first = serial(TestAis.registered(server, TestAis.linked("acme:Echo:1.0.0")));
    long second = serial(TestAis.registered(server, TestAis.linked("acme:Echo:1.0.0")));
    clock.advance(Duration.ofDays(365));
    long later = serial(TestAis.registered(server, TestAis.linked("acme:Echo:1.0.0")));

    assertThat(first).isPositive().isLessThan(second);
    assertThat(later).isGreaterThan(second).isLessThan(1L << 54);
  }

  private static long serial(RegisterOk ok) {
    return ok.getActrId().getSerialNumber();
  }

  @Test
  void takesTheSecretOfARealmThatHasOne() {
    RegisterRequest.Builder request = TestAis.linked("acme:Echo:1.0.0");
    request.getRealmBuilder().setRealmId(1002);

    assertThat(TestAis.register(server, request, "x-actrix-realm-secret", "rs_test").hasSuccess())
        .isTrue();
    assertThat(TestAis.register(server, request, "X-Actrix-Realm-Secret", " rs_test ").hasSuccess())
        .isTrue();
  }

  @Test
  void comparesTheBytesOfASecret() throws Exception {
    RegisterRequest.Builder request = TestAis.linked("acme:Echo:1.0.0");
    request.getRealmBuilder().setRealmId(1003);
    byte[] body = request.build().toByteArray();
    byte[] secret = "gehéim".getBytes(StandardCharsets.UTF_8);
    try (RawClient raw = new RawClient(server)) {
      raw.send(
          "POST /ais/register HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: "
              + body.length
              + "\r\nx-actrix-realm-secret: ");
      raw.send(secret);
      raw.send("\r\n\r\n");
      raw.send(body);

      String response = raw.readToEnd();

      byte[] answer =
          response
              .substring(response.indexOf("\r\n\r\n") + 4)
              .getBytes(StandardCharsets.ISO_8859_1);
      assertThat(RegisterResponse.parseFrom(answer).hasSuccess()).isTrue();
    }
  }

  @Test
  void ignoresTheSecretOfARealmThatHasNone() {
    RegisterResponse response =
        TestAis.register(
            server, TestAis.linked("acme:Echo:1.0.0"), "x-actrix-realm-secret", "anything");

    assertThat(response.hasSuccess()).isTrue();
  }

  @Test
  void acceptsEveryRealmWhenNoneIsConfigured() throws Exception {
    try (DevServer open = DevServer.builder().port(0).start()) {
      RegisterRequest.Builder request = TestAis.linked("acme:Echo:1.0.0");
      request.getRealmBuilder().setRealmId(-1);

      RegisterOk ok = TestAis.registered(open, request);

      assertThat(ProtoValues.fromProto(ok.getActrId()).realm()).hasToString("4294967295");
    }
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        refusal("unknown realm", 403, "realm", r -> r.getRealmBuilder().setRealmId(7)),
        refusal("missing secret", 403, "secret", r -> r.getRealmBuilder().setRealmId(1002)),
        refusal(
            "package mode",
            403,
            "LINKED",
            r -> r.setAuthMode(RegisterAuthMode.REGISTER_AUTH_MODE_PACKAGE)),
        refusal(
            "unspecified mode",
            403,
            "LINKED",
            r -> r.setAuthMode(RegisterAuthMode.REGISTER_AUTH_MODE_UNSPECIFIED)),
        refusal("no mode", 403, "LINKED", RegisterRequest.Builder::clearAuthMode),
        refusal("manifest", 400, "package", r -> r.setManifestRaw(ByteString.EMPTY)),
        refusal("signature", 400, "package", r -> r.setMfrSignature(ByteString.EMPTY)),
        refusal("proof", 400, "package", r -> r.setManufacturerAuthSignature(ByteString.EMPTY)),
        refusal("proof time", 400, "package", r -> r.setManufacturerAuthSignedAt(0)),
        refusal("proof nonce", 400, "package", r -> r.setManufacturerAuthNonce(ByteString.EMPTY)),
        refusal("empty version", 400, "version", r -> r.getActrTypeBuilder().setVersion("")),
        refusal(
            "version of two", 400, "manufacturer", r -> r.getActrTypeBuilder().setVersion("1:2")),
        refusal("name", 400, "name", r -> r.getActrTypeBuilder().setName("1@/")),
        refusal(
            "long version", 400, "256", r -> r.getActrTypeBuilder().setVersion("1".repeat(300))),
        refusal("long address", 400, "ws_address", r -> r.setWsAddress("w".repeat(3000))),
        refusal("no type", 400, "actr_type", RegisterRequest.Builder::clearActrType),
        refusal("no realm", 400, "realm", RegisterRequest.Builder::clearRealm),
        refusal(
            "half a specification",
            400,
            "service_spec",
            r -> r.setServiceSpec(ServiceSpec.newBuilder().setName("echo").buildPartial())),
        refusal(
            "half a type",
            400,
            "version",
            r ->
                r.setActrType(
                    ActrType.newBuilder().setManufacturer("a").setName("b").buildPartial())));
  }

  private static Arguments refusal(
      String what, int code, String message, Consumer<RegisterRequest.Builder> change) {
    return Arguments.of(what, code, message, change);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusals")
  @Hostile("H49")
  void refuses(String what, int code, String message, Consumer<RegisterRequest.Builder> change)
      throws Exception {
    RegisterRequest.Builder request = TestAis.linked("acme:Echo:1.0.0");
    change.accept(request);

    HttpResponse<byte[]> response =
        TestAis.post(server, "/ais/register", request.buildPartial().toByteArray());

    assertThat(response.statusCode()).isEqualTo(200);
    RegisterResponse answer = RegisterResponse.parseFrom(response.body());
    assertThat(answer.getError().getCode()).isEqualTo(code);
    assertThat(answer.getError().getMessage()).contains(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"wrong", "rs_t", "rs_testt", " "})
  @Hostile("H48")
  void refusesAWrongSecret(String secret) {
    RegisterRequest.Builder request = TestAis.linked("acme:Echo:1.0.0");
    request.getRealmBuilder().setRealmId(1002);

    RegisterResponse response = TestAis.register(server, request, "x-actrix-realm-secret", secret);

    assertThat(response.getError().getCode()).isEqualTo(403);
    assertThat(response.getError().getMessage()).contains("secret").doesNotContain("rs_");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ff", "0a", "0a1a0a0461636d65", "0a020a04"})
  @Hostile("H50")
  void refusesOtherBytes(String hex) throws Exception {
    HttpResponse<byte[]> response =
        TestAis.post(server, "/ais/register", HexFormat.of().parseHex(hex));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(RegisterResponse.parseFrom(response.body()).getError().getCode()).isEqualTo(400);
  }

  @Test
  void allowsATargetAndAnAccessListInLinkedMode() {
    RegisterRequest.Builder request = TestAis.linked("acme:Echo:1.0.0").setTarget("x86_64");
    request.getAclBuilder();

    assertThat(TestAis.register(server, request).hasSuccess()).isTrue();
  }
}
