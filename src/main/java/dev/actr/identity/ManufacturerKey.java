package dev.actr.identity;

import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Map;

/** The key a manufacturer signs packages and registrations with. */
public final class ManufacturerKey {

  private static final String PEM_BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String PEM_END = "-----END PRIVATE KEY-----";
  private static final int ID_DIGITS = 16;

  private final PrivateKey privateKey;
  private final PublicKey publicKey;

  private ManufacturerKey(KeyPair pair) {
    this.privateKey = pair.getPrivate();
    this.publicKey = pair.getPublic();
  }

  /**
   * The key of a seed.
   *
   * @param seed 32 bytes
   * @return the key
   * @throws IllegalArgumentException if the seed is not of 32 bytes
   */
  public static ManufacturerKey of(byte[] seed) {
    try {
      return new ManufacturerKey(Ed25519.keyPair(seed));
    } catch (InvalidKeySpecException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /**
   * Reads a key: an Ed25519 key of PKCS#8 in PEM, or a keychain in JSON as {@code actr pkg keygen}
   * writes it, whose {@code private_key} is the seed in base64.
   *
   * @param file what the file holds
   * @return the key
   * @throws IllegalArgumentException with what is wrong with it, which does not tell the key
   */
  public static ManufacturerKey read(byte[] file) {
    String text = new String(file, StandardCharsets.ISO_8859_1);
    int begin = text.indexOf(PEM_BEGIN);
    if (begin >= 0) {
      int end = text.indexOf(PEM_END, begin + PEM_BEGIN.length());
      if (end < 0) {
        throw new IllegalArgumentException("the private key in PEM has no end");
      }
      return of(pkcs8(decode(text.substring(begin + PEM_BEGIN.length(), end))));
    }
    if (!text.stripLeading().startsWith("{")) {
      throw new IllegalArgumentException(
          "it holds neither a private key of PKCS#8 in PEM nor a keychain in JSON");
    }
    return of(decode(keychain(text)));
  }

  private static byte[] pkcs8(byte[] encoded) {
    try {
      PrivateKey key =
          KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(encoded));
      return ((EdECPrivateKey) key).getBytes().orElseThrow();
    } catch (InvalidKeySpecException e) {
      throw new IllegalArgumentException("the private key is not of Ed25519", null);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java 17 runtime has Ed25519", e);
    }
  }

  private static String keychain(String text) {
    Map<String, Object> keychain;
    try {
      keychain = StructuredText.json(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("the keychain is " + e.getMessage(), e);
    }
    if (keychain.get("private_key") instanceof String key) {
      return key;
    }
    throw new IllegalArgumentException("the keychain has no text for private_key");
  }

  private static byte[] decode(String base64) {
    try {
      return Base64.getDecoder().decode(base64.replaceAll("\\s", ""));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("the private key is not base64", null);
    }
  }

  /** Its raw public key. */
  public byte[] publicKey() {
    return Ed25519.raw(publicKey);
  }

  /** What manifests call it. */
  public String id() {
    return idOf(publicKey());
  }

  /** The id of a raw public key. */
  public static String idOf(byte[] publicKey) {
    return "mfr-" + ManufacturerProof.digest(publicKey).substring(0, ID_DIGITS);
  }

  byte[] sign(byte[] data) {
    return Ed25519.sign(privateKey, data);
  }

  boolean verifies(byte[] data, byte[] signature) {
    return Ed25519.verify(publicKey, data, signature);
  }

  /** The id alone. */
  @Override
  public String toString() {
    return "ManufacturerKey[id=" + id() + "]";
  }
}
