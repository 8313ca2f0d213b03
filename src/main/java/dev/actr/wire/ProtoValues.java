package dev.actr.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UnsafeByteOperations;
import dev.actr.ActrId;
import dev.actr.ActrType;
import dev.actr.DataChunk;
import dev.actr.Realm;
import dev.actr.ServiceSpec;
import dev.actr.wire.proto.ActrProtos;
import dev.actr.wire.proto.PackageProtos;
import java.time.Instant;
import java.util.Optional;

/** The public values and their protobuf messages, both ways. */
public final class ProtoValues {

  private ProtoValues() {}

  /** The message of a realm. */
  public static ActrProtos.Realm toProto(Realm realm) {
    return ActrProtos.Realm.newBuilder().setRealmId((int) realm.id()).build();
  }

  /** The realm of a message. */
  public static Realm fromProto(ActrProtos.Realm realm) {
    return new Realm(Integer.toUnsignedLong(realm.getRealmId()));
  }

  /** The message of a type. */
  public static ActrProtos.ActrType toProto(ActrType type) {
    return ActrProtos.ActrType.newBuilder()
        .setManufacturer(type.manufacturer())
        .setName(type.name())
        .setVersion(type.version())
        .build();
  }

  /** The type of a message, whatever text it holds. */
  public static ActrType fromProto(ActrProtos.ActrType type) {
    return new ActrType(type.getManufacturer(), type.getName(), type.getVersion());
  }

  /** The message of an id. */
  public static ActrProtos.ActrId toProto(ActrId id) {
    return ActrProtos.ActrId.newBuilder()
        .setRealm(toProto(id.realm()))
        .setSerialNumber(id.serialNumber())
        .setType(toProto(id.type()))
        .build();
  }

  /** The id of a message, whatever text it holds. */
  public static ActrId fromProto(ActrProtos.ActrId id) {
    return new ActrId(fromProto(id.getRealm()), id.getSerialNumber(), fromProto(id.getType()));
  }

  /** The message of a time, in whole seconds as every sender writes it. */
  public static Timestamp toProto(Instant time) {
    return Timestamp.newBuilder().setSeconds(time.getEpochSecond()).build();
  }

  /** The time of a message; one outside epoch to {@link Instant#MAX} reads as the nearest. */
  public static Instant fromProto(Timestamp time) {
    return Instant.ofEpochSecond(
        Math.max(0, Math.min(Instant.MAX.getEpochSecond(), time.getSeconds())));
  }

  /** The message of a chunk; shares the payload array. */
  public static PackageProtos.DataChunk toProto(DataChunk chunk) {
    PackageProtos.DataChunk.Builder message =
        PackageProtos.DataChunk.newBuilder()
            .setStreamId(chunk.streamId())
            .setSequence(chunk.sequence())
            .setPayload(UnsafeByteOperations.unsafeWrap(chunk.payload()));
    for (DataChunk.Metadata entry : chunk.metadata()) {
      message.addMetadata(
          PackageProtos.MetadataEntry.newBuilder().setKey(entry.key()).setValue(entry.value()));
    }
    chunk.timestamp().ifPresent(t -> message.setTimestampMs(t.toEpochMilli()));
    return message.build();
  }

  /** The chunk of a message. */
  public static DataChunk fromProto(PackageProtos.DataChunk chunk) {
    return new DataChunk(
        chunk.getStreamId(),
        chunk.getSequence(),
        chunk.getPayload().toByteArray(),
        chunk.getMetadataList().stream()
            .map(e -> new DataChunk.Metadata(e.getKey(), e.getValue()))
            .toList(),
        chunk.hasTimestampMs()
            ? Optional.of(Instant.ofEpochMilli(chunk.getTimestampMs()))
            : Optional.empty());
  }

  /**
   * The message of a service.
   *
   * @param service as it was generated
   * @param publishedAt when it is published
   * @return the message
   */
  public static ActrProtos.ServiceSpec toProto(ServiceSpec service, Instant publishedAt) {
    ActrProtos.ServiceSpec.Builder message =
        ActrProtos.ServiceSpec.newBuilder()
            .setName(service.name())
            .setFingerprint(service.fingerprint())
            .setPublishedAt(publishedAt.getEpochSecond());
    for (ServiceSpec.ProtoFile file : service.files()) {
      message.addProtobufs(
          ActrProtos.ServiceSpec.Protobuf.newBuilder()
              .setPackage(file.name())
              .setContent(file.content())
              .setFingerprint(file.fingerprint()));
    }
    return message.build();
  }

  /** Wraps an array that nobody changes any more. */
  public static ByteString wrap(byte[] bytes) {
    return UnsafeByteOperations.unsafeWrap(bytes);
  }
}
