package dev.actr.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import dev.actr.ActrId;
import dev.actr.ConflictKey;
import dev.actr.ConflictKey.FieldType;
import dev.actr.PayloadType;
import dev.actr.RpcEnvelope;
import dev.actr.RpcMethod;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class RequestKeysTest {

  private static final int FIELD = 3;
  private static final Optional<ActrId> ONE = Optional.of(ActrId.parse("1@1001/acme:Caller:1.0.0"));
  private static final Optional<ActrId> OTHER =
      Optional.of(ActrId.parse("2@1001/acme:Caller:1.0.0"));

  /** Writes a message. */
  private interface Writer {
    void write(CodedOutputStream out) throws IOException;
  }

  private static byte[] message(Writer writer) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      writer.write(out);
      out.flush();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return bytes.toByteArray();
  }

  private static RpcMethod<byte[], byte[]> method(String route, ConflictKey key) {
    return new RpcMethod<>(
        route, PayloadType.RPC_RELIABLE, b -> b, b -> b, b -> b, b -> b, Optional.ofNullable(key));
  }

  private static RequestKeys keys(ConflictKey.Part... parts) {
    return new RequestKeys("echo", List.of(method("a.B.C", ConflictKey.of("a.B.C", parts))));
  }

  private static RpcEnvelope request(String route, byte[] payload) {
    return new RpcEnvelope(route, payload, "1", Optional.empty(), Optional.empty());
  }

  private static final Map<FieldType, RequestKeys> BY_TYPE =
      Arrays.stream(FieldType.values())
          .collect(Collectors.toMap(type -> type, type -> keys(ConflictKey.field(FIELD, type))));

  private static Object key(FieldType type, byte[] payload) {
    return BY_TYPE.get(type).of(ONE, request("a.B.C", payload));
  }

  @Test
  void aMethodThatDeclaresNoneHasNone() {
    RequestKeys none = new RequestKeys("echo", List.of(method("a.B.C", null)));
    assertThat(none.isEmpty()).isTrue();
    assertThat(none.of(ONE, request("a.B.C", new byte[0]))).isNull();
    assertThat(keys(ConflictKey.sender()).isEmpty()).isFalse();
    assertThat(keys(ConflictKey.sender()).of(ONE, request("a.B.D", new byte[0]))).isNull();
  }

  @Test
  void sendersAreToldApartAndThoseWithoutIdentityAreOne() {
    RequestKeys keys = keys(ConflictKey.sender());
    RpcEnvelope request = request("a.B.C", new byte[0]);
    assertThat(keys.of(ONE, request)).isNotNull().isEqualTo(keys.of(ONE, request));
    assertThat(keys.of(ONE, request)).isNotEqualTo(keys.of(OTHER, request));
    assertThat(keys.of(Optional.empty(), request))
        .isNotNull()
        .isEqualTo(keys.of(Optional.empty(), request))
        .isNotEqualTo(keys.of(ONE, request));
  }

  @Test
  void methodsShareKeysWithinADomainOnly() {
    ConflictKey.Part part = ConflictKey.sender();
    RequestKeys keys =
        new RequestKeys(
            "echo",
            List.of(
                method("a.B.C", ConflictKey.of("shared", part)),
                method("a.B.D", ConflictKey.of("shared", part)),
                method("a.B.E", ConflictKey.of("a.B.E", part))));
    Object key = keys.of(ONE, request("a.B.C", new byte[0]));
    assertThat(keys.of(ONE, request("a.B.D", new byte[0]))).isEqualTo(key);
    assertThat(keys.of(ONE, request("a.B.E", new byte[0]))).isNotEqualTo(key);
  }

  @Test
  void allPartsCount() {
    RequestKeys keys =
        keys(
            ConflictKey.sender(),
            ConflictKey.field(1, FieldType.STRING),
            ConflictKey.field(2, FieldType.INT32));
    RpcEnvelope request =
        request(
            "a.B.C",
            message(
                out -> {
                  out.writeInt32(2, 5);
                  out.writeString(1, "x");
                }));
    RpcEnvelope differs =
        request(
            "a.B.C",
            message(
                out -> {
                  out.writeString(1, "x");
                  out.writeInt32(2, 6);
                }));
    assertThat(keys.of(ONE, request)).isNotNull().isEqualTo(keys.of(ONE, request));
    assertThat(keys.of(ONE, request)).isNotEqualTo(keys.of(ONE, differs));
    assertThat(keys.of(ONE, request)).isNotEqualTo(keys.of(OTHER, request));
  }

  private static Arguments equal(FieldType type, Writer one, Writer other) {
    return Arguments.of(type, message(one), message(other));
  }

  static Stream<Arguments> encodingsOfOneValue() {
    Writer longFive =
        out -> {
          out.writeTag(FIELD, WireFormat.WIRETYPE_VARINT);
          for (int b : new int[] {0x85, 0x80, 0x80, 0x00}) {
            out.writeRawByte(b);
          }
        };
    return Stream.of(
        equal(FieldType.INT32, out -> out.writeInt32(FIELD, 5), longFive),
        equal(FieldType.UINT64, out -> out.writeUInt64(FIELD, 5), longFive),
        equal(FieldType.ENUM, out -> out.writeEnum(FIELD, 5), longFive),
        equal(FieldType.SINT32, out -> out.writeSInt32(FIELD, -3), longFive),
        equal(FieldType.SINT64, out -> out.writeSInt64(FIELD, -3), longFive),
        equal(
            FieldType.STRING,
            out -> out.writeString(FIELD, "key"),
            out -> {
              out.writeFixed64(1, 7);
              out.writeString(2, "other");
              out.writeFixed32(9, 7);
              out.writeBytes(FIELD, ByteString.copyFromUtf8("key"));
              out.writeInt64(200, -1);
            }));
  }

  @ParameterizedTest
  @MethodSource("encodingsOfOneValue")
  void oneValueIsOneKeyHoweverItIsEncoded(FieldType type, byte[] one, byte[] other) {
    assertThat(one).isNotEqualTo(other);
    assertThat(key(type, one)).isNotNull().isEqualTo(key(type, other));
  }

  static Stream<Arguments> limits() {
    return Stream.of(
        equal(
            FieldType.INT32,
            out -> out.writeInt32(FIELD, Integer.MIN_VALUE),
            out -> out.writeInt32(FIELD, Integer.MAX_VALUE)),
        equal(
            FieldType.ENUM, out -> out.writeEnum(FIELD, -1), out -> out.writeEnum(FIELD, 1 << 30)),
        equal(
            FieldType.UINT32, out -> out.writeUInt32(FIELD, 0), out -> out.writeUInt32(FIELD, -1)),
        equal(
            FieldType.SINT32,
            out -> out.writeSInt32(FIELD, Integer.MIN_VALUE),
            out -> out.writeSInt32(FIELD, Integer.MAX_VALUE)),
        equal(
            FieldType.INT64,
            out -> out.writeInt64(FIELD, Long.MIN_VALUE),
            out -> out.writeInt64(FIELD, Long.MAX_VALUE)),
        equal(
            FieldType.UINT64, out -> out.writeUInt64(FIELD, -1), out -> out.writeUInt64(FIELD, 1)),
        equal(
            FieldType.SINT64,
            out -> out.writeSInt64(FIELD, Long.MIN_VALUE),
            out -> out.writeSInt64(FIELD, Long.MAX_VALUE)),
        equal(
            FieldType.BOOL, out -> out.writeBool(FIELD, false), out -> out.writeBool(FIELD, true)),
        equal(
            FieldType.FIXED32,
            out -> out.writeFixed32(FIELD, -1),
            out -> out.writeFixed32(FIELD, 1)),
        equal(
            FieldType.SFIXED32,
            out -> out.writeSFixed32(FIELD, -1),
            out -> out.writeSFixed32(FIELD, 1)),
        equal(
            FieldType.FIXED64,
            out -> out.writeFixed64(FIELD, -1),
            out -> out.writeFixed64(FIELD, 1)),
        equal(
            FieldType.SFIXED64,
            out -> out.writeSFixed64(FIELD, -1),
            out -> out.writeSFixed64(FIELD, 1)),
        equal(
            FieldType.STRING,
            out -> out.writeString(FIELD, ""),
            out -> out.writeString(FIELD, "x".repeat(4096))),
        equal(
            FieldType.BYTES,
            out -> out.writeByteArray(FIELD, new byte[] {(byte) 0xff}),
            out -> out.writeByteArray(FIELD, new byte[4096])));
  }

  @ParameterizedTest
  @MethodSource("limits")
  void differentValuesAreDifferentKeys(FieldType type, byte[] one, byte[] other) {
    assertThat(key(type, one)).isNotNull().isEqualTo(key(type, one));
    assertThat(key(type, other)).isNotNull().isNotEqualTo(key(type, one));
  }

  private static Arguments bad(FieldType type, Writer writer) {
    return Arguments.of(type, message(writer));
  }

  static Stream<Arguments> unusable() {
    return Stream.of(
        bad(FieldType.INT32, out -> {}),
        bad(FieldType.INT32, out -> out.writeInt32(4, 1)),
        bad(FieldType.INT32, out -> out.writeFixed32(FIELD, 1)),
        bad(FieldType.INT32, out -> out.writeInt64(FIELD, 1L << 31)),
        bad(FieldType.INT32, out -> out.writeInt64(FIELD, -(1L << 31) - 1)),
        bad(FieldType.ENUM, out -> out.writeInt64(FIELD, 1L << 31)),
        bad(FieldType.UINT32, out -> out.writeUInt64(FIELD, 1L << 32)),
        bad(FieldType.UINT32, out -> out.writeInt64(FIELD, -1)),
        bad(FieldType.SINT32, out -> out.writeUInt64(FIELD, 1L << 32)),
        bad(FieldType.BOOL, out -> out.writeInt32(FIELD, 2)),
        bad(FieldType.STRING, out -> out.writeInt32(FIELD, 2)),
        bad(FieldType.STRING, out -> out.writeByteArray(FIELD, new byte[] {(byte) 0xff})),
        bad(FieldType.STRING, out -> out.writeString(FIELD, "x".repeat(4097))),
        bad(FieldType.BYTES, out -> out.writeByteArray(FIELD, new byte[4097])),
        bad(
            FieldType.BYTES,
            out -> {
              out.writeByteArray(FIELD, new byte[1]);
              out.writeByteArray(FIELD, new byte[1]);
            }),
        bad(
            FieldType.INT32,
            out -> {
              out.writeInt32(FIELD, 1);
              out.writeTag(7, WireFormat.WIRETYPE_START_GROUP);
              out.writeTag(7, WireFormat.WIRETYPE_END_GROUP);
            }),
        bad(
            FieldType.INT32,
            out -> {
              out.writeInt32(FIELD, 1);
              out.writeRawByte(0);
            }),
        bad(
            FieldType.INT32,
            out -> {
              out.writeInt32(FIELD, 1);
              out.writeTag(5, 7);
            }),
        bad(
            FieldType.BYTES,
            out -> {
              out.writeTag(FIELD, WireFormat.WIRETYPE_LENGTH_DELIMITED);
              out.writeUInt32NoTag(100);
            }),
        bad(
            FieldType.BYTES,
            out -> {
              out.writeTag(FIELD, WireFormat.WIRETYPE_LENGTH_DELIMITED);
              out.writeUInt64NoTag(-1);
            }));
  }

  @ParameterizedTest
  @MethodSource("unusable")
  void whatHoldsNotExactlyOneValueHasNoKey(FieldType type, byte[] payload) {
    assertThat(key(type, payload)).isNull();
  }

  /** Whatever the bytes are, there is a key or none, but never an exception. */
  @ParameterizedTest
  @EnumSource(FieldType.class)
  void anyBytesAreEndured(FieldType type) {
    Random random = new Random(type.ordinal());
    for (int i = 0; i < 2_000; i++) {
      byte[] payload = new byte[random.nextInt(40)];
      random.nextBytes(payload);
      Object once = key(type, payload);
      assertThat(key(type, Arrays.copyOf(payload, payload.length))).isEqualTo(once);
    }
  }
}
