package dev.actr.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.ActrType;
import dev.actr.identity.CredentialCheck;
import dev.actr.wire.proto.ActrProtos;
import dev.actr.wire.proto.ActrProtos.RegisterRequest;
import dev.actr.wire.proto.ActrProtos.RegisterResponse;
import dev.actr.wire.proto.PackageProtos.DataChunk;
import dev.actr.wire.proto.PackageProtos.RpcEnvelope;
import dev.actr.wire.proto.SignalingProtos.ActrRelay;
import dev.actr.wire.proto.SignalingProtos.SignalingEnvelope;
import java.nio.charset.StandardCharsets;
import java.util.List;
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
    tries = 100_000,
    generation = GenerationMode.RANDOMIZED,
    edgeCases = EdgeCasesMode.NONE)
@StatisticsReport(StatisticsReport.StatisticsReportMode.OFF)
class DecoderPropertiesTest {

  @Property(tries = 1_000_000, seed = "1")
  void peerFrames(@ForAll("frames") byte[] bytes) {
    try {
      PeerFrame frame = PeerFrame.decode(DecoderSamples.buffer(bytes));
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

  @Property(seed = "7")
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

  @Property(seed = "8")
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
    return mutationsOf(DecoderSamples.FRAMES);
  }

  @Provide
  Arbitrary<byte[]> envelopes() {
    return mutationsOf(DecoderSamples.ENVELOPES);
  }

  @Provide
  Arbitrary<byte[]> chunks() {
    return mutationsOf(DecoderSamples.CHUNKS);
  }

  @Provide
  Arbitrary<byte[]> signaling() {
    return mutationsOf(DecoderSamples.SIGNALING);
  }

  @Provide
  Arbitrary<byte[]> requests() {
    return mutationsOf(DecoderSamples.REQUESTS);
  }

  @Provide
  Arbitrary<byte[]> responses() {
    return mutationsOf(DecoderSamples.RESPONSES);
  }

  @Provide
  Arbitrary<byte[]> ids() {
    return mutationsOf(DecoderSamples.IDS);
  }

  @Provide
  Arbitrary<byte[]> types() {
    return mutationsOf(DecoderSamples.TYPES);
  }

  /** The message, or null if the bytes are refused. */
  private static <T extends MessageLite> T parse(Parser<T> parser, byte[] bytes) {
    try {
      T message = Messages.parse(parser, DecoderSamples.buffer(bytes));
      // Packed numbers are written unpacked, which at most doubles them.
      assertThat(message.getSerializedSize()).isLessThanOrEqualTo(2 * bytes.length);
      decoded(true);
      return message;
    } catch (WireException e) {
      decoded(false);
      return null;
    }
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
}
