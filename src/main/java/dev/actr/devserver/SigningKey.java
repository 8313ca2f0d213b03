package dev.actr.devserver;

import dev.actr.identity.Ed25519;
import java.nio.ByteBuffer;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.InvalidKeySpecException;

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
    return of(Ed25519.randomKeyPair());
  }

  /** The key of a seed of 32 bytes. */
  static SigningKey ofSeed(byte[] seed) {
    try {
      return of(Ed25519.keyPair(seed));
    } catch (InvalidKeySpecException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static SigningKey of(KeyPair pair) {
    return new SigningKey(idOf(pair.getPublic()), pair.getPrivate(), pair.getPublic());
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
}
