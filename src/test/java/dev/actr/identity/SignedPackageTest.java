package dev.actr.identity;

import static dev.actr.identity.TestPackages.KEY;
import static dev.actr.identity.TestPackages.OTHER_KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.actr.ActrType;
import dev.actr.Hostile;
import dev.actr.Realm;
import dev.actr.wire.proto.ActrProtos.RegisterRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignedPackageTest {

  private static final String ECHO = "acme:echo-service:1.0.0";

  @TempDir Path folder;

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static IllegalArgumentException refused(
      byte[] manifest, byte[] signature, Optional<ManufacturerKey> key) {
    return org.assertj.core.api.Assertions.catchThrowableOfType(
        IllegalArgumentException.class, () -> SignedPackage.of(manifest, signature, key));
  }

  @Test
  void theManifestOfAPackageIsRead() throws Exception {
    SignedPackage signed =
        SignedPackage.read(TestPackages.write(folder, ECHO, KEY), Optional.of(KEY));
    assertThat(signed.type()).isEqualTo(ActrType.parse(ECHO));
    assertThat(signed.manifest().target()).isEqualTo(TestPackages.TARGET);
    assertThat(signed.manifest().signingKeyId()).contains("mfr-26f3cfc4e47f7036");
    assertThat(signed.manifest().raw()).isEqualTo(TestPackages.manifest(ECHO, KEY));
  }

  @Test
  void aPackageThatIsNotPublishedIsRegisteredWithAProofOfTheMoment() {
    SignedPackage signed = TestPackages.unpublished(ECHO, KEY);
    RegisterRequest.Builder request = RegisterRequest.newBuilder();
    RegisterRequest.Builder again = RegisterRequest.newBuilder();
    signed.prove(request, new Realm(7), Instant.ofEpochSecond(1782200000L));
    signed.prove(again, new Realm(7), Instant.ofEpochSecond(1782200000L));

    byte[] manifest = TestPackages.manifest(ECHO, KEY);
    assertThat(request.getAuthMode().getNumber()).isEqualTo(1);
    assertThat(request.getTarget()).isEqualTo(TestPackages.TARGET);
    assertThat(request.getManifestRaw().toByteArray()).isEqualTo(manifest);
    assertThat(KEY.verifies(manifest, request.getMfrSignature().toByteArray())).isTrue();
    assertThat(request.getManufacturerAuthSignedAt()).isEqualTo(1782200000L);
    byte[] nonce = request.getManufacturerAuthNonce().toByteArray();
    assertThat(nonce).hasSize(32).isNotEqualTo(again.getManufacturerAuthNonce().toByteArray());
    byte[] proof =
        new ManufacturerProof(
                new Realm(7),
                ActrType.parse(ECHO),
                TestPackages.TARGET,
                ManufacturerProof.digest(manifest),
                1782200000L,
                nonce)
            .toBytes();
    assertThat(KEY.verifies(proof, request.getManufacturerAuthSignature().toByteArray())).isTrue();
  }

  @Test
  void aPackageThatIsPublishedNeedsNoProof() {
    RegisterRequest.Builder request = RegisterRequest.newBuilder();
    TestPackages.published(ECHO, KEY).prove(request, new Realm(7), Instant.EPOCH);
    assertThat(request.hasMfrSignature()).isTrue();
    assertThat(request.hasManufacturerAuthSignature()).isFalse();
    assertThat(request.hasManufacturerAuthNonce()).isFalse();
    assertThat(request.hasManufacturerAuthSignedAt()).isFalse();
  }

  static Stream<Arguments> brokenManifests() {
    UnaryOperator<String> deep = m -> "a = " + "[".repeat(100_000) + "\n" + m;
    UnaryOperator<String> tables = m -> m + "\n[" + "a.".repeat(500_000) + "a]\n";
    UnaryOperator<String> number = m -> "a = " + "9".repeat(100_000) + "\n" + m;
    UnaryOperator<String> exponent = m -> "a = 1e999999999\n" + m;
    return Stream.of(
        Arguments.of("empty", (UnaryOperator<String>) m -> "", "no text for manufacturer"),
        Arguments.of("no TOML", (UnaryOperator<String>) m -> m + "\n= x", "not TOML"),
        Arguments.of(
            "twice",
            (UnaryOperator<String>) m -> m.replace("[binary]", "name=\"b\"\n[binary]"),
            "not TOML"),
        Arguments.of(
            "no name",
            (UnaryOperator<String>) m -> m.replace("name = \"echo-service\"\n", ""),
            "no text for name"),
        Arguments.of(
            "empty version",
            (UnaryOperator<String>) m -> m.replace("1.0.0", ""),
            "no text for version"),
        Arguments.of(
            "a number",
            (UnaryOperator<String>) m -> m.replace("\"1.0.0\"", "1"),
            "no text for version"),
        Arguments.of(
            "bad name", (UnaryOperator<String>) m -> m.replace("echo-service", "a b"), "name"),
        Arguments.of(
            "no target",
            (UnaryOperator<String>) m -> m.replace("target", "goal"),
            "no text for binary.target"),
        Arguments.of(
            "no binary",
            (UnaryOperator<String>) m -> m.replace("[binary]", "[file]"),
            "no text for binary.target"),
        Arguments.of(
            "a binary that is none",
            (UnaryOperator<String>) m -> "binary = 1\n" + m.replace("[binary]", "[file]"),
            "no text for binary.target"),
        Arguments.of("nested without end", deep, "not TOML"),
        Arguments.of("tables without end", tables, ""),
        Arguments.of("a number without end", number, "not TOML"),
        Arguments.of("a number beyond all", exponent, ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("brokenManifests")
  @Hostile("H125")
  void aManifestThatIsBrokenIsRefusedWithTheReason(
      String what, UnaryOperator<String> change, String reason) {
    byte[] manifest = utf8(change.apply(TestPackages.manifest(ECHO, KEY.id())));
    if (reason.isEmpty()) {
      // It may be read, if it costs nothing.
      SignedPackage.of(manifest, KEY.sign(manifest), Optional.empty());
      return;
    }
    assertThat(refused(manifest, KEY.sign(manifest), Optional.empty()))
        .as(what)
        .hasMessageContaining(reason);
  }

  @Test
  void aManifestThatIsNoUtf8OrTooLongIsRefused() {
    byte[] latin = "manufacturer = \"é\"".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(refused(latin, new byte[64], Optional.empty())).hasMessageContaining("not UTF-8");
    assertThat(refused(new byte[PackageManifest.MAX_SIZE + 1], new byte[64], Optional.empty()))
        .hasMessageContaining("more than");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 63, 65})
  void aSignatureOfAnotherLengthIsRefused(int length) {
    assertThat(refused(TestPackages.manifest(ECHO, KEY), new byte[length], Optional.empty()))
        .hasMessageContaining(length + " bytes, expected 64");
  }

  @Test
  void aPackageThatTheKeyHasNotSignedIsRefused() {
    byte[] manifest = TestPackages.manifest(ECHO, KEY);
    assertThat(refused(manifest, KEY.sign(manifest), Optional.of(OTHER_KEY)))
        .hasMessageContaining(KEY.id())
        .hasMessageContaining(OTHER_KEY.id());
    assertThat(refused(manifest, OTHER_KEY.sign(manifest), Optional.of(KEY)))
        .hasMessageContaining("not that of the manufacturer's key");
    byte[] nameless = utf8(TestPackages.manifest(ECHO, KEY.id()).replace("signing_key_id", "key"));
    assertThat(refused(nameless, KEY.sign(nameless), Optional.of(KEY)))
        .hasMessageContaining("signing_key_id is missing");
  }

  @Test
  void aFileThatIsNoPackageIsRefused() throws Exception {
    Path text = Files.writeString(folder.resolve("text.actr"), "no package");
    assertThatIOException().isThrownBy(() -> SignedPackage.read(text, Optional.empty()));
    Path other = TestPackages.write(folder.resolve("other.actr"), Map.of("actr.toml", new byte[1]));
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> SignedPackage.read(other, Optional.empty()))
        .withMessageContaining("no manifest.toml");
  }

  @Test
  @Hostile("H126")
  void aManifestThatUnfoldsWithoutEndIsReadToItsLimit() throws Exception {
    Path bomb =
        TestPackages.write(
            folder.resolve("bomb.actr"),
            Map.of("manifest.toml", new byte[64 * 1024 * 1024], "manifest.sig", new byte[64]));
    assertThat(Files.size(bomb)).isLessThan(1024 * 1024);
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> SignedPackage.read(bomb, Optional.empty()))
        .withMessageContaining("manifest.toml has more than");
  }
}
