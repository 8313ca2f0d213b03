package dev.actr.wire;

import dev.actr.wire.Golden.Event;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Well-formed inputs to start mutations from. Not fields of the test, as jqwik looks at each of
 * those before each try.
 */
final class DecoderSamples {

  static final List<byte[]> FRAMES = recorded(event -> event.is("ws-direct", "frame"), 0).toList();

  static final List<byte[]> ENVELOPES =
      Stream.concat(
              recorded(event -> event.is("datachannel", "frame"), 8),
              recorded(event -> event.is("ws-direct", "frame"), PeerFrame.HEADER_LENGTH))
          .toList();

  static final List<byte[]> CHUNKS =
      Stream.of(
              "0a02733110071a03010203",
              "0a02733110071a0022050a016b120022080a016b120401020304289085e0a7b733")
          .map(HexFormat.of()::parseHex)
          .toList();

  static final List<byte[]> SIGNALING = ofType(".signaling.SignalingEnvelope");
  static final List<byte[]> REQUESTS = ofType(".actr.RegisterRequest");
  static final List<byte[]> RESPONSES = ofType(".actr.RegisterResponse");

  static final List<byte[]> IDS =
      texts(
          "1a2b3c@101/acme:echo-service:1.0.0",
          "ffffffffffffffff@4294967295/名前:a.b_c-d:@/",
          "+1@+2/a:b:c");

  static final List<byte[]> TYPES = texts("acme:EchoService:1.0.0", "Ж:½:1", "名前:a.b_c-d:@/");

  private static final ByteBuffer DIRECT = ByteBuffer.allocateDirect(4096);

  private DecoderSamples() {}

  /** As sockets deliver them: sometimes outside the heap. Each call reuses the one buffer there. */
  static ByteBuffer buffer(byte[] bytes) {
    return bytes.length % 2 == 0 || bytes.length > DIRECT.capacity()
        ? ByteBuffer.wrap(bytes)
        : DIRECT.clear().put(bytes).flip();
  }

  private static List<byte[]> texts(String... texts) {
    return Stream.of(texts).map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
  }

  static List<byte[]> ofType(String type) {
    return recorded(event -> event.text("type").equals(type), 0).toList();
  }

  private static Stream<byte[]> recorded(Predicate<Event> filter, int header) {
    return Golden.events(event -> filter.test(event) && event.has("hex")).stream()
        .map(event -> HexFormat.of().parseHex(event.text("hex")))
        .map(bytes -> Arrays.copyOfRange(bytes, header, bytes.length));
  }
}
