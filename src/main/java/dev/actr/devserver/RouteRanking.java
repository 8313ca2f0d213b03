package dev.actr.devserver;

import dev.actr.wire.proto.ActrProtos.RouteCandidatesRequest;
import dev.actr.wire.proto.ActrProtos.RouteCandidatesRequest.NodeSelectionCriteria;
import dev.actr.wire.proto.ActrProtos.RouteCandidatesRequest.NodeSelectionCriteria.NodeRankingFactor;
import dev.actr.wire.proto.ActrProtos.ServiceDependencyState;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Which candidates a caller gets, best first. */
final class RouteRanking {

  /** A sort that changes nothing. */
  private static final Comparator<Candidate> AS_THEY_ARE = (a, b) -> 0;

  private RouteRanking() {}

  /**
   * Filters, sorts and cuts.
   *
   * @param candidates in the order that decides between equals
   * @param request the caller's criteria
   */
  static List<Candidate> rank(List<Candidate> candidates, RouteCandidatesRequest request) {
    if (!request.hasCriteria()) {
      return candidates;
    }
    NodeSelectionCriteria criteria = request.getCriteria();
    // Nobody reports the state of its dependencies, and unknown is not healthy.
    if (criteria.hasMinimalDependencyRequirement()
        && criteria.getMinimalDependencyRequirement() == ServiceDependencyState.HEALTHY) {
      return List.of();
    }
    Comparator<Candidate> order =
        criteria.getRankingFactorsList().stream()
            .map(factor -> comparator(factor, request.getClientFingerprint().strip()))
            .reduce(AS_THEY_ARE, (first, next) -> first.thenComparing(next));
    Comparator<Candidate> byHealth = Comparator.comparing(c -> c.load().availability());
    if (!criteria.hasMinimalHealthRequirement()) {
      return candidates.stream().sorted(order).limit(count(criteria)).toList();
    }
    return candidates.stream()
        .filter(c -> c.load().availability().compareTo(criteria.getMinimalHealthRequirement()) <= 0)
        .sorted(order.thenComparing(byHealth))
        .limit(count(criteria))
        .toList();
  }

  private static long count(NodeSelectionCriteria criteria) {
    return Integer.toUnsignedLong(criteria.getCandidateCount());
  }

  private static Comparator<Candidate> comparator(NodeRankingFactor factor, String fingerprint) {
    return switch (factor) {
      case MAXIMUM_POWER_RESERVE ->
          Comparator.comparing((Candidate c) -> c.load().powerReserve()).reversed();
      case MINIMUM_MAILBOX_BACKLOG -> Comparator.comparing(c -> c.load().mailboxBacklog());
      case EXACT_MATCH_FIRST -> Comparator.comparing(c -> !isExactMatch(c, fingerprint));
      // No actor tells its location, and affinity is to a connection no client can name.
      case NEAREST, CLIENT_AFFINITY -> AS_THEY_ARE;
    };
  }

  private static boolean isExactMatch(Candidate candidate, String fingerprint) {
    Optional<String> published = candidate.spec().map(s -> s.getFingerprint());
    return !fingerprint.isEmpty() && published.equals(Optional.of(fingerprint));
  }
}
