package dev.actr.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.identity.Identities;
import dev.actr.identity.Identity;
import dev.actr.wire.Golden;
import dev.actr.wire.Golden.Event;
import dev.actr.wire.Messages;
import dev.actr.wire.ProtoValues;
import dev.actr.wire.proto.ActrProtos.RegisterResponse;
import dev.actr.wire.proto.ActrProtos.RegisterResponse.RegisterOk;
import java.net.URI;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class SignalingUrlTest {

  private static final Identity IDENTITY = Identities.of("1a@1001/acme:Echo:1.0.0");

  @TestFactory
  Stream<DynamicTest> theQueryIsWhatARealNodeSendsByteForByte() {
    List<Event> upgrades =
        Golden.events(e -> e.is("signaling", "ws-upgrade") && e.text("origin").startsWith("real"));
    assertThat(upgrades.size()).isEqualTo(14);
    return upgrades.stream()
        .map(upgrade -> DynamicTest.dynamicTest(upgrade.name(), () -> assertSame(upgrade)));
  }

  private static void assertSame(Event upgrade) throws Exception {
    URI server = URI.create("ws://127.0.0.1:18080/signaling/ws");
    assertThat(SignalingUrl.of(server, registered(upgrade), false))
        .hasToString("ws://127.0.0.1:18080" + upgrade.text("path"));
  }

  /** The identity the scenario's AIS has given to the actor that connects. */
  private static Identity registered(Event upgrade) throws Exception {
    for (Event response :
        Golden.events(
            e ->
                e.scenario().equals(upgrade.scenario())
                    && e.text("type").equals(".actr.RegisterResponse"))) {
      byte[] bytes = HexFormat.of().parseHex(response.text("hex"));
      RegisterOk ok = Messages.parse(RegisterResponse.parser(), bytes).getSuccess();
      String id = ProtoValues.fromProto(ok.getActrId()).toString();
      if (id.equals(upgrade.json().path("query").path("actor_id").asText())) {
        return Identities.of(ok);
      }
    }
    throw new AssertionError("nobody registered as " + upgrade.name());
  }

  @Test
  void aQueryOfTheConfiguredUrlStaysInFront() {
    assertThat(SignalingUrl.of(URI.create("wss://h/p?tenant=a%20b&x"), IDENTITY, false).toString())
        .startsWith("wss://h/p?tenant=a%20b&x&actor_id=1a%401001%2Facme%3AEcho%3A1.0.0&key_id=7");
  }

  @Test
  void aUrlWithoutPathIsUsedAsItIs() {
    assertThat(SignalingUrl.of(URI.create("ws://h:1"), IDENTITY, false).toString())
        .startsWith("ws://h:1?actor_id=");
  }

  @Test
  void theLargestKeyIdIsNotANegativeOne() {
    Identity identity =
        Identities.of(
            IDENTITY.id(),
            IDENTITY.credential().toBuilder().setKeyId(-1).build(),
            IDENTITY.heartbeatInterval());
    assertThat(SignalingUrl.of(URI.create("ws://h/p"), identity, false).toString())
        .contains("&key_id=4294967295&");
  }

  @Test
  void whoWouldRatherAnswerSaysSo() {
    assertThat(SignalingUrl.of(URI.create("ws://h/p"), IDENTITY, true).toString())
        .isEqualTo(
            SignalingUrl.of(URI.create("ws://h/p"), IDENTITY, false) + "&webrtc_role=answer");
  }
}
