package dev.actr.devserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.ActrId;
import dev.actr.wire.proto.ActrProtos.Ping;
import dev.actr.wire.proto.ActrProtos.RouteCandidatesRequest;
import dev.actr.wire.proto.ActrProtos.RouteCandidatesRequest.NodeSelectionCriteria;
import dev.actr.wire.proto.ActrProtos.RouteCandidatesRequest.NodeSelectionCriteria.NodeRankingFactor;
import dev.actr.wire.proto.ActrProtos.ServiceAvailabilityState;
import dev.actr.wire.proto.ActrProtos.ServiceDependencyState;
import dev.actr.wire.proto.ActrProtos.ServiceSpec;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class RouteRankingTest {

  private final Candidate full = candidate("f", load(ServiceAvailabilityState.FULL, 2, 0.2f), "a");
  private final Candidate degraded =
      candidate("d", load(ServiceAvailabilityState.DEGRADED, 4, 0.4f), "b");
  private final Candidate unavailable =
      candidate("e", load(ServiceAvailabilityState.UNAVAILABLE, 4, 0.2f), "a");
  private final Candidate silent =
      new Candidate(id("5"), Optional.empty(), Optional.empty(), Load.UNKNOWN);
  private final List<Candidate> all = List.of(silent, unavailable, degraded, full);

  private static ActrId id(String serial) {
    return ActrId.parse(serial + "@1/acme:Echo:1.0.0");
  }

  private static Candidate candidate(String serial, Load load, String fingerprint) {
    ServiceSpec spec = ServiceSpec.newBuilder().setName("e").setFingerprint(fingerprint).build();
    return new Candidate(id(serial), Optional.of(spec), Optional.empty(), load);
  }

  private static Load load(ServiceAvailabilityState availability, float power, float backlog) {
    return Load.of(
        Ping.newBuilder()
            .setAvailability(availability)
            .setPowerReserve(power)
            .setMailboxBacklog(backlog)
            .build());
  }

  private List<Candidate> rank(Consumer<NodeSelectionCriteria.Builder> criteria) {
    RouteCandidatesRequest.Builder request =
        RouteCandidatesRequest.newBuilder().setClientFingerprint("a");
    criteria.accept(request.getCriteriaBuilder().setCandidateCount(-1));
    return RouteRanking.rank(all, request.buildPartial());
  }

  @Test
  void keepsTheOrderWithoutCriteriaOrFactors() {
    assertThat(RouteRanking.rank(all, RouteCandidatesRequest.getDefaultInstance())).isEqualTo(all);
    assertThat(rank(c -> {})).isEqualTo(all);
    assertThat(
            rank(
                c ->
                    c.addRankingFactors(NodeRankingFactor.NEAREST)
                        .addRankingFactors(NodeRankingFactor.CLIENT_AFFINITY)))
        .isEqualTo(all);
  }

  @Test
  void laterFactorsDecideBetweenEquals() {
    assertThat(
            rank(
                c ->
                    c.addRankingFactors(NodeRankingFactor.MAXIMUM_POWER_RESERVE)
                        .addRankingFactors(NodeRankingFactor.MINIMUM_MAILBOX_BACKLOG)))
        .containsExactly(unavailable, degraded, full, silent);
    assertThat(
            rank(
                c ->
                    c.addRankingFactors(NodeRankingFactor.MINIMUM_MAILBOX_BACKLOG)
                        .addRankingFactors(NodeRankingFactor.MAXIMUM_POWER_RESERVE)))
        .containsExactly(unavailable, full, degraded, silent);
    assertThat(
            rank(
                c ->
                    c.addRankingFactors(NodeRankingFactor.EXACT_MATCH_FIRST)
                        .addRankingFactors(NodeRankingFactor.MINIMUM_MAILBOX_BACKLOG)))
        .containsExactly(unavailable, full, degraded, silent);
  }

  @Test
  void anEmptyFingerprintMatchesNothing() {
    RouteCandidatesRequest.Builder request =
        RouteCandidatesRequest.newBuilder().setClientFingerprint(" ");
    request
        .getCriteriaBuilder()
        .setCandidateCount(9)
        .addRankingFactors(NodeRankingFactor.EXACT_MATCH_FIRST);

    assertThat(RouteRanking.rank(all, request.buildPartial())).isEqualTo(all);
  }

  @Test
  void aHealthRequirementFiltersAndSorts() {
    assertThat(rank(c -> c.setMinimalHealthRequirement(ServiceAvailabilityState.FULL)))
        .containsExactly(full);
    assertThat(rank(c -> c.setMinimalHealthRequirement(ServiceAvailabilityState.DEGRADED)))
        .containsExactly(full, silent, degraded);
    assertThat(rank(c -> c.setMinimalHealthRequirement(ServiceAvailabilityState.UNAVAILABLE)))
        .containsExactly(full, silent, degraded, unavailable);
    assertThat(
            rank(
                c ->
                    c.setMinimalHealthRequirement(ServiceAvailabilityState.UNAVAILABLE)
                        .addRankingFactors(NodeRankingFactor.MAXIMUM_POWER_RESERVE)))
        .containsExactly(degraded, unavailable, full, silent);
  }

  @Test
  void dependenciesOfUnknownHealthAreNotHealthy() {
    assertThat(rank(c -> c.setMinimalDependencyRequirement(ServiceDependencyState.HEALTHY)))
        .isEmpty();
    assertThat(rank(c -> c.setMinimalDependencyRequirement(ServiceDependencyState.WARNING)))
        .isEqualTo(all);
  }

  @Test
  void cutsToTheCount() {
    assertThat(rank(c -> c.setCandidateCount(2))).containsExactly(silent, unavailable);
    assertThat(rank(c -> c.setCandidateCount(0))).isEmpty();
  }

  @Test
  void numbersThatCannotBeComparedCountAsUnknown() {
    Load load = load(ServiceAvailabilityState.FULL, Float.NaN, Float.NEGATIVE_INFINITY);

    assertThat(load.powerReserve()).isEqualTo(Load.UNKNOWN.powerReserve());
    assertThat(load.mailboxBacklog()).isEqualTo(Load.UNKNOWN.mailboxBacklog());
  }
}
