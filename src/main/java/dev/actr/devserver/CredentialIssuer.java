package dev.actr.devserver;

import com.google.protobuf.ByteString;
import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.identity.CredentialCheck;
import dev.actr.identity.Ed25519;
import dev.actr.wire.Messages;
import dev.actr.wire.ProtoValues;
import dev.actr.wire.WireException;
import dev.actr.wire.proto.ActrProtos.AIdCredential;
import dev.actr.wire.proto.ActrProtos.IdentityClaims;
import dev.actr.wire.proto.ActrProtos.TurnCredential;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Issues and verifies credentials. Keys are never forgotten, as credentials signed by them may be
 * in use. Any thread may call any method: the keys are in a concurrent map, the current one in a
 * volatile field.
 */
final class CredentialIssuer {

  private final Map<Integer, SigningKey> keys = new ConcurrentHashMap<>();
  private final byte[] turnSecret;
  private final Clock clock;
  private volatile SigningKey current;

  CredentialIssuer(SigningKey first, byte[] turnSecret, Clock clock) {
    this.turnSecret = turnSecret;
    this.clock = clock;
    keys.put(first.id(), first);
    current = first;
  }

  /** Signs with a new key from now on. */
  synchronized void rotate() {
    SigningKey next = SigningKey.random();
    while (keys.containsKey(next.id())) {
      next = SigningKey.random();
    }
    keys.put(next.id(), next);
    current = next;
  }

  SigningKey current() {
    return current;
  }

  /** The key of an id, of all that were ever used. */
  Optional<SigningKey> key(int id) {
    return Optional.ofNullable(keys.get(id));
  }

  static AIdCredential issue(ActrId id, Instant expiry, SigningKey key) {
    ByteString claims =
        IdentityClaims.newBuilder()
            .setRealmId((int) id.realm().id())
            .setActorId(id.toString())
            .setExpiresAt(expiry.getEpochSecond())
            .build()
            .toByteString();
    return AIdCredential.newBuilder()
        .setKeyId(key.id())
        .setClaims(claims)
        .setSignature(ProtoValues.wrap(Ed25519.sign(key.privateKey(), claims.toByteArray())))
        .build();
  }

  /** What a TURN server that shares the secret accepts. */
  TurnCredential issueTurn(ActrId id, Instant expiry) {
    String username = expiry.getEpochSecond() + ":" + id;
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(turnSecret, "HmacSHA1"));
      byte[] password = mac.doFinal(username.getBytes(StandardCharsets.UTF_8));
      return TurnCredential.newBuilder()
          .setUsername(username)
          .setPassword(Base64.getEncoder().encodeToString(password))
          .setExpiresAt(expiry.getEpochSecond())
          .build();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java runtime has HmacSHA1", e);
    }
  }

  /**
   * A credential that has passed the check.
   *
   * @param bearer whom it was issued to
   * @param expiry until when it is good
   */
  record Verified(ActrId bearer, Instant expiry) {}

  /** Checks a credential and tells whose it is; refuses with 401. */
  Verified verify(AIdCredential credential) throws RefusedException {
    SigningKey key = keys.get(credential.getKeyId());
    if (key == null) {
      throw invalid("its signing key is unknown");
    }
    try {
      IdentityClaims claims =
          Messages.parse(IdentityClaims.parser(), credential.getClaims().toByteArray());
      ActrId bearer = ActrId.parse(claims.getActorId());
      Instant expiry = CredentialCheck.check(credential, key.publicKey(), bearer, clock.instant());
      return new Verified(bearer, expiry);
    } catch (WireException | IllegalArgumentException e) {
      throw invalid("its claims are malformed");
    } catch (ActrException e) {
      throw invalid(e.getMessage());
    }
  }

  private static RefusedException invalid(String why) {
    return new RefusedException(401, "credential validation failed: " + why);
  }
}
