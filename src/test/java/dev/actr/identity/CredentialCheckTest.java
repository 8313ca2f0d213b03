package dev.actr.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.ActrType;
import dev.actr.ErrorKind;
import dev.actr.Hostile;
import dev.actr.wire.proto.ActrProtos.AIdCredential;
import dev.actr.wire.proto.ActrProtos.IdentityClaims;
import java.security.PublicKey;
import java.time.Instant;
import java.util.HexFormat;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CredentialCheckTest {

  private static final ActrId ID = ActrId.parse("1a2b3c@101/acme:echo-service:1.0.0");
  private static final Instant EXPIRY = Instant.ofEpochSecond(1_900_000_000);
  private static final Instant BEFORE = EXPIRY.minusSeconds(1);

  @Test
  void aValidCredentialTellsItsExpiry() throws Exception {
    assertThat(CredentialCheck.check(sign(claims(ID, EXPIRY)), key(), ID, BEFORE))
        .isEqualTo(EXPIRY);
  }

  @Test
  @Hostile("H60")
  void itIsInvalidFromTheSecondOfItsExpiryOn() throws Exception {
    AIdCredential credential = sign(claims(ID, EXPIRY));
    PublicKey key = key();
    assertThat(CredentialCheck.check(credential, key, ID, EXPIRY.minusNanos(1))).isEqualTo(EXPIRY);
    for (Instant now : new Instant[] {EXPIRY, EXPIRY.plusSeconds(1), Instant.MAX}) {
      assertDenied(
          "the credential has expired", () -> CredentialCheck.check(credential, key, ID, now));
    }
  }

  @Test
  void anExpiryBeyondAllTimeNeverComes() throws Exception {
    for (long seconds : new long[] {-1, Long.MAX_VALUE, Instant.MAX.getEpochSecond() + 1}) {
      AIdCredential credential = sign(claims(ID, EXPIRY).setExpiresAt(seconds));
      assertThat(CredentialCheck.check(credential, key(), ID, BEFORE)).isEqualTo(Instant.MAX);
      assertThat(CredentialCheck.expiry(credential)).isEqualTo(Instant.MAX);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1a2b3d@101/acme:echo-service:1.0.0",
    "1a2b3c@102/acme:echo-service:1.0.0",
    "1a2b3c@101/acme:echo-service:1.0.1",
    "1a2b3c@101/Acme:echo-service:1.0.0",
  })
  void aCredentialServesOnlyTheActorItWasIssuedTo(String claimed) throws Exception {
    AIdCredential credential = sign(claims(ID, EXPIRY));
    PublicKey key = key();
    assertDenied(
        "the credential was issued to another actor",
        () -> CredentialCheck.check(credential, key, ActrId.parse(claimed), BEFORE));
  }

  @Test
  @Hostile("H61")
  void theRealmOfTheClaimsCountsToo() throws Exception {
    AIdCredential credential = sign(claims(ID, EXPIRY).setRealmId(102));
    PublicKey key = key();
    assertDenied(
        "the credential was issued for another realm",
        () -> CredentialCheck.check(credential, key, ID, BEFORE));
  }

  @Test
  void theLargestRealmIsNotANegativeOne() throws Exception {
    ActrId id = ActrId.parse("1@4294967295/a:b:c");
    assertThat(CredentialCheck.check(sign(claims(id, EXPIRY).setRealmId(-1)), key(), id, BEFORE))
        .isEqualTo(EXPIRY);
  }

  @Test
  void claimsThatWereChangedAreDeniedBeforeTheyAreRead() throws Exception {
    AIdCredential expired = sign(claims(ID, EXPIRY));
    AIdCredential changed =
        expired.toBuilder()
            .setClaims(claims(ID, EXPIRY.plusSeconds(60)).build().toByteString())
            .build();
    AIdCredential garbage =
        expired.toBuilder().setClaims(ByteString.copyFrom(new byte[] {-1})).build();
    AIdCredential unsigned = expired.toBuilder().setSignature(ByteString.EMPTY).build();
    PublicKey key = key();
    for (AIdCredential credential : new AIdCredential[] {changed, garbage, unsigned}) {
      assertDenied(
          "the credential's signature does not verify",
          () -> CredentialCheck.check(credential, key, ID, EXPIRY));
    }
    assertDenied(
        "the credential's signature does not verify",
        () -> CredentialCheck.check(AIdCredential.getDefaultInstance(), key, ID, EXPIRY));
  }

  @Test
  @Hostile("H99")
  void anIdentityThatWouldForgeALineOfALogIsDenied() throws Exception {
    ActrId forged =
        new ActrId(ID.realm(), ID.serialNumber(), new ActrType("acme", "Echo", "1\r\nINFO forged"));
    AIdCredential credential = sign(claims(forged, EXPIRY));
    PublicKey key = key();
    assertDenied(
        "the credential's identity holds characters that no log can show",
        () -> CredentialCheck.check(credential, key, forged, BEFORE));
  }

  @Test
  @Hostile("H62")
  void signedClaimsThatAreMalformedAreDenied() throws Exception {
    AIdCredential credential = sign(new byte[] {-1});
    PublicKey key = key();
    assertDenied(
        "the credential's claims are malformed",
        () -> CredentialCheck.check(credential, key, ID, BEFORE));
    assertDenied("the credential's claims are malformed", () -> CredentialCheck.expiry(credential));
  }

  @Test
  void signedClaimsWithoutContentAreDenied() throws Exception {
    AIdCredential credential = sign(new byte[0]);
    PublicKey key = key();
    assertDenied(
        "the credential has expired", () -> CredentialCheck.check(credential, key, ID, BEFORE));
  }

  private static void assertDenied(String message, ThrowingCallable check) {
    ActrException failure = catchThrowableOfType(ActrException.class, check);
    assertThat(failure).hasMessage(message);
    assertThat(failure.kind()).isEqualTo(ErrorKind.PERMISSION_DENIED);
  }

  private static IdentityClaims.Builder claims(ActrId id, Instant expiry) {
    return IdentityClaims.newBuilder()
        .setRealmId((int) id.realm().id())
        .setActorId(id.toString())
        .setExpiresAt(expiry.getEpochSecond());
  }

  private static AIdCredential sign(IdentityClaims.Builder claims) throws Exception {
    return sign(claims.build().toByteArray());
  }

  private static AIdCredential sign(byte[] claims) throws Exception {
    byte[] seed = HexFormat.of().parseHex("2a".repeat(32));
    return AIdCredential.newBuilder()
        .setKeyId(1)
        .setClaims(ByteString.copyFrom(claims))
        .setSignature(ByteString.copyFrom(Ed25519.sign(Ed25519.privateKey(seed), claims)))
        .build();
  }

  private static PublicKey key() throws Exception {
    return Ed25519.publicKey(
        HexFormat.of()
            .parseHex("197f6b23e16c8532c6abc838facd5ea789be0c76b2920334039bfa8b3d368d61"));
  }
}
