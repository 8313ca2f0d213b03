package dev.actr.identity;

import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.ActrType;
import dev.actr.ErrorKind;
import dev.actr.Realm;
import dev.actr.ServiceSpec;
import dev.actr.wire.Messages;
import dev.actr.wire.ProtoValues;
import dev.actr.wire.WireErrors;
import dev.actr.wire.WireException;
import dev.actr.wire.proto.ActrProtos.ErrorResponse;
import dev.actr.wire.proto.ActrProtos.RegisterAuthMode;
import dev.actr.wire.proto.ActrProtos.RegisterRequest;
import dev.actr.wire.proto.ActrProtos.RegisterResponse;
import dev.actr.wire.proto.ActrProtos.RegisterResponse.RegisterOk;
import dev.actr.wire.proto.ActrProtos.RenewCredentialRequest;
import dev.actr.wire.proto.ActrProtos.RenewCredentialResponse;
import java.net.URI;
import java.net.http.HttpRequest;
import java.security.spec.InvalidKeySpecException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/** Registers nodes with the Actor Identity Service over HTTP, and renews their credentials. */
public final class AisClient {

  private static final String REALM_SECRET = "x-actrix-realm-secret";

  /** What a proof is refused for is not that it is a little old. */
  private static final Duration TOLERATED_DELAY = Duration.ofSeconds(30);

  private final AisExchange exchange;
  private final URI registerUrl;
  private final URI renewUrl;

  /**
   * A client of one AIS.
   *
   * @param http sends the requests
   * @param aisUrl base URL, with or without a slash at its end
   */
  public AisClient(HttpSender http, URI aisUrl) {
    this(http, aisUrl, Clock.systemUTC(), System::nanoTime);
  }

  AisClient(HttpSender http, URI aisUrl, Clock clock, LongSupplier nanos) {
    String base = aisUrl.toString().replaceFirst("/+$", "");
    this.exchange = new AisExchange(http, clock, nanos);
    this.registerUrl = URI.create(base + "/register");
    this.renewUrl = URI.create(base + "/renew");
  }

  /**
   * Registers a node in LINKED mode.
   *
   * @param type of the actor
   * @param realm to register in
   * @param realmSecret proves that the node may
   * @param webSocketAddress where peers can connect to the node
   * @param acl who may call the node
   * @param service what the node serves
   * @return the new identity; fails with an {@link ActrException}, of kind {@link
   *     ErrorKind#PERMISSION_DENIED} or {@link ErrorKind#INVALID_ARGUMENT} where the server will
   *     not change its mind. There is no deadline; to complete it is to give up the request
   */
  public CompletableFuture<Identity> register(
      ActrType type,
      Realm realm,
      Optional<String> realmSecret,
      Optional<String> webSocketAddress,
      Optional<Acl> acl,
      Optional<ServiceSpec> service) {
    RegisterRequest.Builder message =
        request(type, realm, webSocketAddress, acl, service)
            .setAuthMode(RegisterAuthMode.REGISTER_AUTH_MODE_LINKED);
    return register(message, type, realm, realmSecret);
  }

  /**
   * Registers a node in PACKAGE mode, under the type its manifest gives.
   *
   * @param signed what its manufacturer has signed; a proof of the moment is added where it takes
   *     one, by the clock of the AIS
   * @param realm to register in
   * @param realmSecret proves that the node may
   * @param webSocketAddress where peers can connect to the node
   * @param acl who may call the node
   * @param service what the node serves
   * @return the new identity, as in LINKED mode
   */
  public CompletableFuture<Identity> register(
      SignedPackage signed,
      Realm realm,
      Optional<String> realmSecret,
      Optional<String> webSocketAddress,
      Optional<Acl> acl,
      Optional<ServiceSpec> service) {
    RegisterRequest.Builder message = request(signed.type(), realm, webSocketAddress, acl, service);
    Instant signedAt = exchange.now();
    signed.prove(message, realm, signedAt);
    CompletableFuture<Identity> registered = new CompletableFuture<>();
    CompletableFuture<Identity> first = register(message, signed.type(), realm, realmSecret);
    registered.whenComplete((identity, failure) -> first.cancel(true));
    first.whenComplete(
        (identity, failure) -> {
          if (failure == null || !isUntimely(signedAt, ActrException.of(failure))) {
            settle(registered, identity, failure);
            return;
          }
          signed.prove(message, realm, exchange.now());
          CompletableFuture<Identity> second = register(message, signed.type(), realm, realmSecret);
          registered.whenComplete((done, ended) -> second.cancel(true));
          second.whenComplete((again, refusal) -> settle(registered, again, refusal));
        });
    return registered;
  }

  private static void settle(
      CompletableFuture<Identity> registered, Identity identity, Throwable failure) {
    if (failure == null) {
      registered.complete(identity);
    } else {
      registered.completeExceptionally(ActrException.unwrap(failure));
    }
  }

  /** Whether a proof may have been refused because the clock of this host is off. */
  private boolean isUntimely(Instant signedAt, ActrException refusal) {
    boolean off = Duration.between(signedAt, exchange.now()).abs().compareTo(TOLERATED_DELAY) > 0;
    return off
        && (refusal.kind() == ErrorKind.INVALID_ARGUMENT
            || refusal.kind() == ErrorKind.PERMISSION_DENIED);
  }

  private static RegisterRequest.Builder request(
      ActrType type,
      Realm realm,
      Optional<String> webSocketAddress,
      Optional<Acl> acl,
      Optional<ServiceSpec> service) {
    RegisterRequest.Builder message =
        RegisterRequest.newBuilder()
            .setActrType(ProtoValues.toProto(type))
            .setRealm(ProtoValues.toProto(realm));
    webSocketAddress.ifPresent(message::setWsAddress);
    acl.ifPresent(rules -> message.setAcl(rules.toProto()));
    service.ifPresent(spec -> message.setServiceSpec(ProtoValues.toProto(spec, Instant.now())));
    return message;
  }

  private CompletableFuture<Identity> register(
      RegisterRequest.Builder message, ActrType type, Realm realm, Optional<String> realmSecret) {
    HttpRequest.Builder request = AisExchange.request(registerUrl, message.build());
    try {
      realmSecret.ifPresent(secret -> request.header(REALM_SECRET, secret));
    } catch (IllegalArgumentException e) {
      // Neither message nor cause, which tell the secret.
      return CompletableFuture.failedFuture(
          new ActrException(
              ErrorKind.INVALID_ARGUMENT,
              "the realm secret holds characters that an HTTP header cannot hold"));
    }
    CompletableFuture<AisExchange.Answer> answer = exchange.send(request.build());
    CompletableFuture<Identity> registered = answer.thenApply(a -> registered(a, type, realm));
    registered.whenComplete((identity, failure) -> answer.cancel(true));
    return registered;
  }

  static Identity registered(AisExchange.Answer answer, ActrType type, Realm realm) {
    if (!answer.isSuccess()) {
      throw WireErrors.fromServer(answer.status(), "registration refused");
    }
    RegisterResponse response;
    try {
      response = Messages.parse(RegisterResponse.parser(), answer.body());
    } catch (WireException e) {
      throw otherBytes(e);
    }
    if (response.hasError()) {
      throw refused(response.getError());
    }
    if (!response.hasSuccess()) {
      throw new ActrException(ErrorKind.DECODE_FAILURE, "the AIS answered with an empty response");
    }
    Identity identity = read(response.getSuccess(), answer.clock());
    if (!identity.id().type().equals(type) || !identity.id().realm().equals(realm)) {
      throw new ActrException(
          ErrorKind.DECODE_FAILURE, "the AIS registered another actor: " + identity.id());
    }
    return identity;
  }

  /**
   * Asks for another credential of the same identity.
   *
   * @param id whose
   * @param token of this identity
   * @return what came of it; never fails unless it is completed, which gives up the request
   */
  public CompletableFuture<RenewalOutcome> renew(ActrId id, RenewalToken token) {
    RenewCredentialRequest message =
        RenewCredentialRequest.newBuilder()
            .setActrId(ProtoValues.toProto(id))
            .setRenewalToken(ProtoValues.wrap(token.value()))
            .build();
    CompletableFuture<AisExchange.Answer> answer =
        exchange.send(AisExchange.request(renewUrl, message).build());
    CompletableFuture<RenewalOutcome> outcome =
        answer.handle(
            (a, failure) ->
                failure == null
                    ? outcome(a, id)
                    : new RenewalOutcome.Later(ActrException.of(failure), Optional.empty()));
    outcome.whenComplete((done, failure) -> answer.cancel(true));
    return outcome;
  }

  static RenewalOutcome outcome(AisExchange.Answer answer, ActrId id) {
    RenewCredentialResponse response = RenewCredentialResponse.getDefaultInstance();
    try {
      response = Messages.parse(RenewCredentialResponse.parser(), answer.body());
    } catch (WireException e) {
      // What stands in the way of the AIS answers with bodies of its own.
      if (answer.isSuccess()) {
        return new RenewalOutcome.Refused(otherBytes(e));
      }
    }
    if (answer.isSuccess() && !response.hasError()) {
      return renewed(response.getSuccess(), answer.clock(), id);
    }
    int status = answer.isSuccess() ? response.getError().getCode() : answer.status();
    ActrException reason =
        WireErrors.fromServer(
            status,
            response.hasError() ? response.getError().getMessage() : "the renewal was refused");
    return switch (status) {
      case 401 -> new RenewalOutcome.TokenRejected(reason);
      case 403 -> new RenewalOutcome.RealmUnavailable(reason);
      case 429, 500, 502, 503, 504 -> new RenewalOutcome.Later(reason, answer.retryAfter());
      default -> new RenewalOutcome.Refused(reason);
    };
  }

  private static RenewalOutcome renewed(RegisterOk ok, ServerClock clock, ActrId id) {
    try {
      Identity identity = read(ok, clock);
      if (!identity.id().equals(id)
          || !CredentialCheck.actorId(identity.credential()).equals(id.toString())) {
        throw new ActrException(
            ErrorKind.DECODE_FAILURE, "the AIS renewed another actor: " + identity.id());
      }
      if (!ok.hasCredentialExpiresAt() || identity.renewal().isEmpty()) {
        throw new ActrException(
            ErrorKind.DECODE_FAILURE, "the AIS renewed without a date or another token");
      }
      return new RenewalOutcome.Renewed(identity);
    } catch (ActrException e) {
      return new RenewalOutcome.Refused(e);
    }
  }

  /** Reads what the AIS gave, which must not fail later where nobody asks the AIS again. */
  private static Identity read(RegisterOk ok, ServerClock clock) {
    try {
      Identity identity = Identity.fromProto(ok, clock);
      if (identity.signingKey().length > 0) {
        Ed25519.publicKey(identity.signingKey());
      }
      return identity;
    } catch (ActrException | InvalidKeySpecException e) {
      throw new ActrException(
          ErrorKind.DECODE_FAILURE, "the AIS sent a malformed credential or key", e);
    }
  }

  private static ActrException refused(ErrorResponse error) {
    return WireErrors.fromServer(error.getCode(), error.getMessage());
  }

  private static ActrException otherBytes(WireException cause) {
    return new ActrException(ErrorKind.DECODE_FAILURE, "the AIS answered with other bytes", cause);
  }
}
