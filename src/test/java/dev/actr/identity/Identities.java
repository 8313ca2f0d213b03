package dev.actr.identity;

import com.google.protobuf.ByteString;
import dev.actr.ActrId;
import dev.actr.wire.proto.ActrProtos.AIdCredential;
import dev.actr.wire.proto.ActrProtos.IdentityClaims;
import dev.actr.wire.proto.ActrProtos.RegisterResponse.RegisterOk;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/** Identities as the AIS of the recorded traffic would give them. */
public final class Identities {

  /** The id of the key that signs them. */
  public static final int KEY_ID = 7;

  /** The raw key they verify with. */
  public static final byte[] KEY =
      HexFormat.of().parseHex("197f6b23e16c8532c6abc838facd5ea789be0c76b2920334039bfa8b3d368d61");

  private static final byte[] SEED = HexFormat.of().parseHex("2a".repeat(32));
  private static final Instant EXPIRY = Instant.ofEpochSecond(4_000_000_000L);

  private static final ServerClock CLOCK = new ServerClock(Clock.systemUTC(), System::nanoTime);

  private Identities() {}

  /** An identity that sends a heartbeat at once and then hardly ever. */
  public static Identity of(String id) {
    return of(ActrId.parse(id), Duration.ofHours(1));
  }

  /** An identity with heartbeats. */
  public static Identity of(ActrId id, Duration heartbeatInterval) {
    return of(id, credential(id), heartbeatInterval);
  }

  /** An identity with a credential of another origin. */
  public static Identity of(ActrId id, AIdCredential credential, Duration heartbeatInterval) {
    return new Identity(
        id,
        credential,
        EXPIRY,
        heartbeatInterval,
        KEY,
        KEY_ID,
        Optional.empty(),
        Optional.empty(),
        CLOCK);
  }

  /** What a registration answered. */
  public static Identity of(RegisterOk ok) {
    return Identity.fromProto(ok, CLOCK);
  }

  /** A valid credential. */
  public static AIdCredential credential(ActrId id) {
    byte[] claims =
        IdentityClaims.newBuilder()
            .setRealmId((int) id.realm().id())
            .setActorId(id.toString())
            .setExpiresAt(EXPIRY.getEpochSecond())
            .build()
            .toByteArray();
    return AIdCredential.newBuilder()
        .setKeyId(KEY_ID)
        .setClaims(ByteString.copyFrom(claims))
        .setSignature(ByteString.copyFrom(Ed25519.sign(signingKey(), claims)))
        .build();
  }

  private static PrivateKey signingKey() {
    try {
      return Ed25519.privateKey(SEED);
    } catch (InvalidKeySpecException e) {
      throw new AssertionError(e);
    }
  }
}
