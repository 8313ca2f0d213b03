package dev.actr.identity;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/** Ed25519 (RFC 8032) with the raw keys of the protocol, on the JDK's own provider. */
public final class Ed25519 {

  /** Bytes of a raw public key. */
  public static final int KEY_LENGTH = 32;

  /** Bytes of a signature. */
  public static final int SIGNATURE_LENGTH = 64;

  private static final String ALGORITHM = "Ed25519";

  /** What precedes the raw key in its X.509 form (RFC 8410). */
  private static final byte[] X509_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  private Ed25519() {}

  /**
   * Reads a raw public key.
   *
   * @param raw 32 bytes
   * @return the key
   * @throws InvalidKeySpecException if the bytes are no key
   */
  public static PublicKey publicKey(byte[] raw) throws InvalidKeySpecException {
    if (raw.length != KEY_LENGTH) {
      throw new InvalidKeySpecException("Ed25519 key of " + raw.length + " bytes, expected 32");
    }
    byte[] encoded = Arrays.copyOf(X509_PREFIX, X509_PREFIX.length + KEY_LENGTH);
    System.arraycopy(raw, 0, encoded, X509_PREFIX.length, KEY_LENGTH);
    return factory().generatePublic(new X509EncodedKeySpec(encoded));
  }

  /**
   * The raw form of a public key.
   *
   * @param key an Ed25519 key
   * @return 32 bytes
   */
  public static byte[] raw(PublicKey key) {
    byte[] encoded = key.getEncoded();
    return Arrays.copyOfRange(encoded, encoded.length - KEY_LENGTH, encoded.length);
  }

  /**
   * The private key of a seed.
   *
   * @param seed 32 bytes
   * @return the key
   * @throws InvalidKeySpecException if the seed is not of 32 bytes
   */
  public static PrivateKey privateKey(byte[] seed) throws InvalidKeySpecException {
    if (seed.length != KEY_LENGTH) {
      throw new InvalidKeySpecException("Ed25519 seed of " + seed.length + " bytes, expected 32");
    }
    return factory().generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed));
  }

  /**
   * The key pair of a seed.
   *
   * @param seed 32 bytes
   * @return its keys
   * @throws InvalidKeySpecException if the seed is not of 32 bytes
   */
  public static KeyPair keyPair(byte[] seed) throws InvalidKeySpecException {
    PrivateKey privateKey = privateKey(seed);
    return new KeyPair(generate(new Seed(seed)).getPublic(), privateKey);
  }

  /** A key pair that nobody else has. */
  public static KeyPair randomKeyPair() {
    return generate(new SecureRandom());
  }

  private static KeyPair generate(SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM);
      generator.initialize(NamedParameterSpec.ED25519, random);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java 17 runtime has Ed25519", e);
    }
  }

  /** Signs; the key is an Ed25519 key. */
  public static byte[] sign(PrivateKey key, byte[] data) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initSign(key);
      signature.update(data);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("not an Ed25519 key", e);
    }
  }

  /** Whether this is the key's signature of the data; bytes of any length may be asked about. */
  public static boolean verify(PublicKey key, byte[] data, byte[] signature) {
    if (signature.length != SIGNATURE_LENGTH) {
      return false;
    }
    try {
      Signature verifier = Signature.getInstance(ALGORITHM);
      verifier.initVerify(key);
      verifier.update(data);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static KeyFactory factory() {
    try {
      return KeyFactory.getInstance(ALGORITHM);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java 17 runtime has Ed25519", e);
    }
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
