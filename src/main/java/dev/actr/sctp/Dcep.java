package dev.actr.sctp;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** The messages of the data channel establishment protocol (RFC 8832 section 5). */
final class Dcep {

  private static final int ACK = 2;
  private static final int OPEN = 3;
  private static final int OPEN_HEADER = 12;
  private static final int RETRANSMITS = 1;
  private static final int LIFE_TIME = 2;
  private static final int UNORDERED = 0x80;

  /** "Normal", of RFC 8831 section 6.4. */
  private static final int PRIORITY = 256;

  private Dcep() {}

  static byte[] ack() {
    return new byte[] {ACK};
  }

  static boolean isAck(byte[] message) {
    return message.length == 1 && message[0] == ACK;
  }

  static byte[] open(DataChannelOptions options) {
    byte[] label = options.label().getBytes(StandardCharsets.UTF_8);
    byte[] protocol = options.protocol().getBytes(StandardCharsets.UTF_8);
    int type = options.ordered() ? 0 : UNORDERED;
    long limit = 0;
    if (options.maxRetransmits().isPresent()) {
      type |= RETRANSMITS;
      limit = options.maxRetransmits().getAsInt();
    } else if (options.maxPacketLifeTime().isPresent()) {
      type |= LIFE_TIME;
      limit = options.maxPacketLifeTime().get().toMillis();
    }
    return ByteBuffer.allocate(OPEN_HEADER + label.length + protocol.length)
        .put((byte) OPEN)
        .put((byte) type)
        .putShort((short) PRIORITY)
        .putInt((int) limit)
        .putShort((short) label.length)
        .putShort((short) protocol.length)
        .put(label)
        .put(protocol)
        .array();
  }

  /** What a channel is opened with, or empty if it is not, or not with what we take. */
  static Optional<DataChannelOptions> parseOpen(byte[] message) {
    if (message.length < OPEN_HEADER || message[0] != OPEN) {
      return Optional.empty();
    }
    int type = Bytes.u8(message, 1);
    long limit = Bytes.u32(message, 4);
    int label = Bytes.u16(message, 8);
    int protocol = Bytes.u16(message, 10);
    int kind = type & ~UNORDERED;
    if (kind > LIFE_TIME
        || label > DataChannelOptions.MAX_TEXT
        || protocol > DataChannelOptions.MAX_TEXT
        || OPEN_HEADER + label + protocol != message.length) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new DataChannelOptions(
              text(message, OPEN_HEADER, label),
              text(message, OPEN_HEADER + label, protocol),
              (type & UNORDERED) == 0,
              kind == RETRANSMITS
                  ? OptionalInt.of((int) Math.min(limit, Integer.MAX_VALUE))
                  : OptionalInt.empty(),
              kind == LIFE_TIME ? Optional.of(Duration.ofMillis(limit)) : Optional.empty(),
              OptionalInt.empty()));
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private static String text(byte[] message, int offset, int length)
      throws CharacterCodingException {
    return StandardCharsets.UTF_8
        .newDecoder()
        .decode(ByteBuffer.wrap(message, offset, length))
        .toString();
  }
}
