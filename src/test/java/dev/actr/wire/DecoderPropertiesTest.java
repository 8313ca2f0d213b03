package dev.actr.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.ActrType;
import dev.actr.identity.CredentialCheck;
import dev.actr.wire.Golden.Event;
import dev.actr.wire.proto.ActrProtos;
import dev.actr.wire.proto.ActrProtos.RegisterRequest;
import dev.actr.wire.proto.ActrProtos.RegisterResponse;
import dev.actr.wire.proto.PackageProtos.DataChunk;
import dev.actr.wire.proto.PackageProtos.RpcEnvelope;
import dev.actr.wire.proto.SignalingProtos.ActrRelay;
import dev.actr.wire.proto.SignalingProtos.SignalingEnvelope;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.GenerationMode;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;

/**
 * Whatever bytes or text come in: a value no larger than its input comes out, or the one documented
 * exception.
 */
@PropertyDefaults(
    tries = 200_000,
    generation = GenerationMode.RANDOMIZED,
    edgeCases = EdgeCasesMode.NONE)
@StatisticsReport(StatisticsReport.StatisticsReportMode.OFF)
class DecoderPropertiesTest {

  private static final List<byte[]> FRAMES =
      recorded(event -> event.is("ws-direct", "frame"), 0).toList();

  private static final List<byte[]> ENVELOPES =
      Stream.concat(
              recorded(event -> event.is("datachannel", "frame"), 8),
              recorded(event -> event.is("ws-direct", "frame"), PeerFrame.HEADER_LENGTH))
          .toList();

  private static final List<byte[]> CHUNKS =
      Stream.of(
              "0a02733110071a03010203",
              "0a02733110071a0022050a016b120022080a016b120401020304289085e0a7b733")
          .map(HexFormat.of()::parseHex)
          .toList();

  private static final List<byte[]> SIGNALING = ofType(".signaling.SignalingEnvelope");
  private static final List<byte[]> REQUESTS = ofType(".actr.RegisterRequest");
  private static final List<byte[]> RESPONSES = ofType(".actr.RegisterResponse");

  private static final List<byte[]> IDS =
      texts(
          "1a2b3c@101/acme:echo-service:1.0.0",
          "ffffffffffffffff@4294967295/名前:a.b_c-d:@/",
          "+1@+2/a:b:c");

  private static final List<byte[]> TYPES =
      texts("acme:EchoService:1.0.0", "Ж:½:1", "名前:a.b_c-d:@/");

  private final ByteBuffer direct = ByteBuffer.allocateDirect(4096);

  @Property(tries = 1_000_000, seed = "1")
  void peerFrames(@ForAll("frames") byte[] bytes) {
    try {
      PeerFrame frame = PeerFrame.decode(buffer(bytes));
      assertThat(frame.lane().ordinal()).isEqualTo(bytes[0]);
      assertThat(frame.body().remaining()).isBetween(0, bytes.length - PeerFrame.HEADER_LENGTH);
      decoded(true);
    } catch (WireException e) {
      decoded(false);
    }
  }

  @Property(seed = "2")
  void rpcEnvelopes(@ForAll("envelopes") byte[] bytes) {
    RpcEnvelope message = parse(RpcEnvelope.parser(), bytes);
    if (message != null) {
      try {
        assertThat(Envelopes.fromProto(message).payload().length).isLessThanOrEqualTo(bytes.length);
      } catch (ActrException e) {
        assertThat(message.hasPayload()).isFalse();
      }
      try {
        assertThat(Envelopes.responsePayload(message).length).isLessThanOrEqualTo(bytes.length);
      } catch (ActrException e) {
        assertThat(e.getMessage()).isNotNull();
      }
    }
  }

  @Property(seed = "3")
  void dataChunks(@ForAll("chunks") byte[] bytes) {
    DataChunk message = parse(DataChunk.parser(), bytes);
    if (message != null) {
      dev.actr.DataChunk chunk = ProtoValues.fromProto(message);
      assertThat(chunk.payload().length).isLessThanOrEqualTo(bytes.length);
      assertThat(ProtoValues.fromProto(ProtoValues.toProto(chunk))).isEqualTo(chunk);
    }
  }

  @Property(seed = "4")
  void signalingEnvelopes(@ForAll("signaling") byte[] bytes) {
    SignalingEnvelope message = parse(SignalingEnvelope.parser(), bytes);
    if (message != null) {
      ActrRelay relay = message.getActrRelay();
      assertSameText(relay.getSource());
      assertSameText(relay.getTarget());
      assertSameText(message.getServerToActr().getTarget());
      assertThat(WireErrors.fromProto(message.getEnvelopeError()).kind()).isNotNull();
    }
  }

  @Property(seed = "5")
  void registerRequests(@ForAll("requests") byte[] bytes) {
    RegisterRequest message = parse(RegisterRequest.parser(), bytes);
    if (message != null) {
      ActrType type = ProtoValues.fromProto(message.getActrType());
      assertThat(ProtoValues.fromProto(ProtoValues.toProto(type))).isEqualTo(type);
      assertThat(ProtoValues.fromProto(message.getRealm()).id()).isNotNegative();
    }
  }

  @Property(seed = "6")
  void registerResponses(@ForAll("responses") byte[] bytes) {
    RegisterResponse message = parse(RegisterResponse.parser(), bytes);
    if (message != null) {
      RegisterResponse.RegisterOk ok = message.getSuccess();
      assertSameText(ok.getActrId());
      assertThat(ProtoValues.fromProto(ok.getCredentialExpiresAt())).isNotNull();
      try {
        assertThat(CredentialCheck.expiry(ok.getCredential())).isNotNull();
      } catch (ActrException e) {
        assertThat(e).hasMessage("the credential's claims are malformed");
      }
      assertThat(WireErrors.fromProto(message.getError()).kind()).isNotNull();
    }
  }

  @Property(tries = 100_000, seed = "7")
  void actorIds(@ForAll("ids") byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    try {
      ActrId id = ActrId.parse(text);
      assertThat(ActrId.parse(id.toString())).isEqualTo(id);
      assertThat(id.toString().length()).isLessThanOrEqualTo(text.length());
      decoded(true);
    } catch (IllegalArgumentException e) {
      assertThat(e).isExactlyInstanceOf(IllegalArgumentException.class);
      decoded(false);
    }
  }

  @Property(tries = 100_000, seed = "8")
  void actorTypes(@ForAll("types") byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    try {
      assertThat(ActrType.parse(text)).hasToString(text);
      decoded(true);
    } catch (IllegalArgumentException e) {
      assertThat(e).isExactlyInstanceOf(IllegalArgumentException.class);
      decoded(false);
    }
  }

  @Provide
  Arbitrary<byte[]> frames() {
    return mutationsOf(FRAMES);
  }

  @Provide
  Arbitrary<byte[]> envelopes() {
    return mutationsOf(ENVELOPES);
  }

  @Provide
  Arbitrary<byte[]> chunks() {
    return mutationsOf(CHUNKS);
  }

  @Provide
  Arbitrary<byte[]> signaling() {
    return mutationsOf(SIGNALING);
  }

  @Provide
  Arbitrary<byte[]> requests() {
    return mutationsOf(REQUESTS);
  }

  @Provide
  Arbitrary<byte[]> responses() {
    return mutationsOf(RESPONSES);
  }

  @Provide
  Arbitrary<byte[]> ids() {
    return mutationsOf(IDS);
  }

  @Provide
  Arbitrary<byte[]> types() {
    return mutationsOf(TYPES);
  }

  /** The message, or null if the bytes are refused. */
  private <T extends MessageLite> T parse(Parser<T> parser, byte[] bytes) {
    try {
      T message = Messages.parse(parser, buffer(bytes));
      // Packed numbers are written unpacked, which at most doubles them.
      assertThat(message.getSerializedSize()).isLessThanOrEqualTo(2 * bytes.length);
      decoded(true);
      return message;
    } catch (WireException e) {
      decoded(false);
      return null;
    }
  }

  /** As sockets deliver them: sometimes outside the heap. */
  private ByteBuffer buffer(byte[] bytes) {
    return bytes.length % 2 == 0 || bytes.length > direct.capacity()
        ? ByteBuffer.wrap(bytes)
        : direct.clear().put(bytes).flip();
  }

  /** In the end each outcome must have been frequent, or the inputs test nothing. */
  private static void decoded(boolean outcome) {
    Statistics.collect(outcome);
    Statistics.coverage(
        coverage -> {
          coverage.check(true).percentage(percentage -> percentage > 5);
          coverage.check(false).percentage(percentage -> percentage > 5);
        });
  }

  private static void assertSameText(ActrProtos.ActrId message) {
    ActrId id = ProtoValues.fromProto(message);
    assertThat(ProtoValues.fromProto(ProtoValues.toProto(id))).isEqualTo(id);
  }

  private static Arbitrary<byte[]> mutationsOf(List<byte[]> samples) {
    return Arbitraries.randomValue(random -> Mutations.next(random, samples));
  }

  private static List<byte[]> texts(String... texts) {
    return Stream.of(texts).map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
  }

  private static List<byte[]> ofType(String type) {
    return recorded(event -> event.text("type").equals(type), 0).toList();
  }

  private static Stream<byte[]> recorded(Predicate<Event> filter, int header) {
    return Golden.events(event -> filter.test(event) && event.has("hex")).stream()
        .map(event -> HexFormat.of().parseHex(event.text("hex")))
        .map(bytes -> Arrays.copyOfRange(bytes, header, bytes.length));
  }
}
