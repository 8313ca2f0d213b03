package dev.actr.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import dev.actr.ActrId;
import dev.actr.Hostile;
import dev.actr.identity.Identities;
import dev.actr.identity.Identity;
import dev.actr.identity.VirtualAis;
import dev.actr.wire.ProtoValues;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An AIS that renews and is not to be trusted. */
class UntrustedAisTest extends CredentialKeeperFixture {

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
                    ok -> ok.setCredentialExpiresAt(Timestamp.newBuilder().setSeconds(seconds)))));
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
  @EnumSource
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
                      Identities.credential(ActrId.parse("99@1001/acme:Other:1.0.0"))));
      case ANOTHERS_ID ->
          ais.renewed(
              ok -> {
                ok.getActrIdBuilder().setSerialNumber(99);
                return ok;
              });
      case MALFORMED_KEY -> ais.renewed(ok -> ok.setSigningPubkey(ProtoValues.wrap(new byte[31])));
      case TRUNCATED ->
          new VirtualAis.Reply(
              200, good.headers(), Arrays.copyOf(good.body(), good.body().length / 2));
      case OVERSIZED -> new VirtualAis.Reply(200, good.headers(), megabytes);
      case EMPTY -> new VirtualAis.Reply(200, good.headers(), new byte[0]);
      case OTHER_BYTES -> new VirtualAis.Reply(200, good.headers(), new byte[] {1, 2, 3});
    };
  }
}
