package dev.actr.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import dev.actr.ActrId;
import dev.actr.RpcEnvelope;
import dev.actr.identity.CredentialCheck;
import dev.actr.identity.Ed25519;
import dev.actr.wire.Golden.Event;
import dev.actr.wire.proto.ActrProtos;
import dev.actr.wire.proto.ActrProtos.AIdCredential;
import dev.actr.wire.proto.ActrProtos.IdentityClaims;
import dev.actr.wire.proto.ActrProtos.RegisterResponse.RegisterOk;
import dev.actr.wire.proto.PackageProtos;
import dev.actr.wire.proto.SignalingProtos;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.ThrowingConsumer;

class GoldenVectorsTest {

  private static final HexFormat HEX = HexFormat.of();

  private static final int FRAGMENT_HEADER = 8;

  private static final Map<String, Parser<? extends Message>> PARSERS =
      Map.of(
          ".actr.RegisterRequest", ActrProtos.RegisterRequest.parser(),
          ".actr.RegisterResponse", ActrProtos.RegisterResponse.parser(),
          ".actr.RenewCredentialRequest", ActrProtos.RenewCredentialRequest.parser(),
          ".actr.RenewCredentialResponse", ActrProtos.RenewCredentialResponse.parser(),
          ".signaling.SignalingEnvelope", SignalingProtos.SignalingEnvelope.parser());

  @TestFactory
  Stream<DynamicTest> messagesOfAisAndSignaling() {
    return tests(
        267,
        event -> event.is("signaling", "http", "ws"),
        event ->
            assertDecodesAndEncodes(
                PARSERS.get(event.text("type")),
                HEX.parseHex(event.text("hex")),
                event.json().get("decoded")));
  }

  @TestFactory
  Stream<DynamicTest> framesOnPeerWebSockets() {
    return tests(
        4,
        event -> event.is("ws-direct", "frame"),
        event -> {
          byte[] bytes = HEX.parseHex(event.text("hex"));
          JsonNode decoded = event.json().get("decoded");

          PeerFrame frame = PeerFrame.decode(ByteBuffer.wrap(bytes));
          PackageProtos.RpcEnvelope envelope =
              Messages.parse(PackageProtos.RpcEnvelope.parser(), frame.body());

          assertThat(frame.lane().ordinal()).isEqualTo(decoded.get("payload_type").asInt());
          assertThat(frame.body().remaining()).isEqualTo(decoded.get("data_len").asInt());
          ProtoJson.assertSame(envelope, decoded.get("envelope"));
          assertThat(PeerFrame.encode(frame.lane(), envelope)).isEqualTo(bytes);
        });
  }

  @TestFactory
  Stream<DynamicTest> wholeMessagesOnDataChannels() {
    return tests(
        11,
        event -> event.is("datachannel", "frame") && event.has("hex"),
        event -> {
          byte[] bytes = HEX.parseHex(event.text("hex"));
          assertThat(bytes).startsWith(0, 0, 0, 0, 0, 0, 0, 1);
          assertDecodesAndEncodes(
              PackageProtos.RpcEnvelope.parser(),
              Arrays.copyOfRange(bytes, FRAGMENT_HEADER, bytes.length),
              event.json().get("decoded"));
        });
  }

  /** Of the fragments of a large message only digests are recorded, so it is built anew. */
  @Test
  void aMessageOfSeveralFragmentsIsTheSameToTheLastByte() throws Exception {
    List<Event> fragments =
        Golden.events(
            event ->
                event.is("datachannel", "frame")
                    && event.has("sha256")
                    && event.text("dir").equals("rust->js"));
    PackageProtos.RpcEnvelope request =
        Envelopes.request(
            new RpcEnvelope(
                "echo.EchoService.Echo",
                "a".repeat(200_000).getBytes(StandardCharsets.US_ASCII),
                "a7adafae-1d81-4556-9238-d174d2c929f8",
                Optional.empty(),
                Optional.empty()),
            Duration.ofSeconds(8));

    assertThat(fragmentDigests(request.toByteArray()))
        .containsExactlyElementsOf(fragments.stream().map(event -> event.text("sha256")).toList());
  }

  @TestFactory
  Stream<DynamicTest> credentialsInSignalingUrls() {
    return tests(
        23,
        event -> event.is("signaling", "ws-upgrade"),
        event -> {
          Map<String, String> query = new TreeMap<>();
          new QueryStringDecoder(event.text("path"))
              .parameters()
              .forEach((name, values) -> query.put(name, String.join(",", values)));
          Map<String, String> expected = new TreeMap<>();
          event
              .json()
              .get("query")
              .properties()
              .forEach(field -> expected.put(field.getKey(), field.getValue().asText()));
          assertThat(query).isEqualTo(expected);

          AIdCredential credential =
              AIdCredential.newBuilder()
                  .setKeyId(Integer.parseUnsignedInt(query.get("key_id")))
                  .setClaims(ProtoValues.wrap(Base64.getDecoder().decode(query.get("claims"))))
                  .setSignature(
                      ProtoValues.wrap(Base64.getDecoder().decode(query.get("signature"))))
                  .build();
          assertThat(HEX.formatHex(credential.getClaims().toByteArray()))
              .isEqualTo(event.text("claims_hex"));
          assertThat(HEX.formatHex(credential.getSignature().toByteArray()))
              .isEqualTo(event.text("signature_hex"));
          assertIssued(credential, ActrId.parse(query.get("actor_id")), event.seed());
        });
  }

  @TestFactory
  Stream<DynamicTest> credentialsInRegistrationsAndRenewals() {
    return tests(
        24,
        event -> event.is("signaling", "http") && event.json().path("decoded").has("success"),
        event -> {
          byte[] bytes = HEX.parseHex(event.text("hex"));
          RegisterOk ok =
              event.text("type").contains("Renew")
                  ? Messages.parse(ActrProtos.RenewCredentialResponse.parser(), bytes).getSuccess()
                  : Messages.parse(ActrProtos.RegisterResponse.parser(), bytes).getSuccess();

          assertThat(ok.getSigningPubkey().toByteArray()).isEqualTo(publicKey(event.seed()));
          assertThat(ok.getSigningKeyId()).isEqualTo(ok.getCredential().getKeyId());
          Instant expiry =
              assertIssued(ok.getCredential(), ProtoValues.fromProto(ok.getActrId()), event.seed());
          assertThat(ProtoValues.fromProto(ok.getCredentialExpiresAt())).isEqualTo(expiry);
          assertThat(ProtoValues.toProto(expiry)).isEqualTo(ok.getCredentialExpiresAt());
        });
  }

  @TestFactory
  Stream<DynamicTest> credentialsInPeerUpgrades() {
    return tests(
        2,
        event -> event.is("ws-direct", "dial", "upgrade"),
        event -> {
          byte[] id = HEX.parseHex(header(event, "x-actr-source-id"));
          byte[] token = Base64.getDecoder().decode(header(event, "x-actr-credential"));
          ActrProtos.ActrId source = Messages.parse(ActrProtos.ActrId.parser(), id);
          AIdCredential credential = Messages.parse(AIdCredential.parser(), token);

          if (event.has("source_id")) {
            ProtoJson.assertSame(source, event.json().get("source_id"));
            ProtoJson.assertSame(credential, event.json().get("credential"));
          }
          assertIssued(credential, ProtoValues.fromProto(source), event.seed());
          assertThat(ProtoValues.toProto(ProtoValues.fromProto(source)).toByteArray())
              .isEqualTo(id);
          assertThat(credential.toByteArray()).isEqualTo(token);
        });
  }

  private static Stream<DynamicTest> tests(
      int expected, Predicate<Event> filter, ThrowingConsumer<Event> test) {
    List<Event> events = Golden.events(filter);
    DynamicTest count =
        DynamicTest.dynamicTest(
            expected + " vectors", () -> assertThat(events.size()).isEqualTo(expected));
    return Stream.concat(
        Stream.of(count),
        events.stream()
            .map(event -> DynamicTest.dynamicTest(event.name(), () -> test.accept(event))));
  }

  private static void assertDecodesAndEncodes(
      Parser<? extends Message> parser, byte[] bytes, JsonNode decoded) throws WireException {
    Message message = Messages.parse(parser, bytes);
    ProtoJson.assertSame(message, decoded);
    assertThat(message.toByteArray()).isEqualTo(bytes);
  }

  /** The credential verifies, is signed as we would sign it, and holds what it should. */
  private static Instant assertIssued(AIdCredential credential, ActrId id, String seed)
      throws Exception {
    byte[] claimBytes = credential.getClaims().toByteArray();
    IdentityClaims claims = Messages.parse(IdentityClaims.parser(), claimBytes);
    Instant expiry = Instant.ofEpochSecond(claims.getExpiresAt());

    assertThat(
            CredentialCheck.check(
                credential, Ed25519.publicKey(publicKey(seed)), id, expiry.minusSeconds(1)))
        .isEqualTo(expiry);
    assertThat(Ed25519.sign(Ed25519.privateKey(HEX.parseHex(seed)), claimBytes))
        .isEqualTo(credential.getSignature().toByteArray());
    assertThat(
            IdentityClaims.newBuilder()
                .setRealmId((int) id.realm().id())
                .setActorId(id.toString())
                .setExpiresAt(expiry.getEpochSecond())
                .build()
                .toByteArray())
        .isEqualTo(claimBytes);
    return expiry;
  }

  private static byte[] publicKey(String seed) {
    assertThat(seed).isEqualTo("2a".repeat(Ed25519.KEY_LENGTH));
    return HEX.parseHex("197f6b23e16c8532c6abc838facd5ea789be0c76b2920334039bfa8b3d368d61");
  }

  private static String header(Event event, String name) {
    JsonNode raw = event.json().path("rawHeaders");
    for (int i = 0; i + 1 < raw.size(); i += 2) {
      if (raw.get(i).asText().equalsIgnoreCase(name)) {
        return raw.get(i + 1).asText();
      }
    }
    return event.json().path("headers").properties().stream()
        .filter(header -> header.getKey().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow()
        .getValue()
        .asText();
  }

  private static List<String> fragmentDigests(byte[] message) throws Exception {
    int body = 65535 - FRAGMENT_HEADER;
    int total = (message.length + body - 1) / body;
    List<String> digests = new ArrayList<>();
    for (int i = 0; i < total; i++) {
      int length = Math.min(body, message.length - i * body);
      ByteBuffer fragment = ByteBuffer.allocate(FRAGMENT_HEADER + length);
      fragment.putInt(0).putShort((short) i).putShort((short) total).put(message, i * body, length);
      digests.add(HEX.formatHex(MessageDigest.getInstance("SHA-256").digest(fragment.array())));
    }
    return digests;
  }
}
