package dev.actr.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.actr.CredentialEvent;
import dev.actr.identity.Identity;
import dev.actr.identity.VirtualAis;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When credentials are renewed, whatever the clocks say. */
class RenewalTimeTest extends CredentialKeeperFixture {

  /** Lets time pass until the first renewal is asked for, and tells when that was. */
  private Instant firstRenewal() {
    Instant patience = time.now().plus(LONG);
    while (ais.renewalsAt().isEmpty() && time.now().isBefore(patience)) {
      time.pass(Duration.ofSeconds(1));
    }
    return ais.renewalsAt().get(0);
  }

  @Test
  void aCredentialIsRenewedAheadOfItsExpiryEachAtATimeOfItsOwn() {
    List<VirtualAis> servers = new ArrayList<>();
    for (int node = 0; node < 100; node++) {
      VirtualAis server = new VirtualAis(time.rightClock(), LIFETIME);
      servers.add(server);
      CredentialKeeper one = keeper(server);
      one.adopt(one.register(Optional.empty()).join());
    }
    Instant expiry = time.now().plus(LIFETIME);
    time.pass(LIFETIME);
    Set<Instant> times = new HashSet<>();
    for (VirtualAis server : servers) {
      assertThat(server.renewalsAt())
          .singleElement()
          .satisfies(
              at ->
                  assertThat(at)
                      .isBetween(
                          expiry.minus(WARNING).minusSeconds(30),
                          expiry.minus(WARNING).plusMillis(1)));
      times.addAll(server.renewalsAt());
    }
    assertThat(times.size()).isGreaterThan(90);
  }

  @Test
  void aDayHasItsRenewalsAndEachCredentialIsToldToExpireOnce() {
    start();
    time.pass(Duration.ofDays(1));
    // Each lives for an hour less the warning and its jitter.
    assertThat(ais.renewalsAt()).hasSizeBetween(26, 27);
    assertThat(ais.registrations()).isEqualTo(1);
    List<Hook> told = credentialHooks();
    for (int i = 0; i < told.size(); i++) {
      assertThat(told.get(i))
          .isEqualTo(i % 2 == 0 ? Hook.CREDENTIAL_RENEWED : Hook.CREDENTIAL_EXPIRING);
    }
    List<Instant> expiries =
        hooks.stream()
            .filter(seen -> seen.hook() == Hook.CREDENTIAL_RENEWED)
            .map(seen -> ((CredentialEvent) seen.payload()).newExpiry())
            .toList();
    assertThat(expiries).isSorted().doesNotHaveDuplicates();
    assertThat(count(Hook.ERROR)).isZero();
    assertThat(time.waiting()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {-3600, -600, -90, 90, 600, 3600, 100_000_000})
  void aClockThatIsOffDoesNotMatter(long seconds) {
    time.setOff(Duration.ofSeconds(seconds));
    Instant expiry = time.now().plus(LIFETIME);
    start();
    assertThat(firstRenewal())
        .isBetween(expiry.minus(WARNING).minusSeconds(32), expiry.minus(WARNING).plusSeconds(2));
    time.pass(Duration.ofHours(5));
    assertThat(ais.renewalsAt()).hasSizeBetween(5, 7);
    assertThat(ais.registrations()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {-3600, -90, 90, 3600})
  void peersCredentialsExpireByTheClockOfTheAis(long seconds) {
    time.setOff(Duration.ofSeconds(seconds));
    start();
    Clock clock = Identity.clockOf(keeper::identity);
    for (int hour = 0; hour < 5; hour++) {
      // The date of an answer has whole seconds.
      assertThat(clock.instant()).isCloseTo(time.now(), within(1, ChronoUnit.SECONDS));
      time.pass(Duration.ofHours(1));
    }
  }

  @Test
  void aClockThatIsSetBackUnderWayDoesNotMatter() {
    Instant expiry = time.now().plus(LIFETIME);
    start();
    time.pass(Duration.ofMinutes(10));
    time.setOff(Duration.ofHours(-2));
    assertThat(firstRenewal()).isBefore(expiry);
    assertThat(ais.registrations()).isEqualTo(1);
  }

  @Test
  void aClockThatIsSetForwardUnderWayCostsOneRenewalAndNoIdentity() {
    Identity first = start();
    time.pass(Duration.ofMinutes(10));
    time.setOff(Duration.ofDays(3));
    time.pass(Duration.ofMinutes(1));
    assertThat(ais.renewalsAt()).hasSize(1);
    assertThat(keeper.identity().id()).isEqualTo(first.id());
    assertThat(keeper.identity().timeLeft()).isGreaterThan(Duration.ofMinutes(58));
  }

  @Test
  void aHostThatSleptBeyondTheExpiryRenewsWhenItWakes() {
    Identity first = start();
    time.pass(Duration.ofMinutes(10));
    time.sleep(Duration.ofHours(3));
    assertThat(keeper.identity().timeLeft()).isNegative();
    time.pass(Duration.ofSeconds(31));
    assertThat(keeper.identity().id()).isEqualTo(first.id());
    assertThat(keeper.identity().timeLeft()).isPositive();
    assertThat(followed).containsExactly("renewed");
  }

  @Test
  void aHostThatSleptBeyondItsTokenRegistersAnewWhenItWakes() {
    Identity first = start();
    time.sleep(Duration.ofDays(3));
    ais.onRenewal(401, Map.of());
    time.pass(Duration.ofSeconds(31));
    assertThat(keeper.identity().id()).isNotEqualTo(first.id());
    assertThat(keeper.identity().timeLeft()).isPositive();
    assertThat(followed).containsExactly("rebound");
    assertThat(credentialHooks())
        .containsExactly(
            Hook.CREDENTIAL_RENEWED, Hook.CREDENTIAL_EXPIRING, Hook.CREDENTIAL_RENEWED);
  }

  @Test
  void aWarningOfTheServerBeginsOneRenewalHoweverOftenItComes() {
    start();
    ais.onRenewal(Optional::empty);
    CompletableFuture<Identity> first = keeper.renew();
    CompletableFuture<Identity> second = keeper.renew();
    CompletableFuture<Identity> rejected = keeper.replace();
    assertThat(second).isSameAs(first);
    assertThat(rejected).isSameAs(first);
    assertThat(ais.renewalsAt()).hasSize(1);
    assertThat(count(Hook.CREDENTIAL_EXPIRING)).isEqualTo(1);
  }

  @Test
  void aRenewalUnderWayIsNotJoinedByTheOneThatIsDue() {
    start();
    time.pass(LIFETIME.minus(WARNING).minusSeconds(60));
    ais.onRenewal(503, Map.of("Retry-After", "600"));
    CompletableFuture<Identity> renewal = keeper.renew();
    time.pass(Duration.ofMinutes(5));
    assertThat(ais.renewalsAt()).hasSize(1);
    ais.renew();
    time.pass(Duration.ofMinutes(6));
    assertThat(renewal).isCompleted();
    assertThat(ais.renewalsAt()).hasSize(2);
    assertThat(count(Hook.CREDENTIAL_EXPIRING)).isEqualTo(1);
  }
}
