package dev.actr.devserver;

import dev.actr.ActrId;
import dev.actr.ActrType;
import dev.actr.wire.ProtoValues;
import dev.actr.wire.proto.ActrProtos.DiscoveryRequest;
import dev.actr.wire.proto.ActrProtos.DiscoveryResponse;
import dev.actr.wire.proto.ActrProtos.ErrorResponse;
import dev.actr.wire.proto.ActrProtos.GetServiceSpecResponse;
import dev.actr.wire.proto.ActrProtos.Ping;
import dev.actr.wire.proto.ActrProtos.Pong;
import dev.actr.wire.proto.ActrProtos.RouteCandidatesRequest;
import dev.actr.wire.proto.ActrProtos.RouteCandidatesResponse;
import dev.actr.wire.proto.ActrProtos.ServiceSpec;
import dev.actr.wire.proto.ActrProtos.SubscribeActrUpResponse;
import dev.actr.wire.proto.ActrProtos.UnregisterRequest;
import dev.actr.wire.proto.ActrProtos.UnregisterResponse;
import dev.actr.wire.proto.ActrProtos.UnsubscribeActrUpResponse;
import dev.actr.wire.proto.ActrProtos.WsAddressEntry;
import dev.actr.wire.proto.SignalingProtos.ActrToSignaling;
import dev.actr.wire.proto.SignalingProtos.GetSigningKeyResponse;
import dev.actr.wire.proto.SignalingProtos.SignalingToActr;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** Answers what authenticated actors ask the server. Any thread may call it. */
final class SignalingRequests {

  private final Registry registry;
  private final CredentialIssuer issuer;
  private final Duration heartbeatInterval;
  private final Clock clock;

  SignalingRequests(
      Registry registry, CredentialIssuer issuer, Duration heartbeatInterval, Clock clock) {
    this.registry = registry;
    this.issuer = issuer;
    this.heartbeatInterval = heartbeatInterval;
    this.clock = clock;
  }

  /**
   * Answers.
   *
   * @param actor who asks
   * @param request checked for source and credential
   * @return the answer, still without its target; empty if there is none to give
   */
  Optional<SignalingToActr.Builder> answer(ActrId actor, ActrToSignaling request)
      throws RefusedException {
    SignalingToActr.Builder answer = SignalingToActr.newBuilder();
    return switch (request.getPayloadCase()) {
      case PING -> Optional.of(answer.setPong(pong(actor, request.getPing())));
      case UNREGISTER_REQUEST ->
          Optional.of(
              answer.setUnregisterResponse(unregister(actor, request.getUnregisterRequest())));
      case DISCOVERY_REQUEST ->
          Optional.of(answer.setDiscoveryResponse(discover(actor, request.getDiscoveryRequest())));
      case ROUTE_CANDIDATES_REQUEST ->
          Optional.of(
              answer.setRouteCandidatesResponse(
                  candidates(actor, request.getRouteCandidatesRequest())));
      case GET_SERVICE_SPEC_REQUEST ->
          Optional.of(
              answer.setGetServiceSpecResponse(spec(request.getGetServiceSpecRequest().getName())));
      case GET_SIGNING_KEY_REQUEST ->
          Optional.of(
              answer.setGetSigningKeyResponse(
                  signingKey(request.getGetSigningKeyRequest().getKeyId())));
      case SUBSCRIBE_ACTR_UP_REQUEST ->
          Optional.of(
              answer.setSubscribeActrUpResponse(
                  subscribe(
                      actor,
                      ProtoValues.fromProto(request.getSubscribeActrUpRequest().getTargetType()))));
      case UNSUBSCRIBE_ACTR_UP_REQUEST ->
          Optional.of(
              answer.setUnsubscribeActrUpResponse(
                  unsubscribe(
                      actor,
                      ProtoValues.fromProto(
                          request.getUnsubscribeActrUpRequest().getTargetType()))));
      case ERROR -> {
        DevServerLog.LOG.debugf("%s reports error %d", actor, request.getError().getCode());
        yield Optional.empty();
      }
      case PAYLOAD_NOT_SET -> throw new RefusedException(400, "the request has no known payload");
    };
  }

  private Pong pong(ActrId actor, Ping ping) {
    registry.report(actor, Load.of(ping));
    return Pong.newBuilder()
        .setSeq(clock.instant().getEpochSecond())
        .setSuggestIntervalSecs((int) heartbeatInterval.toSeconds())
        .build();
  }

  private UnregisterResponse unregister(ActrId actor, UnregisterRequest request) {
    if (!ProtoValues.fromProto(request.getActrId()).equals(actor)) {
      return UnregisterResponse.newBuilder()
          .setError(error(403, "an actor may unregister only itself"))
          .build();
    }
    registry.unregister(actor);
    return UnregisterResponse.newBuilder()
        .setSuccess(UnregisterResponse.UnregisterOk.getDefaultInstance())
        .build();
  }

  private DiscoveryResponse discover(ActrId actor, DiscoveryRequest request) {
    Optional<String> manufacturer =
        request.hasManufacturer() ? Optional.of(request.getManufacturer()) : Optional.empty();
    DiscoveryResponse.DiscoveryOk.Builder found = DiscoveryResponse.DiscoveryOk.newBuilder();
    for (Candidate c :
        registry.types(manufacturer, actor, Integer.toUnsignedLong(request.getLimit()))) {
      ActrType type = c.id().type();
      DiscoveryResponse.TypeEntry.Builder entry =
          found
              .addEntriesBuilder()
              .setActrType(ProtoValues.toProto(type))
              .setName(type.manufacturer() + ':' + type.name())
              .setServiceFingerprint(c.spec().map(ServiceSpec::getFingerprint).orElse("unknown"));
      c.spec().ifPresent(spec -> describe(entry, spec));
    }
    return DiscoveryResponse.newBuilder().setSuccess(found).build();
  }

  private static void describe(DiscoveryResponse.TypeEntry.Builder entry, ServiceSpec spec) {
    entry.addAllTags(spec.getTagsList());
    if (spec.hasDescription()) {
      entry.setDescription(spec.getDescription());
    }
    if (spec.hasPublishedAt()) {
      entry.setPublishedAt(spec.getPublishedAt());
    }
  }

  private RouteCandidatesResponse candidates(ActrId actor, RouteCandidatesRequest request) {
    RouteCandidatesResponse.RouteCandidatesOk.Builder found =
        RouteCandidatesResponse.RouteCandidatesOk.newBuilder();
    ActrType type = ProtoValues.fromProto(request.getTargetType());
    for (Candidate c : RouteRanking.rank(registry.candidates(type, actor), request)) {
      WsAddressEntry.Builder address =
          WsAddressEntry.newBuilder().setCandidateId(ProtoValues.toProto(c.id()));
      c.wsAddress().ifPresent(address::setWsAddress);
      found.addCandidates(address.getCandidateId()).addWsAddressMap(address);
    }
    return RouteCandidatesResponse.newBuilder().setSuccess(found).build();
  }

  private GetServiceSpecResponse spec(String name) {
    GetServiceSpecResponse.Builder response = GetServiceSpecResponse.newBuilder();
    registry
        .spec(name)
        .ifPresentOrElse(
            response::setSuccess,
            () -> response.setError(error(404, "no connected actor has published this service")));
    return response.build();
  }

  private GetSigningKeyResponse signingKey(int id) throws RefusedException {
    SigningKey key =
        issuer
            .key(id)
            .orElseThrow(
                () ->
                    new RefusedException(
                        404, "no signing key " + Integer.toUnsignedString(id) + " was ever used"));
    return GetSigningKeyResponse.newBuilder()
        .setKeyId(key.id())
        .setPubkey(ProtoValues.wrap(key.raw()))
        .build();
  }

  private SubscribeActrUpResponse subscribe(ActrId actor, ActrType type) {
    SubscribeActrUpResponse.Builder response = SubscribeActrUpResponse.newBuilder();
    try {
      TypeText.require(type);
      registry.subscribe(actor, type);
      response.setSuccess(SubscribeActrUpResponse.SubscribeOk.getDefaultInstance());
    } catch (RefusedException e) {
      response.setError(e.toProto());
    }
    return response.build();
  }

  private UnsubscribeActrUpResponse unsubscribe(ActrId actor, ActrType type) {
    registry.unsubscribe(actor, type);
    return UnsubscribeActrUpResponse.newBuilder()
        .setSuccess(UnsubscribeActrUpResponse.UnsubscribeOk.getDefaultInstance())
        .build();
  }

  private static ErrorResponse error(int code, String message) {
    return new RefusedException(code, message).toProto();
  }
}
