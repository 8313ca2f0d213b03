package dev.actr.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.actr.ActrType;
import dev.actr.Hostile;
import dev.actr.Realm;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManufacturerKeyTest {

  private static final HexFormat HEX = HexFormat.of();

  private static final String SEED = "2b".repeat(32);

  private static ManufacturerKey read(String text) {
    return ManufacturerKey.read(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String pem(byte[] encoded) {
    return "-----BEGIN PRIVATE KEY-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded)
        + "\n-----END PRIVATE KEY-----\n";
  }

  @Test
  void theKeyOfASeedIsThatOfTheFactSheet() {
    ManufacturerKey key = ManufacturerKey.of(HEX.parseHex(SEED));
    assertThat(HEX.formatHex(key.publicKey()))
        .isEqualTo("4508a07aa941707f3eb2db94c8897a80b2c1197476b6de213ac273df7d86c4ff");
    assertThat(key.id()).isEqualTo("mfr-26f3cfc4e47f7036");
  }

  @Test
  void whatIsSignedForARegistrationIsThatOfTheFactSheet() {
    byte[] signed =
        new ManufacturerProof(
                new Realm(7),
                ActrType.parse("acme:echo:1.2.3"),
                "x86_64-unknown-linux-gnu",
                "abc123",
                1782200000L,
                new byte[] {(byte) 0xab, (byte) 0xcd})
            .toBytes();
    assertThat(signed).hasSize(204);
    assertThat(ManufacturerProof.digest(signed))
        .isEqualTo("82ef59ce34dc6d7507f33a6e0628c4ecf69a1d4110d8b319f03c6f98c416f747");
  }

  @Test
  void aKeychainAndPemHoldTheSameKey() throws Exception {
    String keychain =
        """
        {"created_at":"2026-01-01T00:00:00Z","private_key":"%s","public_key":"…"}
        """
            .formatted(Base64.getEncoder().encodeToString(HEX.parseHex(SEED)));
    assertThat(read(keychain).id()).isEqualTo("mfr-26f3cfc4e47f7036");
    byte[] encoded = Ed25519.privateKey(HEX.parseHex(SEED)).getEncoded();
    assertThat(read("a comment\n" + pem(encoded)).id()).isEqualTo("mfr-26f3cfc4e47f7036");
    assertThat(read(pem(encoded).replace("\n", "\r\n")).id()).isEqualTo("mfr-26f3cfc4e47f7036");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "''; neither",
        "hunter2; neither",
        "{hunter2; not a JSON object",
        "[\"hunter2\"]; neither",
        "{\"key\":\"hunter2\"}; no text for private_key",
        "{\"private_key\":2}; no text for private_key",
        "{\"private_key\":\"hunter2!\"}; not base64",
        "{\"private_key\":\"aHVudGVyMg==\"}; 7 bytes, expected 32",
        "-----BEGIN PRIVATE KEY-----hunter2; no end",
        "-----BEGIN PRIVATE KEY-----hunter2!-----END PRIVATE KEY-----; not base64",
        "-----BEGIN PRIVATE KEY-----aHVudGVyMg==-----END PRIVATE KEY-----; not of Ed25519",
      })
  @Hostile("H124")
  void whatIsWrongIsSaidWithoutTheKey(String file, String reason) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> read(file))
        .withMessageContaining(reason)
        .satisfies(
            e -> {
              for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                assertThat(cause.toString()).doesNotContain("hunter2", "aHVudGVyMg");
              }
            });
  }

  @Test
  void aKeyOfAnotherAlgorithmIsRefused() throws Exception {
    byte[] ed448 =
        KeyPairGenerator.getInstance("Ed448").generateKeyPair().getPrivate().getEncoded();
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> read(pem(ed448)))
        .withMessageContaining("not of Ed25519");
  }

  @Test
  void itsTextIsItsIdAlone() {
    assertThat(ManufacturerKey.of(HEX.parseHex(SEED)))
        .hasToString("ManufacturerKey[id=mfr-26f3cfc4e47f7036]");
  }
}
