package dev.actr.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import dev.actr.ActrId;
import dev.actr.ActrType;
import dev.actr.DataChunk;
import dev.actr.Realm;
import dev.actr.wire.proto.ActrProtos;
import dev.actr.wire.proto.PackageProtos;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProtoValuesTest {

  @Test
  void unsignedNumbersKeepTheirValue() {
    ActrId id = ActrId.parse("ffffffffffffffff@4294967295/a:b:c");
    ActrProtos.ActrId message = ProtoValues.toProto(id);
    assertThat(Integer.toUnsignedLong(message.getRealm().getRealmId())).isEqualTo(4294967295L);
    assertThat(message.getSerialNumber()).isEqualTo(-1);
    assertThat(ProtoValues.fromProto(message)).isEqualTo(id);
    assertThat(ProtoValues.fromProto(ProtoValues.toProto(new Realm(1L << 31))))
        .isEqualTo(new Realm(1L << 31));
  }

  @Test
  void anIdOutsideTheGrammarIsReadAsItIs() {
    ActrId id =
        ProtoValues.fromProto(
            ActrProtos.ActrId.newBuilder()
                .setType(ActrProtos.ActrType.newBuilder().setName(":/@").buildPartial())
                .buildPartial());
    assertThat(id).isEqualTo(new ActrId(new Realm(0), 0, new ActrType("", ":/@", "")));
  }

  @Test
  void aChunkKeepsMetadataInOrderAndItsTimestamp() {
    DataChunk chunk =
        new DataChunk(
            "s",
            -1,
            new byte[] {9},
            List.of(
                new DataChunk.Metadata("k", "1"),
                new DataChunk.Metadata("a", ""),
                new DataChunk.Metadata("k", "2")),
            Optional.of(Instant.ofEpochMilli(-5)));
    PackageProtos.DataChunk message = ProtoValues.toProto(chunk);
    assertThat(message.getTimestampMs()).isEqualTo(-5);
    assertThat(message.getMetadata(2).getValue()).isEqualTo("2");
    assertThat(ProtoValues.fromProto(message)).isEqualTo(chunk);
  }

  @Test
  void anAbsentTimestampStaysAbsent() {
    PackageProtos.DataChunk message = ProtoValues.toProto(new DataChunk("s", 1, new byte[0]));
    assertThat(message.hasTimestampMs()).isFalse();
    assertThat(ProtoValues.fromProto(message).timestamp()).isEmpty();
  }

  @Test
  void timesAreWholeSecondsFromTheEpochOn() {
    assertThat(ProtoValues.toProto(Instant.parse("2026-01-02T03:04:05.678Z")))
        .isEqualTo(Timestamp.newBuilder().setSeconds(1767323045).build());
    assertThat(
            ProtoValues.fromProto(
                Timestamp.newBuilder().setSeconds(1767323045).setNanos(9).build()))
        .isEqualTo(Instant.parse("2026-01-02T03:04:05Z"));
    assertThat(ProtoValues.fromProto(Timestamp.newBuilder().setSeconds(-1).build()))
        .isEqualTo(Instant.EPOCH);
  }

  @Test
  void aTimeBeyondWhatAnInstantHoldsIsTheLatest() {
    assertThat(ProtoValues.fromProto(Timestamp.newBuilder().setSeconds(Long.MAX_VALUE).build()))
        .isEqualTo(Instant.ofEpochSecond(Instant.MAX.getEpochSecond()));
  }
}
