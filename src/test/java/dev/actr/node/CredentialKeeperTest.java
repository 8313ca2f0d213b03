package dev.actr.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.CredentialEvent;
import dev.actr.Hostile;
import dev.actr.NodeEvent;
import dev.actr.identity.AisClient;
import dev.actr.identity.Identity;
import dev.actr.identity.VirtualAis;
import dev.actr.wire.ProtoValues;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How credentials are kept good, with the real client of an AIS, in a time of the test's. */
class CredentialKeeperTest {

  private static final Duration LIFETIME = Duration.ofHours(1);
  private static final Duration WARNING = Duration.ofMinutes(5);
  private static final Duration INITIAL_DELAY = Duration.ofSeconds(1);
  private static final Duration MAX_DELAY = Duration.ofMinutes(1);

  /** Longer than anything a renewal waits for of its own account. */
  private static final Duration LONG = Duration.ofHours(2);

  private final VirtualTime time = new VirtualTime();
  private final VirtualAis ais = new VirtualAis(time.rightClock(), LIFETIME);
  private final List<String> followed = new ArrayList<>();
  private final List<RecordedHook> hooks = new ArrayList<>();
  private final CredentialKeeper keeper = keeper(ais);

  private CredentialKeeper keeper(VirtualAis server) {
    NodeConfig defaults =
        TestNode.builder(URI.create("http://ais.invalid"), URI.create("ws://signaling.invalid"))
            .withoutListener()
            .expiryWarning(WARNING)
            .config();
    NodeConfig config =
        new NodeConfig(
            defaults.name(),
            defaults.type(),
            defaults.realm(),
            defaults.realmSecret(),
            defaults.aisUrl(),
            defaults.signalingUrl(),
            defaults.listener(),
            defaults.webRtc(),
            defaults.callTimeout(),
            defaults.tellTimeout(),
            defaults.shutdownTimeout(),
            INITIAL_DELAY,
            MAX_DELAY,
            defaults.dispatch(),
            defaults.maxMessageSize(),
            defaults.limits(),
            defaults.acl(),
            defaults.expiryWarning(),
            defaults.signedPackage());
    HookEmitter emitter =
        new HookEmitter(
            new HookQueue(Runnable::run, event -> hooks.add(RecordedHook.of(event))),
            () -> new NodeEvent("echo", Optional.empty()),
            () -> new NodeContext(null));
    AisClient client = server.client(time.hostClock(), time::nanos);
    return new CredentialKeeper(
        config,
        client,
        new Registration(config, client, Optional.empty(), time, emitter, () -> false),
        time,
        emitter,
        new CredentialKeeper.Followers() {
          @Override
          public void renewed(Identity identity) {
            followed.add("renewed");
          }

          @Override
          public void rebound(Identity identity) {
            followed.add("rebound");
          }

          @Override
          public void realmChanged() {
            followed.add("realm");
          }
        });
  }

  private Identity start() {
    keeper.adopt(keeper.register(Optional.empty()).join());
    return keeper.identity();
  }

  private List<Hook> credentialHooks() {
    return hooks.stream()
        .map(RecordedHook::hook)
        .filter(hook -> hook == Hook.CREDENTIAL_EXPIRING || hook == Hook.CREDENTIAL_RENEWED)
        .toList();
  }

  private long count(Hook hook) {
    return hooks.stream().filter(seen -> seen.hook() == hook).count();
  }

  /** Lets time pass until the first renewal is asked for, and tells when that was. */
  private Instant firstRenewal() {
    Instant patience = time.now().plus(LONG);
    while (ais.renewalsAt().isEmpty() && time.now().isBefore(patience)) {
      time.pass(Duration.ofSeconds(1));
    }
    return ais.renewalsAt().get(0);
  }

  /** The times between the renewals that were asked for. */
  private List<Duration> gaps() {
    List<Instant> at = ais.renewalsAt();
    List<Duration> gaps = new ArrayList<>();
    for (int i = 1; i < at.size(); i++) {
      gaps.add(Duration.between(at.get(i - 1), at.get(i)));
    }
    return gaps;
  }

  // When.

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

  // What else begins it.

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

  // What becomes of it.

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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-1",
        "0",
        "+5",
        "1e9",
        "soon",
        "",
        "99999999999999999999",
        "999999999",
        "Fri, 31 Dec 9999 23:59:59 GMT",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "0x7fffffff"
      })
  @Hostile("H109")
  void aTrickWithRetryAfterDelaysARenewalByAnHourAtMost(String after) {
    Identity first = start();
    ais.onRenewal(429, Map.of("Retry-After", after));
    keeper.renew();
    time.pass(Duration.ofMillis(500));
    assertThat(ais.renewalsAt()).hasSize(1);
    ais.renew();
    time.pass(Duration.ofHours(1));
    assertThat(followed).isNotEmpty().containsOnly("renewed");
    assertThat(keeper.identity().id()).isEqualTo(first.id());
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

  // An AIS that is not to be trusted.

  @ParameterizedTest
  @CsvSource({
    Long.MAX_VALUE + ", 10",
    Long.MIN_VALUE + ", 60",
    "0, 60",
    "-1, 60",
    "31556889864403200, 10",
  })
  @Hostile("H110")
  void anExpiryBeyondAllReasonStopsNeitherTheKeeperNorFloodsTheAis(long seconds, int most) {
    start();
    ais.onRenewal(
        () ->
            Optional.of(
                ais.renewed(
                    ok ->
                        ok.setCredentialExpiresAt(
                            com.google.protobuf.Timestamp.newBuilder().setSeconds(seconds)))));
    keeper.renew();
    time.pass(Duration.ofHours(5));
    assertThat(ais.renewalsAt().size()).isBetween(1, most);
    // The next that is right is taken.
    ais.renew();
    assertThat(keeper.renew()).isCompleted();
    assertThat(keeper.identity().timeLeft()).isBetween(Duration.ofMinutes(59), LIFETIME);
  }

  /** What an AIS may leave out or make up. */
  enum Broken {
    NO_EXPIRY,
    NO_TOKEN,
    NO_TOKEN_EXPIRY,
    OVERSIZED_TOKEN,
    EXPIRED_TOKEN,
    MALFORMED_CREDENTIAL,
    ANOTHERS_CREDENTIAL,
    ANOTHERS_ID,
    MALFORMED_KEY,
    TRUNCATED,
    OVERSIZED,
    EMPTY,
    OTHER_BYTES
  }

  @ParameterizedTest
  @org.junit.jupiter.params.provider.EnumSource
  @Hostile("H111")
  void aRenewalThatIsBrokenIsNotTakenAndTheNodeGoesOn(Broken broken) {
    start();
    ais.onRenewal(() -> Optional.of(broken(broken)));
    keeper.renew();
    for (int minute = 0; minute < 180; minute++) {
      time.pass(Duration.ofMinutes(1));
      if (broken != Broken.OVERSIZED && broken != Broken.OVERSIZED_TOKEN) {
        assertThat(keeper.identity().timeLeft()).isGreaterThan(Duration.ofMinutes(-2));
      }
    }
    // What is not read to its end is taken for an AIS that cannot be reached, and asked again.
    assertThat(ais.renewalsAt().size()).isGreaterThan(1);
    assertThat(keeper.identity().credential().getClaims().isEmpty()).isFalse();
    ais.renew();
    time.pass(LIFETIME);
    assertThat(keeper.identity().timeLeft()).isPositive();
  }

  private VirtualAis.Reply broken(Broken broken) {
    byte[] megabytes = new byte[2 * 1024 * 1024];
    VirtualAis.Reply good = ais.renewed(ok -> ok);
    return switch (broken) {
      case NO_EXPIRY -> ais.renewed(ok -> ok.clearCredentialExpiresAt());
      case NO_TOKEN -> ais.renewed(ok -> ok.clearRenewalToken());
      case NO_TOKEN_EXPIRY -> ais.renewed(ok -> ok.clearRenewalTokenExpiresAt());
      case OVERSIZED_TOKEN -> ais.renewed(ok -> ok.setRenewalToken(ProtoValues.wrap(megabytes)));
      case EXPIRED_TOKEN ->
          ais.renewed(
              ok ->
                  ok.setRenewalTokenExpiresAt(
                      ProtoValues.toProto(time.now().minus(Duration.ofDays(1)))));
      case MALFORMED_CREDENTIAL ->
          ais.renewed(
              ok -> {
                ok.getCredentialBuilder().setClaims(ProtoValues.wrap(new byte[] {1, 2, 3}));
                return ok;
              });
      case ANOTHERS_CREDENTIAL ->
          ais.renewed(
              ok ->
                  ok.setCredential(
                      dev.actr.identity.Identities.credential(
                          dev.actr.ActrId.parse("99@1001/acme:Other:1.0.0"))));
      case ANOTHERS_ID ->
          ais.renewed(
              ok -> {
                ok.getActrIdBuilder().setSerialNumber(99);
                return ok;
              });
      case MALFORMED_KEY -> ais.renewed(ok -> ok.setSigningPubkey(ProtoValues.wrap(new byte[31])));
      case TRUNCATED ->
          new VirtualAis.Reply(
              200, good.headers(), java.util.Arrays.copyOf(good.body(), good.body().length / 2));
      case OVERSIZED -> new VirtualAis.Reply(200, good.headers(), megabytes);
      case EMPTY -> new VirtualAis.Reply(200, good.headers(), new byte[0]);
      case OTHER_BYTES -> new VirtualAis.Reply(200, good.headers(), new byte[] {1, 2, 3});
    };
  }
}
