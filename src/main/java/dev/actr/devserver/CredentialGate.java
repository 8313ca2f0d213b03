package dev.actr.devserver;

import dev.actr.ActrId;
import dev.actr.wire.proto.ActrProtos.AIdCredential;
import java.time.Clock;

/**
 * Checks the credentials of one connection's messages. As a client repeats its credential in every
 * message, the signature of the last good one is not verified again. Confined to the connection's
 * event loop.
 */
final class CredentialGate {

  private final CredentialIssuer issuer;
  private final Clock clock;
  private AIdCredential lastGood = AIdCredential.getDefaultInstance();
  private CredentialIssuer.Verified verified;

  CredentialGate(CredentialIssuer issuer, Clock clock) {
    this.issuer = issuer;
    this.clock = clock;
  }

  /** Refuses with 401 what is not valid, with 403 what is valid but another's. */
  void require(ActrId actor, AIdCredential credential) throws RefusedException {
    boolean isKnown =
        verified != null
            && credential.equals(lastGood)
            && verified.expiry().isAfter(clock.instant());
    if (!isKnown) {
      verified = issuer.verify(credential);
      lastGood = credential;
    }
    if (!verified.bearer().equals(actor)) {
      throw new RefusedException(403, "the credential was issued to another actor");
    }
  }
}
