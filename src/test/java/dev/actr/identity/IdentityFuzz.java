package dev.actr.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.Realm;
import dev.actr.fuzz.FuzzTarget;
import dev.actr.wire.DecoderInputs;
import dev.actr.wire.Messages;
import dev.actr.wire.ProtoValues;
import dev.actr.wire.WireException;
import dev.actr.wire.proto.ActrProtos;
import dev.actr.wire.proto.ActrProtos.AIdCredential;
import dev.actr.wire.proto.ActrProtos.RegisterResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.spec.InvalidKeySpecException;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Answers of an AIS, credentials, rules, and the files of a manufacturer. */
public final class IdentityFuzz {

  private static final ServerClock CLOCK = new ServerClock(Clock.systemUTC(), System::nanoTime);
  private static final ActrId ID = ActrId.parse("1a2b3c@101/acme:echo-service:1.0.0");
  private static final String TYPE = "acme:Echo:1.0.0";

  private IdentityFuzz() {}

  public static Stream<FuzzTarget> targets() {
    return Stream.of(
        new FuzzTarget(
            "register-response",
            10_000,
            () -> DecoderInputs.ofType(".actr.RegisterResponse"),
            IdentityFuzz::registered),
        new FuzzTarget(
            "renew-response",
            10_000,
            () -> DecoderInputs.ofType(".actr.RenewCredentialResponse"),
            IdentityFuzz::renewed),
        new FuzzTarget("credential", 5000, IdentityFuzz::credentials, IdentityFuzz::credential),
        new FuzzTarget("acl", 10_000, IdentityFuzz::rules, IdentityFuzz::acl),
        new FuzzTarget(
            "manifest",
            5000,
            () -> List.of(TestPackages.manifest(TYPE, TestPackages.KEY)),
            IdentityFuzz::manifest),
        new FuzzTarget("package", 300, IdentityFuzz::packages, IdentityFuzz::signedPackage),
        new FuzzTarget("manufacturer-key", 5000, IdentityFuzz::keys, IdentityFuzz::key));
  }

  private static AisExchange.Answer answer(byte[] bytes) {
    return new AisExchange.Answer(200, bytes, Optional.empty(), CLOCK);
  }

  private static boolean registered(byte[] bytes) {
    // The identity asked for is the one answered, so that what follows is reached.
    ActrId asked = ID;
    try {
      RegisterResponse response = Messages.parse(RegisterResponse.parser(), bytes);
      asked = ProtoValues.fromProto(response.getSuccess().getActrId());
    } catch (WireException refused) {
      // As it is below.
    }
    try {
      Identity identity = AisClient.registered(answer(bytes), asked.type(), asked.realm());
      assertThat(identity.toString()).doesNotContain("[B@");
      return true;
    } catch (ActrException refused) {
      return false;
    }
  }

  private static boolean renewed(byte[] bytes) {
    ActrId asked = ID;
    try {
      asked =
          ProtoValues.fromProto(
              Messages.parse(ActrProtos.RenewCredentialResponse.parser(), bytes)
                  .getSuccess()
                  .getActrId());
    } catch (WireException refused) {
      // As it is below.
    }
    return AisClient.outcome(answer(bytes), asked) instanceof RenewalOutcome.Renewed;
  }

  private static List<byte[]> credentials() {
    return List.of(Identities.credential(ID).toByteArray());
  }

  private static boolean credential(byte[] bytes) throws InvalidKeySpecException {
    try {
      AIdCredential credential = Messages.parse(AIdCredential.parser(), bytes);
      return CredentialCheck.check(
              credential, Ed25519.publicKey(Identities.KEY), ID, Instant.ofEpochSecond(1))
          .isAfter(Instant.EPOCH);
    } catch (WireException | ActrException refused) {
      return false;
    }
  }

  private static List<byte[]> rules() {
    Acl acl =
        new Acl(
            List.of(
                new AclRule(true, ID.type(), Optional.of(101L)),
                new AclRule(false, ID.type(), Optional.empty())));
    return List.of(acl.toProto().toByteArray());
  }

  private static boolean acl(byte[] bytes) {
    try {
      ActrProtos.Acl message = Messages.parse(ActrProtos.Acl.parser(), bytes);
      Acl acl = Acl.fromProto(message, new Realm(101));
      assertThat(acl.rules().size()).isLessThanOrEqualTo(bytes.length);
      acl.permits(ID);
      return true;
    } catch (WireException refused) {
      return false;
    }
  }

  private static boolean manifest(byte[] bytes) {
    try {
      assertThat(PackageManifest.parse(bytes).raw()).isEqualTo(bytes);
      return true;
    } catch (IllegalArgumentException refused) {
      assertThat(refused.getMessage()).isNotBlank();
      return false;
    }
  }

  private static List<byte[]> packages() {
    try {
      byte[] manifest = TestPackages.manifest(TYPE, TestPackages.KEY);
      Path file = Files.createTempFile("fuzz", ".actr");
      TestPackages.write(
          file,
          Map.of(
              "manifest.toml",
              manifest,
              "manifest.sig",
              TestPackages.sign(TestPackages.KEY, manifest)));
      byte[] bytes = Files.readAllBytes(file);
      Files.delete(file);
      return List.of(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean signedPackage(byte[] bytes) throws IOException {
    Path file = Files.createTempFile("fuzz", ".actr");
    try {
      Files.write(file, bytes);
      assertThat(SignedPackage.read(file, Optional.empty()).type()).isNotNull();
      return true;
    } catch (IOException | IllegalArgumentException refused) {
      return false;
    } finally {
      Files.delete(file);
    }
  }

  private static List<byte[]> keys() {
    String seed = Base64.getEncoder().encodeToString(new byte[32]);
    ByteArrayOutputStream pkcs8 = new ByteArrayOutputStream();
    pkcs8.writeBytes(
        java.util.HexFormat.of().parseHex("302e020100300506032b657004220420" + "2b".repeat(32)));
    String pem =
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(pkcs8.toByteArray())
            + "\n-----END PRIVATE KEY-----\n";
    return Stream.of("{\"private_key\": \"" + seed + "\"}", pem)
        .map(text -> text.getBytes(StandardCharsets.US_ASCII))
        .toList();
  }

  private static boolean key(byte[] bytes) {
    try {
      assertThat(ManufacturerKey.read(bytes).publicKey()).hasSize(32);
      return true;
    } catch (IllegalArgumentException refused) {
      assertThat(refused.getMessage()).isNotBlank();
      return false;
    }
  }
}
