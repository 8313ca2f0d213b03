package dev.actr.devserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.ActrId;
import dev.actr.identity.Ed25519;
import dev.actr.wire.proto.ActrProtos.AIdCredential;
import dev.actr.wire.proto.ActrProtos.TurnCredential;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Against values computed independently of any implementation. */
class SigningKeyTest {

  private static final ActrId ACTOR = ActrId.parse("1a2b3c@101/acme:echo-service:1.0.0");
  private static final Instant EXPIRY = Instant.ofEpochSecond(1_900_000_000);

  private final SigningKey key = SigningKey.ofSeed(HexFormat.of().parseHex("2a".repeat(32)));

  @Test
  void aSeedGivesItsPublicKey() {
    assertThat(HexFormat.of().formatHex(key.raw()))
        .isEqualTo("197f6b23e16c8532c6abc838facd5ea789be0c76b2920334039bfa8b3d368d61");
    assertThat(
            Ed25519.verify(
                key.publicKey(), new byte[1], Ed25519.sign(key.privateKey(), new byte[1])))
        .isTrue();
  }

  @Test
  void theIdFollowsFromThePublicKey() throws Exception {
    byte[] hash = java.security.MessageDigest.getInstance("SHA-256").digest(key.raw());

    assertThat(Integer.toHexString(key.id())).isEqualTo(HexFormat.of().formatHex(hash, 0, 4));
    assertThat(SigningKey.random().id()).isNotZero().isNotEqualTo(SigningKey.random().id());
  }

  @Test
  void signsClaims() {
    AIdCredential credential = CredentialIssuer.issue(ACTOR, EXPIRY, key);

    assertThat(HexFormat.of().formatHex(credential.getClaims().toByteArray()))
        .isEqualTo(
            "08651222316132623363403130312f61636d653a6563686f2d736572766963653a312e302e301880e6fe8907");
    assertThat(HexFormat.of().formatHex(credential.getSignature().toByteArray()))
        .isEqualTo(
            "3cddd86785ceb9000d3b7c565e7b7450c08901a7c178ef974eaef2c1ecc998bd"
                + "b9fac6ae48f58849ca9069400c66e1505bf342a27c2cf7a041be73dd11aa010c");
    assertThat(credential.getKeyId()).isEqualTo(key.id());
  }

  @Test
  void derivesTurnPasswords() {
    byte[] secret = "actrix-turn-secret-change-in-production".getBytes(StandardCharsets.UTF_8);
    CredentialIssuer issuer = new CredentialIssuer(key, secret, Clock.systemUTC());

    TurnCredential turn = issuer.issueTurn(ACTOR, EXPIRY);

    assertThat(turn.getUsername()).isEqualTo("1900000000:1a2b3c@101/acme:echo-service:1.0.0");
    assertThat(turn.getPassword()).isEqualTo("vX6M47hiKfc3hohfqdbrnxB1LLs=");
  }
}
