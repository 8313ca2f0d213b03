package dev.actr.devserver;

import dev.actr.identity.Ed25519;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.NamedParameterSpec;

/**
 * A key that signs credentials.
 *
 * @param id names the key on the wire; follows from the public key, so that no two servers, and no
 *     server before and after a restart, use one id for different keys
 * @param privateKey signs
 * @param publicKey verifies
 */
record SigningKey(int id, PrivateKey privateKey, PublicKey publicKey) {

  static SigningKey random() {
    return generate(new SecureRandom());
  }

  /** The key of a seed of 32 bytes. */
  static SigningKey ofSeed(byte[] seed) {
    return generate(new Seed(seed));
  }

  private static SigningKey generate(SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
      generator.initialize(NamedParameterSpec.ED25519, random);
      KeyPair pair = generator.generateKeyPair();
      return new SigningKey(idOf(pair.getPublic()), pair.getPrivate(), pair.getPublic());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java 17 runtime has Ed25519", e);
    }
  }

  private static int idOf(PublicKey key) {
    int id = ByteBuffer.wrap(Sha256.of(Ed25519.raw(key))).getInt();
    return id == 0 ? 1 : id;
  }

  /** The public key as it is told to others. */
  byte[] raw() {
    return Ed25519.raw(publicKey);
  }

  /** The public part alone. */
  @Override
  public String toString() {
    return "SigningKey[id=" + idText() + "]";
  }

  /** The id in decimal. */
  String idText() {
    return Integer.toUnsignedString(id);
  }

  /**
   * Hands a seed to the generator, whose only draw is the private key; the JDK has no other way
   * from a private to a public key.
   */
  private static final class Seed extends SecureRandom {

    private static final long serialVersionUID = 1L;

    private final byte[] seed;

    Seed(byte[] seed) {
      this.seed = seed.clone();
    }

    @Override
    public void nextBytes(byte[] bytes) {
      System.arraycopy(seed, 0, bytes, 0, bytes.length);
    }
  }
}
