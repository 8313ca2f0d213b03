package dev.actr.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.identity.Identity;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What becomes of renewals, by the answers of the AIS. */
class RenewalOutcomeTest extends CredentialKeeperFixture {

  /** The times between the renewals that were asked for. */
  private List<Duration> gaps() {
    List<Instant> at = ais.renewalsAt();
    List<Duration> gaps = new ArrayList<>();
    for (int i = 1; i < at.size(); i++) {
      gaps.add(Duration.between(at.get(i - 1), at.get(i)));
    }
    return gaps;
  }

  @Test
  void theAisIsAskedAgainAtGrowingDelays() {
    Identity first = start();
    ais.onRenewal(503, Map.of());
    keeper.renew();
    time.pass(Duration.ofMinutes(20));
    double expected = INITIAL_DELAY.toMillis();
    for (Duration gap : gaps()) {
      assertThat((double) gap.toMillis()).isBetween(expected * 0.69, expected * 1.31);
      expected = Math.min(2 * expected, MAX_DELAY.toMillis());
    }
    assertThat(gaps()).hasSizeBetween(17, 40);
    assertThat(count(Hook.CREDENTIAL_EXPIRING)).isEqualTo(1);
    assertThat(count(Hook.ERROR)).isEqualTo(ais.renewalsAt().size());
    assertThat(ais.registrations()).isEqualTo(1);

    ais.renew();
    time.pass(MAX_DELAY.multipliedBy(2));
    assertThat(keeper.identity().id()).isEqualTo(first.id());
    assertThat(followed).containsExactly("renewed");
  }

  @Test
  void anAisThatDoesNotAnswerIsGivenUpAfterHalfAMinuteAndAskedAgain() {
    start();
    ais.onRenewal(Optional::empty);
    keeper.renew();
    time.pass(Duration.ofSeconds(29));
    assertThat(ais.renewalsAt()).hasSize(1);
    time.pass(Duration.ofSeconds(3));
    assertThat(ais.renewalsAt()).hasSize(2);
  }

  @Test
  void anAisThatWantsToBeLeftAloneIs() {
    start();
    ais.onRenewal(429, Map.of("Retry-After", "120"));
    keeper.renew();
    time.pass(Duration.ofSeconds(119));
    assertThat(ais.renewalsAt()).hasSize(1);
    ais.renew();
    time.pass(Duration.ofSeconds(2));
    assertThat(ais.renewalsAt()).hasSize(2);
    assertThat(followed).containsExactly("renewed");
  }

  @Test
  void aDateToComeBackAtIsKept() {
    start();
    String date =
        DateTimeFormatter.RFC_1123_DATE_TIME.format(
            time.now().plusSeconds(300).atOffset(ZoneOffset.UTC));
    // By a clock of this host that is ten minutes ahead it would be in the past.
    time.setOff(Duration.ofMinutes(10));
    ais.onRenewal(
        503,
        Map.of(
            "Retry-After",
            date,
            "Date",
            DateTimeFormatter.RFC_1123_DATE_TIME.format(time.now().atOffset(ZoneOffset.UTC))));
    keeper.renew();
    time.pass(Duration.ofSeconds(298));
    assertThat(ais.renewalsAt()).hasSize(1);
    time.pass(Duration.ofSeconds(4));
    assertThat(ais.renewalsAt()).hasSize(2);
  }

  @Test
  void aRefusalIsNoReasonForAnotherIdentityAsLongAsTheCredentialIsGood() {
    Identity first = start();
    ais.onRenewal(400, Map.of());
    keeper.renew();
    time.pass(Duration.ofMinutes(50));
    assertThat(ais.registrations()).isEqualTo(1);
    assertThat(keeper.identity().id()).isEqualTo(first.id());

    time.pass(Duration.ofMinutes(12));
    assertThat(ais.registrations()).isEqualTo(2);
    assertThat(keeper.identity().id()).isNotEqualTo(first.id());
    assertThat(followed).containsExactly("rebound");
  }

  @Test
  void aRefusalOfWhatSignalingHasRejectedMeansAnotherIdentity() {
    Identity first = start();
    ais.onRenewal(400, Map.of());
    CompletableFuture<Identity> replaced = keeper.replace();
    assertThat(replaced).isCompleted();
    assertThat(keeper.identity().id()).isNotEqualTo(first.id());
  }

  @Test
  void aTokenThatIsRejectedMeansAnotherIdentityAtOnce() {
    Identity first = start();
    ais.onRenewal(401, Map.of());
    keeper.renew();
    assertThat(keeper.identity().id()).isNotEqualTo(first.id());
    assertThat(followed).containsExactly("rebound");

    // The new one is renewed like any other.
    ais.renew();
    time.pass(LIFETIME);
    assertThat(followed).containsExactly("rebound", "renewed");
  }

  @Test
  void aRealmThatClosesIsToldAndSoIsThatItOpensAgain() {
    Identity first = start();
    ais.onRenewal(403, Map.of());
    CompletableFuture<Identity> renewal = keeper.renew();
    time.pass(Duration.ofHours(3));
    assertThat(keeper.isRealmUnavailable()).isTrue();
    assertThat(renewal).isNotDone();
    assertThat(ais.registrations()).isEqualTo(1);

    ais.renew();
    time.pass(MAX_DELAY.multipliedBy(2));
    assertThat(keeper.isRealmUnavailable()).isFalse();
    assertThat(keeper.identity().id()).isEqualTo(first.id());
    assertThat(followed).containsExactly("realm", "renewed", "realm");
  }

  @Test
  void aNodeThatStopsRenewsNoMore() {
    start();
    ais.onRenewal(503, Map.of());
    CompletableFuture<Identity> renewal = keeper.renew();
    keeper.stop();
    time.pass(Duration.ofDays(1));
    assertThat(renewal).isCompletedExceptionally();
    assertThat(ais.renewalsAt()).hasSize(1);
    assertThat(time.waiting()).isZero();
  }
}
