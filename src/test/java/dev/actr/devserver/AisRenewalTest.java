package dev.actr.devserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.actr.Hostile;
import dev.actr.Realm;
import dev.actr.TestClock;
import dev.actr.wire.proto.ActrProtos.ActrId;
import dev.actr.wire.proto.ActrProtos.RegisterResponse.RegisterOk;
import dev.actr.wire.proto.ActrProtos.RenewCredentialRequest;
import dev.actr.wire.proto.ActrProtos.RenewCredentialResponse;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AisRenewalTest {

  private final TestClock clock = new TestClock();
  private DevServer server;
  private RegisterOk first;

  @BeforeEach
  void start() throws Exception {
    server = DevServer.builder().port(0).realm(new Realm(1001)).clock(clock).start();
    first = TestAis.registered(server, TestAis.linked("acme:Echo:1.0.0"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void givesTheSameActorANewCredential() {
    clock.advance(Duration.ofMinutes(50));

    RegisterOk second =
        TestAis.renew(server, TestAis.renewal(first.getActrId(), first.getRenewalToken()))
            .getSuccess();

    assertThat(second.isInitialized()).isTrue();
    assertThat(second.getActrId()).isEqualTo(first.getActrId());
    assertThat(second.getCredentialExpiresAt().getSeconds())
        .isEqualTo(first.getCredentialExpiresAt().getSeconds() + 3000);
    assertThat(second.getTurnCredential().getExpiresAt())
        .isEqualTo(second.getCredentialExpiresAt().getSeconds());
    assertThat(second.getRenewalTokenExpiresAt().getSeconds())
        .isEqualTo(first.getRenewalTokenExpiresAt().getSeconds() + 3000);
    try (TestNode node = TestNode.connect(server, second, "")) {
      assertThat(node.ping().hasPong()).isTrue();
    }
  }

  @Test
  void theTokenLivesOnWithEachRenewalAndNotWithout() {
    RenewCredentialRequest.Builder renewal =
        TestAis.renewal(first.getActrId(), first.getRenewalToken());
    for (int i = 0; i < 3; i++) {
      clock.advance(Duration.ofHours(23));
      assertThat(TestAis.renew(server, renewal).hasSuccess()).isTrue();
    }

    clock.advance(Duration.ofHours(24));

    assertThat(TestAis.renew(server, renewal).getError().getCode()).isEqualTo(401);
  }

  @Test
  @Hostile("H51")
  void answersWithTheStatusOfTheError() {
    byte[] request =
        TestAis.renewal(first.getActrId(), ByteString.copyFrom(new byte[32])).build().toByteArray();

    HttpResponse<byte[]> response = TestAis.post(server, "/renew", request);

    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.headers().firstValue("content-type")).contains("application/x-protobuf");
    assertThat(TestAis.renewal(response).getError().getCode()).isEqualTo(401);
  }

  @Test
  @Hostile("H52")
  void bindsTheTokenToItsActor() {
    RegisterOk other = TestAis.registered(server, TestAis.linked("acme:Echo:1.0.0"));
    ActrId.Builder anotherType = first.getActrId().toBuilder();
    anotherType.getTypeBuilder().setVersion("2.0.0");

    assertRefused(401, TestAis.renewal(other.getActrId(), first.getRenewalToken()));
    assertRefused(401, TestAis.renewal(anotherType.build(), first.getRenewalToken()));
  }

  @Test
  void refusesAnUnknownRealm() {
    ActrId.Builder id = first.getActrId().toBuilder();
    id.getRealmBuilder().setRealmId(5);

    assertRefused(403, TestAis.renewal(id.build(), first.getRenewalToken()));
  }

  @Test
  @Hostile("H53")
  void refusesWhatIsNoRenewal() {
    ByteString token = first.getRenewalToken();

    assertRefused(400, TestAis.renewal(first.getActrId(), token.substring(1)));
    assertRefused(400, TestAis.renewal(first.getActrId(), token.concat(token)));
    assertRefused(400, TestAis.renewal(first.getActrId(), token).clearActrId());
    assertRefused(400, TestAis.renewal(first.getActrId(), token).clearRenewalToken());
    HttpResponse<byte[]> response =
        TestAis.post(server, "/ais/renew", HexFormat.of().parseHex("0aff"));
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(TestAis.renewal(response).getError().getCode()).isEqualTo(400);
  }

  private void assertRefused(int code, RenewCredentialRequest.Builder request) {
    RenewCredentialResponse response = TestAis.renew(server, request);
    assertThat(response.getError().getCode()).isEqualTo(code);
  }

  @Test
  void anActorThatHasUnregisteredCannotRenew() {
    try (TestNode node = TestNode.connect(server, first, "")) {
      node.ask(r -> r.getUnregisterRequestBuilder().setActrId(first.getActrId()));
    }

    assertRefused(401, TestAis.renewal(first.getActrId(), first.getRenewalToken()));
  }
}
