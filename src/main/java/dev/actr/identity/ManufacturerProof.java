package dev.actr.identity;

import dev.actr.ActrType;
import dev.actr.Realm;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What a manufacturer signs so that a package nobody has published may be registered once.
 *
 * @param realm to register in
 * @param type of the actor
 * @param target the platform its package is made for
 * @param manifestDigest of the manifest, as {@link #digest} has it
 * @param signedAt seconds since the epoch
 * @param nonce never used before
 */
public record ManufacturerProof(
    Realm realm, ActrType type, String target, String manifestDigest, long signedAt, byte[] nonce) {

  /** The SHA-256 of a manifest, in lower-case hex. */
  public static String digest(byte[] manifest) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(manifest));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }

  /** The bytes to be signed: eight lines, of which the last does not end. */
  public byte[] toBytes() {
    return String.join(
            "\n",
            "ACTR-MANUFACTURER-REGISTER-V1",
            "auth_mode=package",
            "realm=" + realm,
            "actr_type=" + type,
            "target=" + target,
            "manifest_sha256=" + manifestDigest,
            "manufacturer_auth_signed_at=" + Long.toUnsignedString(signedAt),
            "manufacturer_auth_nonce=" + HexFormat.of().formatHex(nonce))
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Everything but the nonce, which is not to be logged before it has been used. */
  @Override
  public String toString() {
    return "ManufacturerProof[realm="
        + realm
        + ", type="
        + type
        + ", target="
        + target
        + ", signedAt="
        + signedAt
        + "]";
  }
}
