package dev.actr.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.ActrId;
import dev.actr.ErrorKind;
import dev.actr.wire.ProtoValues;
import dev.actr.wire.proto.ActrProtos.RenewCredentialRequest;
import dev.actr.wire.proto.ActrProtos.RenewCredentialResponse;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each answer to a renewal means. */
class AisRenewalOutcomeTest {

  private static final ActrId ID = ActrId.parse("1@1001/acme:Echo:1.0.0");
  private static final Instant EXPIRY = Instant.ofEpochSecond(4_000_000_000L);
  private static final byte[] TOKEN = new byte[32];

  private final ScriptedAis ais = new ScriptedAis(ScriptedAis.answer(500, new byte[0]));

  @AfterEach
  void close() {
    ais.close();
  }

  private RenewalOutcome renew() throws Exception {
    return new AisClient(HttpClient.newHttpClient()::sendAsync, ais.url())
        .renew(ID, new RenewalToken(TOKEN, EXPIRY))
        .get(20, TimeUnit.SECONDS);
  }

  private static byte[] renewed(ActrId id, boolean withToken) {
    RenewCredentialResponse.Builder response = RenewCredentialResponse.newBuilder();
    response
        .getSuccessBuilder()
        .setActrId(ProtoValues.toProto(id))
        .setCredential(Identities.credential(id))
        .setCredentialExpiresAt(ProtoValues.toProto(EXPIRY));
    if (withToken) {
      response
          .getSuccessBuilder()
          .setRenewalToken(ProtoValues.wrap(TOKEN))
          .setRenewalTokenExpiresAt(ProtoValues.toProto(EXPIRY));
    }
    return response.buildPartial().toByteArray();
  }

  @Test
  void anotherCredentialOfTheSameNodeIsARenewal() throws Exception {
    ais.script(ScriptedAis.answer(200, renewed(ID, true)));
    assertThat(renew())
        .isInstanceOfSatisfying(
            RenewalOutcome.Renewed.class,
            outcome -> {
              assertThat(outcome.identity().id()).isEqualTo(ID);
              assertThat(outcome.identity().expiresAt()).isEqualTo(EXPIRY);
            });
    ScriptedAis.Request sent = ais.requests.get(0);
    assertThat(sent.method()).isEqualTo("POST");
    assertThat(sent.path()).isEqualTo("/ais/renew");
    RenewCredentialRequest request = RenewCredentialRequest.parseFrom(sent.body());
    assertThat(ProtoValues.fromProto(request.getActrId())).isEqualTo(ID);
    assertThat(request.getRenewalToken().toByteArray()).isEqualTo(TOKEN);
  }

  @ParameterizedTest
  @CsvSource({
    "400, Refused",
    "401, TokenRejected",
    "403, RealmUnavailable",
    "404, Refused",
    "429, Later",
    "500, Later",
    "502, Later",
    "503, Later",
    "504, Later"
  })
  void statusesTellWhatHelps(int status, String outcome) throws Exception {
    ais.script(ScriptedAis.answer(status, new byte[0]));
    assertThat(renew().getClass().getSimpleName()).isEqualTo(outcome);
  }

  @ParameterizedTest
  @CsvSource({"401, TokenRejected", "403, RealmUnavailable", "503, Later", "409, Refused"})
  void errorsInTheBodyMeanWhatTheirStatusMeans(int code, String outcome) throws Exception {
    RenewCredentialResponse.Builder response = RenewCredentialResponse.newBuilder();
    response.getErrorBuilder().setCode(code).setMessage("no");
    ais.script(ScriptedAis.answer(200, response.build().toByteArray()));
    assertThat(renew().getClass().getSimpleName()).isEqualTo(outcome);
  }

  @Test
  void whoWantsToBeLeftAloneIs() throws Exception {
    ais.script(
        (exchange, request) -> {
          exchange.getResponseHeaders().set("Retry-After", "17");
          exchange.sendResponseHeaders(429, -1);
        });
    assertThat(renew())
        .isInstanceOfSatisfying(
            RenewalOutcome.Later.class,
            later -> assertThat(later.after()).isEqualTo(Optional.of(Duration.ofSeconds(17))));
  }

  @Test
  void whoCannotBeReachedIsAskedLater() throws Exception {
    ais.script(
        (exchange, request) -> {
          throw new java.io.IOException("gone");
        });
    assertThat(renew())
        .isInstanceOfSatisfying(
            RenewalOutcome.Later.class,
            later -> assertThat(later.reason().kind()).isEqualTo(ErrorKind.UNAVAILABLE));
  }

  @Test
  void otherBytesAnotherNodeOrNoTokenAreRefused() throws Exception {
    for (byte[] body :
        new byte[][] {
          {1, 2, 3}, {}, renewed(ActrId.parse("2@1001/acme:Echo:1.0.0"), true), renewed(ID, false)
        }) {
      ais.script(ScriptedAis.answer(200, body));
      assertThat(renew()).isInstanceOf(RenewalOutcome.Refused.class);
    }
  }
}
