package dev.actr.signaling;

import dev.actr.ActrException;
import dev.actr.ActrType;
import dev.actr.ErrorKind;
import dev.actr.Printable;
import dev.actr.wire.ProtoValues;
import dev.actr.wire.WireErrors;
import dev.actr.wire.proto.ActrProtos;
import dev.actr.wire.proto.ActrProtos.RouteCandidatesRequest;
import dev.actr.wire.proto.ActrProtos.RouteCandidatesRequest.NodeSelectionCriteria;
import dev.actr.wire.proto.ActrProtos.RouteCandidatesResponse;
import dev.actr.wire.proto.SignalingProtos.SignalingToActr;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The question for live nodes of a type, and its answer. */
final class RouteQuery {

  private RouteQuery() {}

  static RouteCandidatesRequest of(ActrType type, int count, String fingerprint) {
    NodeSelectionCriteria.Builder criteria =
        NodeSelectionCriteria.newBuilder().setCandidateCount(count);
    if (!fingerprint.isEmpty()) {
      criteria.addRankingFactors(NodeSelectionCriteria.NodeRankingFactor.EXACT_MATCH_FIRST);
    }
    return RouteCandidatesRequest.newBuilder()
        .setTargetType(ProtoValues.toProto(type))
        .setCriteria(criteria)
        .setClientFingerprint(fingerprint)
        .build();
  }

  static List<Candidate> candidates(SignalingToActr reply) {
    RouteCandidatesResponse response = reply.getRouteCandidatesResponse();
    if (response.hasError()) {
      throw WireErrors.fromServer(response.getError().getCode(), response.getError().getMessage());
    }
    if (!response.hasSuccess()) {
      throw unexpected(reply);
    }
    Map<ActrProtos.ActrId, String> addresses = new HashMap<>();
    for (ActrProtos.WsAddressEntry entry : response.getSuccess().getWsAddressMapList()) {
      if (entry.hasWsAddress()) {
        addresses.put(entry.getCandidateId(), entry.getWsAddress());
      }
    }
    return response.getSuccess().getCandidatesList().stream()
        .map(id -> new Candidate(ProtoValues.fromProto(id), Optional.ofNullable(addresses.get(id))))
        .filter(candidate -> Printable.isPrintable(candidate.id().toString()))
        .toList();
  }

  static ActrException unexpected(SignalingToActr reply) {
    return new ActrException(
        ErrorKind.DECODE_FAILURE,
        "the signaling server answered with " + reply.getPayloadCase() + " instead");
  }
}
