package dev.actr.identity;

import dev.actr.ActrType;
import dev.actr.Realm;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What a manufacturer signs to register a package that is not published. */
public final class ManufacturerProof {

  private ManufacturerProof() {}

  /**
   * The bytes that are signed.
   *
   * @param realm to register in
   * @param type of the package
   * @param target of the package
   * @param manifest as it is in the package
   * @param signedAt in seconds since 1970
   * @param nonce of this registration alone
   * @return to be signed as they are
   */
  public static byte[] text(
      Realm realm, ActrType type, String target, byte[] manifest, long signedAt, byte[] nonce) {
    return text(realm, type, target, HexFormat.of().formatHex(sha256(manifest)), signedAt, nonce);
  }

  static byte[] text(
      Realm realm, ActrType type, String target, String manifestHash, long signedAt, byte[] nonce) {
    return String.join(
            "\n",
            "ACTR-MANUFACTURER-REGISTER-V1",
            "auth_mode=package",
            "realm=" + realm.id(),
            "actr_type=" + type,
            "target=" + target,
            "manifest_sha256=" + manifestHash,
            "manufacturer_auth_signed_at=" + Long.toUnsignedString(signedAt),
            "manufacturer_auth_nonce=" + HexFormat.of().formatHex(nonce))
        .getBytes(StandardCharsets.UTF_8);
  }

  /**
   * The id of a manufacturer's key, as manifests name it.
   *
   * @param rawKey the public key, 32 bytes
   * @return {@code mfr-} and sixteen hexadecimal digits
   */
  public static String keyId(byte[] rawKey) {
    return "mfr-" + HexFormat.of().formatHex(sha256(rawKey), 0, 8);
  }

  private static byte[] sha256(byte[] data) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(data);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
