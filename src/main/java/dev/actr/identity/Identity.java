package dev.actr.identity;

import dev.actr.ActrId;
import dev.actr.wire.ProtoValues;
import dev.actr.wire.proto.ActrProtos;
import dev.actr.wire.proto.ActrProtos.AIdCredential;
import dev.actr.wire.proto.ActrProtos.RegisterResponse.RegisterOk;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.Supplier;

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
 * @param renewal gets it another credential; empty if the AIS gave no token
 * @param clock the clock of the AIS, by which all this expires
 */
public record Identity(
    ActrId id,
    AIdCredential credential,
    Instant expiresAt,
    Duration heartbeatInterval,
    byte[] signingKey,
    int signingKeyId,
    Optional<TurnCredential> turn,
    Optional<RenewalToken> renewal,
    ServerClock clock) {

  private static final int DEFAULT_HEARTBEAT_SECONDS = 30;

  /**
   * A clock by which peers' credentials expire, too: the AIS's, as its last answer told it.
   *
   * @param identity of the moment; null before the first registration
   * @return a clock that changes with the identity
   */
  public static Clock clockOf(Supplier<Identity> identity) {
    return new Clock() {
      private Clock current() {
        Identity known = identity.get();
        return known == null ? Clock.systemUTC() : known.clock();
      }

      @Override
      public Instant instant() {
        return current().instant();
      }

      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        return current().withZone(zone);
      }
    };
  }

  /** How long the credential was good for when it was issued. */
  public Duration lifetime() {
    return Duration.between(clock.start(), expiresAt);
  }

  /** How long it is good for from now on; not positive once it has expired. */
  public Duration timeLeft() {
    return Duration.between(clock.instant(), expiresAt);
  }

  /** The token, unless it has certainly expired: a clock that was set forward is no proof. */
  public Optional<RenewalToken> usableToken() {
    return renewal.filter(token -> clock.monotonic().isBefore(token.expiresAt()));
  }

  static Identity fromProto(RegisterOk ok, ServerClock clock) {
    int heartbeat = ok.getSignalingHeartbeatIntervalSecs();
    Instant expiry =
        ok.hasCredentialExpiresAt()
            ? ProtoValues.fromProto(ok.getCredentialExpiresAt())
            : CredentialCheck.expiry(ok.getCredential());
    return new Identity(
        ProtoValues.fromProto(ok.getActrId()),
        ok.getCredential(),
        expiry,
        Duration.ofSeconds(heartbeat > 0 ? heartbeat : DEFAULT_HEARTBEAT_SECONDS),
        ok.getSigningPubkey().toByteArray(),
        ok.getSigningKeyId(),
        turn(ok),
        renewal(ok),
        clock.issuing(expiry));
  }

  private static Optional<RenewalToken> renewal(RegisterOk ok) {
    return ok.getRenewalToken().isEmpty() || !ok.hasRenewalTokenExpiresAt()
        ? Optional.empty()
        : Optional.of(
            new RenewalToken(
                ok.getRenewalToken().toByteArray(),
                ProtoValues.fromProto(ok.getRenewalTokenExpiresAt())));
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
