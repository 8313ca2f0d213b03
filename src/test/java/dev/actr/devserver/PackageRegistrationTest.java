package dev.actr.devserver;

import static dev.actr.identity.TestPackages.KEY;
import static dev.actr.identity.TestPackages.OTHER_KEY;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.actr.ActrType;
import dev.actr.Hostile;
import dev.actr.Realm;
import dev.actr.TestClock;
import dev.actr.identity.AisClient;
import dev.actr.identity.Identity;
import dev.actr.identity.ManufacturerKey;
import dev.actr.identity.ManufacturerProof;
import dev.actr.identity.PackageManifest;
import dev.actr.identity.TestPackages;
import dev.actr.wire.ProtoValues;
import dev.actr.wire.proto.ActrProtos.RegisterAuthMode;
import dev.actr.wire.proto.ActrProtos.RegisterRequest;
import dev.actr.wire.proto.ActrProtos.RegisterResponse;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Registrations in PACKAGE mode. */
class PackageRegistrationTest {

  private static final String ECHO = "acme:echo-service:1.0.0";
  private static final String PUBLISHED = "acme:published:1.0.0";

  private final TestClock clock = new TestClock();
  private DevServer server;

  @BeforeEach
  void start() throws Exception {
    server =
        DevServer.builder()
            .port(0)
            .clock(clock)
            .manufacturer("acme", KEY.publicKey())
            .publishedPackage(PackageManifest.parse(TestPackages.manifest(PUBLISHED, KEY)))
            .start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** A registration before it is signed, so that everything in it can be changed. */
  private static final class Draft {
    byte[] manifest = TestPackages.manifest(ECHO, KEY);
    String type = ECHO;
    String target = TestPackages.TARGET;
    ManufacturerKey manifestKey = KEY;
    ManufacturerKey proofKey = KEY;
    int realm = 1001;
    int provedRealm = 1001;
    String provedType = ECHO;
    long signedAt;
    byte[] nonce = nonce(32, 1);
    Consumer<RegisterRequest.Builder> after = r -> {};
  }

  private static byte[] nonce(int length, int value) {
    byte[] nonce = new byte[length];
    Arrays.fill(nonce, (byte) value);
    return nonce;
  }

  private static RegisterRequest.Builder request(Draft draft) {
    byte[] proof =
        new ManufacturerProof(
                new Realm(draft.provedRealm),
                ActrType.parse(draft.provedType),
                draft.target,
                ManufacturerProof.digest(draft.manifest),
                draft.signedAt,
                draft.nonce)
            .toBytes();
    RegisterRequest.Builder request =
        TestAis.linked(draft.type)
            .setAuthMode(RegisterAuthMode.REGISTER_AUTH_MODE_PACKAGE)
            .setTarget(draft.target)
            .setManifestRaw(ByteString.copyFrom(draft.manifest))
            .setMfrSignature(
                ByteString.copyFrom(TestPackages.sign(draft.manifestKey, draft.manifest)))
            .setManufacturerAuthSignature(
                ByteString.copyFrom(TestPackages.sign(draft.proofKey, proof)))
            .setManufacturerAuthSignedAt(draft.signedAt)
            .setManufacturerAuthNonce(ByteString.copyFrom(draft.nonce));
    request.getRealmBuilder().setRealmId(draft.realm);
    draft.after.accept(request);
    return request;
  }

  private RegisterResponse register(Consumer<Draft> change) {
    Draft draft = new Draft();
    draft.signedAt = clock.instant().getEpochSecond();
    change.accept(draft);
    return TestAis.register(server, request(draft));
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 32})
  void takesThePackageItsManufacturerProves(int nonceLength) {
    RegisterResponse response = register(d -> d.nonce = nonce(nonceLength, 7));

    assertThat(ProtoValues.fromProto(response.getSuccess().getActrId()).type())
        .isEqualTo(ActrType.parse(ECHO));
    assertThat(response.getSuccess().getRenewalToken().size()).isEqualTo(32);
  }

  @ParameterizedTest
  @ValueSource(longs = {-300, 0, 60})
  void takesAProofThatIsALittleOldOrEarly(long seconds) {
    assertThat(register(d -> d.signedAt += seconds).hasSuccess()).isTrue();
  }

  @Test
  void aRequestWithoutModeIsOneOfAPackage() {
    assertThat(register(d -> d.after = RegisterRequest.Builder::clearAuthMode).hasSuccess())
        .isTrue();
  }

  @Test
  void linkedActorsAreRegisteredAllTheSame() {
    assertThat(TestAis.register(server, TestAis.linked(ECHO)).hasSuccess()).isTrue();
  }

  @Test
  void takesAPublishedPackageWithoutProof() {
    RegisterRequest.Builder request =
        TestAis.linked(PUBLISHED)
            .setAuthMode(RegisterAuthMode.REGISTER_AUTH_MODE_PACKAGE)
            .setTarget(TestPackages.TARGET)
            .setManifestRaw(ByteString.copyFrom(TestPackages.manifest(PUBLISHED, KEY)));

    assertThat(TestAis.register(server, request).hasSuccess()).isTrue();
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        refusal("no target", 400, "target", d -> d.after = RegisterRequest.Builder::clearTarget),
        refusal(
            "no manifest",
            400,
            "manifest",
            d -> d.after = RegisterRequest.Builder::clearManifestRaw),
        refusal(
            "no signature",
            403,
            "proof",
            d -> d.after = RegisterRequest.Builder::clearMfrSignature),
        refusal(
            "no proof",
            403,
            "proof",
            d -> d.after = RegisterRequest.Builder::clearManufacturerAuthSignature),
        refusal(
            "no time",
            403,
            "proof",
            d -> d.after = RegisterRequest.Builder::clearManufacturerAuthSignedAt),
        refusal(
            "no nonce",
            403,
            "proof",
            d -> d.after = RegisterRequest.Builder::clearManufacturerAuthNonce),
        refusal("empty nonce", 400, "0 bytes", d -> d.nonce = new byte[0]),
        refusal("nonce of 31", 400, "31 bytes", d -> d.nonce = new byte[31]),
        refusal("nonce of a page", 400, "4096 bytes", d -> d.nonce = new byte[4096]),
        refusal("of the future", 400, "future", d -> d.signedAt += 61),
        refusal("of all time", 400, "future", d -> d.signedAt = -1),
        refusal("expired", 401, "expired", d -> d.signedAt -= 301),
        refusal("of the epoch", 401, "expired", d -> d.signedAt = 0),
        refusal("other bytes", 400, "not UTF-8", d -> d.manifest = new byte[] {(byte) 0xff, 0x0a}),
        refusal(
            "other text",
            400,
            "not TOML",
            d -> d.manifest = "manufacturer".getBytes(StandardCharsets.UTF_8)),
        refusal("key unnamed", 400, "signing_key_id", d -> edit(d, "signing_key_id", "key_id")),
        refusal("key unknown", 500, "no key", d -> edit(d, KEY.id(), "mfr-0000000000000000")),
        refusal(
            "manufacturer unknown",
            500,
            "evil",
            d -> {
              edit(d, "\"acme\"", "\"evil\"");
              d.type = "evil:echo-service:1.0.0";
              d.provedType = d.type;
            }),
        refusal("another's signature", 403, "signature", d -> d.manifestKey = OTHER_KEY),
        refusal(
            "changed manifest",
            403,
            "signature",
            d ->
                d.after =
                    r ->
                        r.setManifestRaw(r.getManifestRaw().concat(ByteString.copyFromUtf8("\n")))),
        refusal(
            "truncated signature",
            403,
            "signature",
            d -> d.after = r -> r.setMfrSignature(r.getMfrSignature().substring(0, 63))),
        refusal(
            "another type",
            403,
            "another actor type",
            d -> {
              d.type = "acme:other:1.0.0";
              d.provedType = d.type;
            }),
        refusal(
            "another version",
            403,
            "another actor type",
            d -> {
              d.type = "acme:echo-service:1.0.1";
              d.provedType = d.type;
            }),
        refusal("another target", 403, "another target", d -> d.target = "wasm32-wasip1"),
        refusal("no target in it", 400, "binary.target", d -> edit(d, "target", "goal")),
        refusal("another's proof", 403, "proof", d -> d.proofKey = OTHER_KEY),
        refusal("a proof for another realm", 403, "proof", d -> d.provedRealm = 1002),
        refusal("a proof for another type", 403, "proof", d -> d.provedType = "acme:x:1.0.0"),
        refusal(
            "a proof of another time",
            403,
            "proof",
            d -> d.after = r -> r.setManufacturerAuthSignedAt(r.getManufacturerAuthSignedAt() + 1)),
        refusal(
            "a proof of another nonce",
            403,
            "proof",
            d -> d.after = r -> r.setManufacturerAuthNonce(ByteString.copyFrom(nonce(32, 9)))),
        refusal(
            "a published package with another manifest",
            403,
            "published",
            d -> {
              d.manifest = TestPackages.manifest(PUBLISHED, OTHER_KEY);
              d.type = PUBLISHED;
              d.provedType = PUBLISHED;
            }));
  }

  private static void edit(Draft draft, String from, String to) {
    draft.manifest =
        new String(draft.manifest, StandardCharsets.UTF_8)
            .replace(from, to)
            .getBytes(StandardCharsets.UTF_8);
  }

  private static Arguments refusal(String what, int code, String message, Consumer<Draft> change) {
    return Arguments.of(what, code, message, change);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusals")
  @Hostile("H127")
  void refuses(String what, int code, String message, Consumer<Draft> change) {
    RegisterResponse response = register(change);

    assertThat(response.getError().getCode()).isEqualTo(code);
    assertThat(response.getError().getMessage()).contains(message);
    assertThat(register(d -> {}).hasSuccess()).as("the nonce is not used up").isTrue();
  }

  @Test
  @Hostile("H128")
  void aProofIsGoodForOneRegistration() {
    assertThat(register(d -> {}).hasSuccess()).isTrue();
    assertThat(register(d -> {}).getError().getCode()).isEqualTo(403);
    clock.advance(Duration.ofSeconds(299));
    assertThat(register(d -> d.signedAt -= 299).getError().getCode()).isEqualTo(403);
    clock.advance(Duration.ofSeconds(2));
    assertThat(register(d -> d.signedAt -= 301).getError().getCode()).isEqualTo(401);
    assertThat(register(d -> d.nonce = nonce(32, 2)).hasSuccess()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(longs = {-6000, -240, 0, 50, 240, 6000})
  void aNodeWhoseClockIsOffRegistersAllTheSame(long seconds) {
    clock.advance(Duration.between(clock.instant(), java.time.Instant.now().plusSeconds(seconds)));
    AisClient ais = new AisClient(TestAis.HTTP::sendAsync, server.aisUri());

    Identity identity =
        ais.register(
                TestPackages.unpublished(ECHO, KEY),
                new Realm(1001),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty())
            .join();

    assertThat(identity.id().type()).isEqualTo(ActrType.parse(ECHO));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/mfr/acme/verifying_key",
        "/ais/mfr/acme/verifying_key",
        "/mfr/acme/verifying_key?key_id=mfr-26f3cfc4e47f7036"
      })
  void tellsTheKeyThatPackagesVerifyWith(String path) {
    HttpResponse<byte[]> response = TestAis.get(server, path);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(new String(response.body(), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"key_id\":\"mfr-26f3cfc4e47f7036\",\"public_key\":\"%s\"}"
                .formatted(Base64.getEncoder().encodeToString(KEY.publicKey())));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/mfr/evil/verifying_key",
        "/mfr//verifying_key",
        "/mfr/acme/verifying_key?key_id=mfr-0",
        "/mfr/acme/verifying_key?x=1",
        "/mfr/acme/other"
      })
  void tellsNoOther(String path) {
    assertThat(TestAis.get(server, path).statusCode()).isEqualTo(404);
  }
}
