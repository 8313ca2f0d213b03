package dev.actr.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.ActrType;
import dev.actr.identity.Identities;
import dev.actr.identity.Identity;
import dev.actr.wire.Golden;
import dev.actr.wire.Golden.Event;
import dev.actr.wire.Messages;
import dev.actr.wire.ProtoValues;
import dev.actr.wire.WireException;
import dev.actr.wire.proto.ActrProtos.Ping;
import dev.actr.wire.proto.SignalingProtos.ActrToSignaling;
import dev.actr.wire.proto.SignalingProtos.ActrToSignaling.PayloadCase;
import dev.actr.wire.proto.SignalingProtos.SignalingEnvelope;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What a client sends is what a real node with the same identity has sent. */
class SignalingGoldenTest {

  private static final HexFormat HEX = HexFormat.of();

  private record Sent(SignalingEnvelope ping, byte[] route, byte[] key, byte[] unregister) {}

  /** The requests of real nodes; all but relays, which are not the client's. */
  private static List<SignalingEnvelope> recorded() {
    return Golden.events(
            e ->
                e.is("signaling", "ws")
                    && e.text("dir").equals("node->server")
                    && e.text("origin").startsWith("real"))
        .stream()
        .map(SignalingGoldenTest::parse)
        .filter(SignalingEnvelope::hasActrToServer)
        .toList();
  }

  private static SignalingEnvelope parse(Event event) {
    try {
      return Messages.parse(SignalingEnvelope.parser(), HEX.parseHex(event.text("hex")));
    } catch (WireException e) {
      throw new AssertionError(e);
    }
  }

  private static Identity identity(ActrToSignaling message) {
    return Identities.of(
        ProtoValues.fromProto(message.getSource()), message.getCredential(), Duration.ofHours(1));
  }

  @TestFactory
  Stream<DynamicTest> requestsAreThoseOfARealNode() {
    Map<Identity, List<SignalingEnvelope>> bySender = new LinkedHashMap<>();
    for (SignalingEnvelope envelope : recorded()) {
      ActrToSignaling message = envelope.getActrToServer();
      bySender.merge(
          identity(message),
          List.of(envelope),
          (a, b) -> Stream.concat(a.stream(), b.stream()).toList());
    }
    assertThat(bySender.values().stream().flatMap(List::stream).map(e -> payload(e)).distinct())
        .containsExactlyInAnyOrder(
            PayloadCase.PING, PayloadCase.ROUTE_CANDIDATES_REQUEST, PayloadCase.UNREGISTER_REQUEST);
    return bySender.entrySet().stream()
        .map(
            sender ->
                DynamicTest.dynamicTest(
                    sender.getKey().toString(),
                    () -> assertSame(sender.getKey(), sender.getValue())));
  }

  private static PayloadCase payload(SignalingEnvelope envelope) {
    return envelope.getActrToServer().getPayloadCase();
  }

  private static void assertSame(Identity identity, List<SignalingEnvelope> recorded)
      throws Exception {
    Sent sent = send(identity);
    for (SignalingEnvelope golden : recorded) {
      switch (payload(golden)) {
        case PING -> assertSamePing(sent.ping(), golden);
        case ROUTE_CANDIDATES_REQUEST ->
            assertThat(sent.route())
                .isEqualTo(golden.toBuilder().setEnvelopeId("env-2").build().toByteArray());
        case UNREGISTER_REQUEST ->
            assertThat(sent.unregister())
                .isEqualTo(golden.toBuilder().setEnvelopeId("env-4").build().toByteArray());
        default -> throw new AssertionError(golden);
      }
    }
  }

  /** Only the measured values differ. */
  private static void assertSamePing(SignalingEnvelope sent, SignalingEnvelope golden) {
    Ping ping = sent.getActrToServer().getPing();
    assertThat(ping.getAllFields().keySet())
        .isEqualTo(golden.getActrToServer().getPing().getAllFields().keySet());
    SignalingEnvelope.Builder expected = golden.toBuilder().setEnvelopeId("env-1");
    expected.getActrToServerBuilder().setPing(ping);
    assertThat(sent.toByteArray()).isEqualTo(expected.build().toByteArray());
  }

  private static Sent send(Identity identity) throws Exception {
    try (ScriptedSignaling server = new ScriptedSignaling();
        TestClient node = TestClient.connected(server, identity)) {
      ScriptedSession session = server.session(1);
      ScriptedSignaling.await().until(() -> session.received.size() == 1);
      node.client.routeCandidates(ActrType.parse("acme:EchoService:1.0.0"), 1).get();
      server.key(7, Identities.KEY);
      assertThat(node.client.signingKey(7).get()).isEqualTo(Identities.KEY);
      node.client.close("Graceful shutdown").get();
      List<byte[]> messages = session.received;
      assertThat(messages).hasSize(4);
      return new Sent(
          session.envelopes().get(0), messages.get(1), messages.get(2), messages.get(3));
    }
  }

  /** A real node sends this only where a peer presents a key it has not seen; none was recorded. */
  @Test
  void aKeyIsAskedForInFieldThirteen() throws Exception {
    SignalingEnvelope golden = recorded().get(0);
    ActrToSignaling message = golden.getActrToServer();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(message.toBuilder().clearPayload().build().toByteArray());
    body.writeBytes(HEX.parseHex("6a020807"));
    ByteArrayOutputStream envelope = new ByteArrayOutputStream();
    envelope.writeBytes(HEX.parseHex("08021205656e762d335a"));
    envelope.write(body.size() & 0x7f | 0x80);
    envelope.write(body.size() >> 7);
    envelope.writeBytes(body.toByteArray());

    assertThat(send(identity(message)).key()).isEqualTo(envelope.toByteArray());
  }
}
