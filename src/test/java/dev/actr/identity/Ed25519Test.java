package dev.actr.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.InvalidKeySpecException;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Ed25519Test {

  private static final HexFormat HEX = HexFormat.of();

  /** The first two vectors are those of RFC 8032, section 7.1. */
  @ParameterizedTest
  @CsvSource({
    "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60,"
        + "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a,"
        + "'',"
        + "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e3970"
        + "1cf9b46bd25bf5f0595bbe24655141438e7a100b",
    "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb,"
        + "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c,"
        + "72,"
        + "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613"
        + "d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    "2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a,"
        + "197f6b23e16c8532c6abc838facd5ea789be0c76b2920334039bfa8b3d368d61,"
        + "08651222316132623363403130312f61636d653a6563686f2d736572766963653a312e302e301880e6fe8907,"
        + "3cddd86785ceb9000d3b7c565e7b7450c08901a7c178ef974eaef2c1ecc998bdb9fac6ae48f58849ca906940"
        + "0c66e1505bf342a27c2cf7a041be73dd11aa010c",
  })
  void signsAndVerifies(String seed, String key, String data, String signature) throws Exception {
    PublicKey publicKey = Ed25519.publicKey(HEX.parseHex(key));
    byte[] signed = Ed25519.sign(Ed25519.privateKey(HEX.parseHex(seed)), HEX.parseHex(data));

    assertThat(HEX.formatHex(signed)).isEqualTo(signature);
    assertThat(Ed25519.verify(publicKey, HEX.parseHex(data), signed)).isTrue();
    assertThat(HEX.formatHex(Ed25519.raw(publicKey))).isEqualTo(key);
  }

  @Test
  void anyChangedBitOfSignatureOrDataFails() throws Exception {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    byte[] data = {1, 2, 3, 4};
    byte[] signature = Ed25519.sign(pair.getPrivate(), data);
    for (int bit = 0; bit < signature.length * 8; bit++) {
      assertThat(Ed25519.verify(pair.getPublic(), data, flip(signature, bit))).isFalse();
    }
    for (int bit = 0; bit < data.length * 8; bit++) {
      assertThat(Ed25519.verify(pair.getPublic(), flip(data, bit), signature)).isFalse();
    }
    assertThat(Ed25519.verify(pair.getPublic(), data, signature)).isTrue();
  }

  @Test
  void anotherKeyFails() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
    byte[] signature = Ed25519.sign(generator.generateKeyPair().getPrivate(), new byte[] {1});
    PublicKey other = generator.generateKeyPair().getPublic();
    assertThat(Ed25519.verify(other, new byte[] {1}, signature)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 63, 65, 128})
  void aSignatureOfAnotherLengthFails(int length) throws Exception {
    PublicKey key = KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPublic();
    assertThat(Ed25519.verify(key, new byte[] {1}, new byte[length])).isFalse();
  }

  @Test
  void randomKeysAndSignaturesFailWithoutAnException() throws Exception {
    Random random = new Random(1);
    for (int i = 0; i < 300; i++) {
      byte[] key = new byte[Ed25519.KEY_LENGTH];
      byte[] signature = new byte[Ed25519.SIGNATURE_LENGTH];
      random.nextBytes(key);
      random.nextBytes(signature);
      assertThat(Ed25519.verify(Ed25519.publicKey(key), new byte[] {1}, signature)).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 31, 33, 64})
  void keysOfAnotherLengthAreRefused(int length) {
    assertThatExceptionOfType(InvalidKeySpecException.class)
        .isThrownBy(() -> Ed25519.publicKey(new byte[length]))
        .withMessage("Ed25519 key of " + length + " bytes, expected 32");
    assertThatExceptionOfType(InvalidKeySpecException.class)
        .isThrownBy(() -> Ed25519.privateKey(new byte[length]))
        .withMessage("Ed25519 seed of " + length + " bytes, expected 32");
  }

  @Test
  void aKeyOfAnotherAlgorithmIsRefused() throws Exception {
    KeyPair ec = KeyPairGenerator.getInstance("EC").generateKeyPair();
    assertThat(Ed25519.verify(ec.getPublic(), new byte[0], new byte[64])).isFalse();
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> Ed25519.sign(ec.getPrivate(), new byte[0]));
  }

  private static byte[] flip(byte[] bytes, int bit) {
    byte[] changed = bytes.clone();
    changed[bit / 8] ^= (byte) (1 << bit % 8);
    return changed;
  }
}
