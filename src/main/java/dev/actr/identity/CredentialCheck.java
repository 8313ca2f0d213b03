package dev.actr.identity;

import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.ErrorKind;
import dev.actr.Printable;
import dev.actr.wire.Messages;
import dev.actr.wire.WireException;
import dev.actr.wire.proto.ActrProtos.AIdCredential;
import dev.actr.wire.proto.ActrProtos.IdentityClaims;
import java.security.PublicKey;
import java.time.Instant;

/** The rules a credential must pass, the same for peers and for the server. */
public final class CredentialCheck {

  private CredentialCheck() {}

  /**
   * Checks signature, expiry, identity and realm, in this order.
   *
   * @param credential as presented
   * @param key the key of the credential's key id
   * @param claimed who its bearer claims to be
   * @param now the current time
   * @return when the credential expires
   * @throws ActrException of kind {@link ErrorKind#PERMISSION_DENIED}, saying which rule failed
   */
  public static Instant check(
      AIdCredential credential, PublicKey key, ActrId claimed, Instant now) {
    byte[] signed = credential.getClaims().toByteArray();
    if (!Ed25519.verify(key, signed, credential.getSignature().toByteArray())) {
      throw denied("the credential's signature does not verify");
    }
    IdentityClaims claims = claims(credential);
    if (Long.compareUnsigned(claims.getExpiresAt(), now.getEpochSecond()) <= 0) {
      throw denied("the credential has expired");
    }
    if (!claims.getActorId().equals(claimed.toString())) {
      throw denied("the credential was issued to another actor");
    }
    if (Integer.toUnsignedLong(claims.getRealmId()) != claimed.realm().id()) {
      throw denied("the credential was issued for another realm");
    }
    if (!Printable.isPrintable(claims.getActorId())) {
      throw denied("the credential's identity holds characters that no log can show");
    }
    return expiry(claims);
  }

  /**
   * When a credential expires, by its claims alone.
   *
   * @param credential from a trusted source
   * @return the expiry
   * @throws ActrException of kind {@link ErrorKind#PERMISSION_DENIED} if the claims are malformed
   */
  public static Instant expiry(AIdCredential credential) {
    return expiry(claims(credential));
  }

  /** Whose a credential is, by its claims alone. */
  static String actorId(AIdCredential credential) {
    return claims(credential).getActorId();
  }

  private static Instant expiry(IdentityClaims claims) {
    long seconds = claims.getExpiresAt();
    boolean representable = seconds >= 0 && seconds <= Instant.MAX.getEpochSecond();
    return representable ? Instant.ofEpochSecond(seconds) : Instant.MAX;
  }

  private static IdentityClaims claims(AIdCredential credential) {
    try {
      return Messages.parse(IdentityClaims.parser(), credential.getClaims().toByteArray());
    } catch (WireException e) {
      throw denied("the credential's claims are malformed");
    }
  }

  private static ActrException denied(String message) {
    return new ActrException(ErrorKind.PERMISSION_DENIED, message);
  }
}
