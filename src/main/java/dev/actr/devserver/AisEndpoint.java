package dev.actr.devserver;

import dev.actr.ActrId;
import dev.actr.ActrType;
import dev.actr.Realm;
import dev.actr.identity.Acl;
import dev.actr.wire.Messages;
import dev.actr.wire.ProtoValues;
import dev.actr.wire.WireException;
import dev.actr.wire.proto.ActrProtos.RegisterAuthMode;
import dev.actr.wire.proto.ActrProtos.RegisterRequest;
import dev.actr.wire.proto.ActrProtos.RegisterResponse;
import dev.actr.wire.proto.ActrProtos.RegisterResponse.RegisterOk;
import dev.actr.wire.proto.ActrProtos.RenewCredentialRequest;
import dev.actr.wire.proto.ActrProtos.RenewCredentialResponse;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * Registration and renewal. Has no state of its own but the registry and the issuer, which any
 * thread may use.
 */
final class AisEndpoint {

  private static final int TOKEN_LENGTH = 32;
  private static final Duration TOKEN_LIFETIME = Duration.ofHours(24);
  private static final int MAX_WS_ADDRESS_LENGTH = 2048;

  private final SecureRandom random = new SecureRandom();
  private final Registry registry;
  private final CredentialIssuer issuer;
  private final Realms realms;
  private final Packages packages;
  private final Duration credentialLifetime;
  private final Duration heartbeatInterval;
  private final boolean enforcesRules;
  private final Clock clock;

  AisEndpoint(
      Registry registry,
      CredentialIssuer issuer,
      Realms realms,
      Packages packages,
      Duration credentialLifetime,
      Duration heartbeatInterval,
      boolean enforcesRules,
      Clock clock) {
    this.registry = registry;
    this.issuer = issuer;
    this.realms = realms;
    this.packages = packages;
    this.credentialLifetime = credentialLifetime;
    this.heartbeatInterval = heartbeatInterval;
    this.enforcesRules = enforcesRules;
    this.clock = clock;
  }

  /**
   * Answers a registration.
   *
   * @param body a {@code RegisterRequest}
   * @param realmSecret the bytes of the secret header
   */
  RegisterResponse register(byte[] body, Optional<byte[]> realmSecret) {
    RegisterResponse.Builder response = RegisterResponse.newBuilder();
    try {
      response.setSuccess(registered(body, realmSecret));
    } catch (RefusedException e) {
      DevServerLog.LOG.debugf("registration refused with %d: %s", e.code(), e.getMessage());
      response.setError(e.toProto());
    }
    return response.build();
  }

  private RegisterOk registered(byte[] body, Optional<byte[]> realmSecret) throws RefusedException {
    RegisterRequest request;
    try {
      request = Messages.parse(RegisterRequest.parser(), body);
    } catch (WireException e) {
      throw new RefusedException(400, "the body is not a RegisterRequest");
    }
    if (!request.isInitialized()) {
      throw new RefusedException(400, "missing " + request.getInitializationErrorString());
    }
    Realm realm = ProtoValues.fromProto(request.getRealm());
    realms.requireKnown(realm);
    realms.requireSecret(realm, realmSecret);
    ActrType type = ProtoValues.fromProto(request.getActrType());
    TypeText.require(type);
    if (request.getAuthMode() == RegisterAuthMode.REGISTER_AUTH_MODE_LINKED) {
      requireLinked(request);
    } else {
      packages.require(request, realm, type);
    }
    if (request.getWsAddress().length() > MAX_WS_ADDRESS_LENGTH) {
      throw new RefusedException(
          400, "ws_address of more than " + MAX_WS_ADDRESS_LENGTH + " characters");
    }
    ActrId id = new ActrId(realm, SerialNumbers.next(clock), type);
    byte[] token = new byte[TOKEN_LENGTH];
    random.nextBytes(token);
    Instant now = clock.instant();
    Instant tokenExpiry = tokenExpiry(now);
    registry.add(
        new Registration(id, request, acl(request, realm), Sha256.of(token), tokenExpiry), now);
    DevServerLog.LOG.debugf("registered %s", id);
    return ok(id, now, token, tokenExpiry);
  }

  private static void requireLinked(RegisterRequest request) throws RefusedException {
    if (request.hasManifestRaw()
        || request.hasMfrSignature()
        || request.hasManufacturerAuthSignature()
        || request.hasManufacturerAuthSignedAt()
        || request.hasManufacturerAuthNonce()) {
      throw new RefusedException(400, "a LINKED registration has none of the package's fields");
    }
  }

  private Optional<Acl> acl(RegisterRequest request, Realm realm) {
    return enforcesRules && request.hasAcl()
        ? Optional.of(Acl.fromProto(request.getAcl(), realm))
        : Optional.empty();
  }

  /** The time, by which nodes tell how far their own clocks are off. */
  HttpHeaders date() {
    return new DefaultHttpHeaders()
        .set(
            HttpHeaderNames.DATE,
            DateTimeFormatter.RFC_1123_DATE_TIME.format(clock.instant().atOffset(ZoneOffset.UTC)));
  }

  /**
   * Answers a renewal.
   *
   * @param body a {@code RenewCredentialRequest}
   */
  RenewCredentialResponse renew(byte[] body) {
    RenewCredentialResponse.Builder response = RenewCredentialResponse.newBuilder();
    try {
      response.setSuccess(renewed(body));
    } catch (RefusedException e) {
      DevServerLog.LOG.debugf("renewal refused with %d: %s", e.code(), e.getMessage());
      response.setError(e.toProto());
    }
    return response.build();
  }

  /**
   * The token stays the same and good for another lifetime. A successor would be lost with the
   * answer that carries it, and the actor's identity with it.
   */
  private RegisterOk renewed(byte[] body) throws RefusedException {
    RenewCredentialRequest request;
    try {
      request = Messages.parse(RenewCredentialRequest.parser(), body);
    } catch (WireException e) {
      throw new RefusedException(400, "the body is not a RenewCredentialRequest");
    }
    if (!request.isInitialized()) {
      throw new RefusedException(400, "missing " + request.getInitializationErrorString());
    }
    byte[] token = request.getRenewalToken().toByteArray();
    if (token.length != TOKEN_LENGTH) {
      throw new RefusedException(
          400, "renewal token of " + token.length + " bytes, expected " + TOKEN_LENGTH);
    }
    ActrId id = ProtoValues.fromProto(request.getActrId());
    realms.requireKnown(id.realm());
    Instant now = clock.instant();
    Instant tokenExpiry = tokenExpiry(now);
    registry.renew(id, Sha256.of(token), now, tokenExpiry);
    DevServerLog.LOG.debugf("renewed the credential of %s", id);
    return ok(id, now, token, tokenExpiry);
  }

  /** Not before the credential's, or its bearer could not renew in time. */
  private Instant tokenExpiry(Instant now) {
    boolean credentialLivesLonger = credentialLifetime.compareTo(TOKEN_LIFETIME) > 0;
    return now.plus(credentialLivesLonger ? credentialLifetime : TOKEN_LIFETIME);
  }

  private RegisterOk ok(ActrId id, Instant now, byte[] token, Instant tokenExpiry) {
    Instant expiry = now.plus(credentialLifetime);
    SigningKey key = issuer.current();
    return RegisterOk.newBuilder()
        .setActrId(ProtoValues.toProto(id))
        .setCredential(CredentialIssuer.issue(id, expiry, key))
        .setTurnCredential(issuer.issueTurn(id, expiry))
        .setCredentialExpiresAt(ProtoValues.toProto(expiry))
        .setSignalingHeartbeatIntervalSecs((int) heartbeatInterval.toSeconds())
        .setSigningPubkey(ProtoValues.wrap(key.raw()))
        .setSigningKeyId(key.id())
        .setRenewalToken(ProtoValues.wrap(token))
        .setRenewalTokenExpiresAt(ProtoValues.toProto(tokenExpiry))
        .build();
  }
}
