package dev.actr.identity;

import dev.actr.ActrException;
import dev.actr.ActrType;
import dev.actr.ErrorKind;
import dev.actr.Realm;
import dev.actr.ServiceSpec;
import dev.actr.wire.Messages;
import dev.actr.wire.ProtoValues;
import dev.actr.wire.WireErrors;
import dev.actr.wire.WireException;
import dev.actr.wire.proto.ActrProtos.RegisterAuthMode;
import dev.actr.wire.proto.ActrProtos.RegisterRequest;
import dev.actr.wire.proto.ActrProtos.RegisterResponse;
import dev.actr.wire.proto.ActrProtos.RegisterResponse.RegisterOk;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.spec.InvalidKeySpecException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Registers nodes with the Actor Identity Service over HTTP. */
public final class AisClient {

  private static final int MAX_RESPONSE = 1024 * 1024;
  private static final String PROTOBUF = "application/x-protobuf";
  private static final String REALM_SECRET = "x-actrix-realm-secret";

  private final HttpClient http;
  private final URI registerUrl;

  /**
   * A client of one AIS.
   *
   * @param http sends the requests
   * @param aisUrl base URL, with or without a slash at its end
   */
  public AisClient(HttpClient http, URI aisUrl) {
    this.http = http;
    this.registerUrl = URI.create(aisUrl.toString().replaceFirst("/+$", "") + "/register");
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
        RegisterRequest.newBuilder()
            .setActrType(ProtoValues.toProto(type))
            .setRealm(ProtoValues.toProto(realm))
            .setAuthMode(RegisterAuthMode.REGISTER_AUTH_MODE_LINKED);
    webSocketAddress.ifPresent(message::setWsAddress);
    acl.ifPresent(rules -> message.setAcl(rules.toProto()));
    service.ifPresent(spec -> message.setServiceSpec(ProtoValues.toProto(spec, Instant.now())));

    HttpRequest.Builder request =
        HttpRequest.newBuilder(registerUrl)
            .version(HttpClient.Version.HTTP_1_1)
            .header("Content-Type", PROTOBUF)
            .header("Accept", PROTOBUF)
            .POST(HttpRequest.BodyPublishers.ofByteArray(message.build().toByteArray()));
    try {
      realmSecret.ifPresent(secret -> request.header(REALM_SECRET, secret));
    } catch (IllegalArgumentException e) {
      // Neither message nor cause, which tell the secret.
      return CompletableFuture.failedFuture(
          new ActrException(
              ErrorKind.INVALID_ARGUMENT,
              "the realm secret holds characters that an HTTP header cannot hold"));
    }
    CompletableFuture<HttpResponse<byte[]>> exchange =
        http.sendAsync(request.build(), response -> new BoundedBody(MAX_RESPONSE));
    CompletableFuture<Identity> registered =
        exchange.handle(
            (response, failure) -> {
              if (failure != null) {
                throw unreachable(failure);
              }
              return identity(response, type, realm);
            });
    registered.whenComplete((identity, failure) -> exchange.cancel(true));
    return registered;
  }

  private ActrException unreachable(Throwable failure) {
    Throwable cause = ActrException.unwrap(failure);
    return new ActrException(
        ErrorKind.UNAVAILABLE, "AIS " + registerUrl + " cannot be reached: " + cause, cause);
  }

  private static Identity identity(HttpResponse<byte[]> response, ActrType type, Realm realm) {
    if (response.statusCode() / 100 != 2) {
      throw WireErrors.fromServer(response.statusCode(), "registration refused");
    }
    RegisterOk ok = success(response.body());
    Identity identity = read(ok);
    if (!identity.id().type().equals(type) || !identity.id().realm().equals(realm)) {
      throw new ActrException(
          ErrorKind.DECODE_FAILURE, "the AIS registered another actor: " + identity.id());
    }
    return identity;
  }

  /** Reads what the AIS gave, which must not fail later where nobody asks the AIS again. */
  private static Identity read(RegisterOk ok) {
    try {
      Identity identity = Identity.fromProto(ok);
      if (identity.signingKey().length > 0) {
        Ed25519.publicKey(identity.signingKey());
      }
      return identity;
    } catch (ActrException | InvalidKeySpecException e) {
      throw new ActrException(
          ErrorKind.DECODE_FAILURE, "the AIS sent a malformed credential or key", e);
    }
  }

  private static RegisterOk success(byte[] body) {
    try {
      RegisterResponse response = Messages.parse(RegisterResponse.parser(), body);
      if (response.hasError()) {
        throw WireErrors.fromServer(
            response.getError().getCode(), response.getError().getMessage());
      }
      if (response.hasSuccess()) {
        return response.getSuccess();
      }
    } catch (WireException e) {
      throw new ActrException(ErrorKind.DECODE_FAILURE, "the AIS answered with other bytes", e);
    }
    throw new ActrException(ErrorKind.DECODE_FAILURE, "the AIS answered with an empty response");
  }
}
