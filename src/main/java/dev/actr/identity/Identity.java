package dev.actr.identity;

import dev.actr.ActrId;
import dev.actr.wire.ProtoValues;
import dev.actr.wire.proto.ActrProtos;
import dev.actr.wire.proto.ActrProtos.AIdCredential;
import dev.actr.wire.proto.ActrProtos.RegisterResponse.RegisterOk;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a registration gives a node.
 *
 * @param id who it is
 * @param credential proves it
 * @param expiresAt when the credential expires
 * @param heartbeatInterval between heartbeats to the signaling server
 * @param signingKey the raw key that credentials of its server verify with
 * @param signingKeyId the id of that key
 * @param turn lets it in at the TURN servers of its realm
 */
public record Identity(
    ActrId id,
    AIdCredential credential,
    Instant expiresAt,
    Duration heartbeatInterval,
    byte[] signingKey,
    int signingKeyId,
    Optional<TurnCredential> turn) {

  private static final int DEFAULT_HEARTBEAT_SECONDS = 30;

  static Identity fromProto(RegisterOk ok) {
    int heartbeat = ok.getSignalingHeartbeatIntervalSecs();
    return new Identity(
        ProtoValues.fromProto(ok.getActrId()),
        ok.getCredential(),
        ok.hasCredentialExpiresAt()
            ? ProtoValues.fromProto(ok.getCredentialExpiresAt())
            : CredentialCheck.expiry(ok.getCredential()),
        Duration.ofSeconds(heartbeat > 0 ? heartbeat : DEFAULT_HEARTBEAT_SECONDS),
        ok.getSigningPubkey().toByteArray(),
        ok.getSigningKeyId(),
        turn(ok));
  }

  private static Optional<TurnCredential> turn(RegisterOk ok) {
    ActrProtos.TurnCredential turn = ok.getTurnCredential();
    return turn.getUsername().isEmpty()
        ? Optional.empty()
        : Optional.of(new TurnCredential(turn.getUsername(), turn.getPassword()));
  }

  /** Who and until when; never the credential. */
  @Override
  public String toString() {
    return "Identity[id=" + id + ", expiresAt=" + expiresAt + "]";
  }
}
