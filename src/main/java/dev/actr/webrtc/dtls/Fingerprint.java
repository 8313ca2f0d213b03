package dev.actr.webrtc.dtls;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The digest a certificate is recognised by (RFC 8122). Immutable. */
public final class Fingerprint {

  private static final HexFormat HEX = HexFormat.ofDelimiter(":").withUpperCase();
  private static final Pattern BYTES = Pattern.compile("[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){0,63}");

  private final String algorithm;
  private final byte[] digest;

  private Fingerprint(String algorithm, byte[] digest) {
    this.algorithm = algorithm;
    this.digest = digest;
  }

  /** The SHA-256 fingerprint of a certificate in DER. */
  static Fingerprint of(byte[] certificate) {
    return new Fingerprint("sha-256", digest("SHA-256", certificate));
  }

  /**
   * Reads the value of a fingerprint attribute.
   *
   * @return empty if its algorithm is too weak or not known
   * @throws IllegalArgumentException if it is malformed
   */
  public static Optional<Fingerprint> parse(String value) {
    String[] parts = value.strip().split(" +");
    if (parts.length != 2 || !BYTES.matcher(parts[1]).matches()) {
      throw new IllegalArgumentException("malformed fingerprint");
    }
    String algorithm = parts[0].toLowerCase(Locale.ROOT);
    byte[] digest = HEX.parseHex(parts[1]);
    int length =
        switch (algorithm) {
          case "sha-256" -> 32;
          case "sha-384" -> 48;
          case "sha-512" -> 64;
          default -> 0;
        };
    if (length == 0) {
      return Optional.empty();
    }
    if (digest.length != length) {
      throw new IllegalArgumentException("malformed fingerprint");
    }
    return Optional.of(new Fingerprint(algorithm, digest));
  }

  /** Whether this is the fingerprint of a certificate in DER. Takes equally long for all. */
  public boolean matches(byte[] certificate) {
    byte[] actual = digest(algorithm.toUpperCase(Locale.ROOT), certificate);
    return MessageDigest.isEqual(digest, actual);
  }

  private static byte[] digest(String algorithm, byte[] certificate) {
    try {
      return MessageDigest.getInstance(algorithm).digest(certificate);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no " + algorithm, e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Fingerprint that
        && algorithm.equals(that.algorithm)
        && MessageDigest.isEqual(digest, that.digest);
  }

  @Override
  public int hashCode() {
    return (digest[0] & 0xff) << 8 | digest[1] & 0xff;
  }

  /** The value of a fingerprint attribute. */
  @Override
  public String toString() {
    return algorithm + ' ' + HEX.formatHex(digest);
  }
}
