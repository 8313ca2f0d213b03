package dev.actr.wire;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import java.nio.ByteBuffer;

/**
 * Reads protobuf messages as leniently as the other implementations do: a missing required field
 * reads as its default.
 */
public final class Messages {

  private Messages() {}

  /**
   * Parses a message.
   *
   * @param <T> the message
   * @param parser of the message
   * @param bytes the whole message; its position is not moved
   * @return the message, perhaps without some required fields
   * @throws WireException if the bytes are not such a message
   */
  public static <T extends MessageLite> T parse(Parser<T> parser, ByteBuffer bytes)
      throws WireException {
    try {
      return parser.parsePartialFrom(CodedInputStream.newInstance(onHeap(bytes)));
    } catch (InvalidProtocolBufferException e) {
      throw new WireException("not a protobuf message of the expected type", e);
    }
  }

  /**
   * Parses a message with one copy of all its bytes, where {@link #parse} copies each field. The
   * byte strings of the message are views of that copy: each keeps all of it in memory. For
   * messages that do not outlive their handling.
   *
   * @param <T> the message
   * @param parser of the message
   * @param bytes the whole message; its position is not moved, and it may change afterwards
   * @return the message, perhaps without some required fields
   * @throws WireException if the bytes are not such a message
   */
  public static <T extends MessageLite> T parseWhole(Parser<T> parser, ByteBuffer bytes)
      throws WireException {
    return parseInPlace(parser, copy(bytes));
  }

  /**
   * What protobuf reads outside the heap it reads unchecked: lengths within a message whose sum
   * overflows lead it far beyond the end of the buffer.
   */
  private static ByteBuffer onHeap(ByteBuffer bytes) {
    return bytes.hasArray() ? bytes.duplicate() : ByteBuffer.wrap(copy(bytes));
  }

  /**
   * All bytes of a message, without a copy if that can be.
   *
   * @param bytes the whole message; its position is not moved, and it does not change afterwards
   */
  public static byte[] arrayOf(ByteBuffer bytes) {
    boolean isAll = bytes.hasArray() && bytes.array().length == bytes.remaining();
    return isAll ? bytes.array() : copy(bytes);
  }

  /**
   * All bytes of a message.
   *
   * @param bytes the whole message; its position is not moved, and it may change afterwards
   */
  public static byte[] copy(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    return copy;
  }

  /**
   * Parses a message without a copy: the byte strings of the message are views of the array.
   *
   * @param <T> the message
   * @param parser of the message
   * @param bytes the whole message; not to be changed as long as the message is used
   * @return the message, perhaps without some required fields
   * @throws WireException if the bytes are not such a message
   */
  public static <T extends MessageLite> T parseInPlace(Parser<T> parser, byte[] bytes)
      throws WireException {
    CodedInputStream in = ProtoValues.wrap(bytes).newCodedInput();
    in.enableAliasing(true);
    try {
      return parser.parsePartialFrom(in);
    } catch (InvalidProtocolBufferException e) {
      throw new WireException("not a protobuf message of the expected type", e);
    }
  }

  /**
   * Parses a message.
   *
   * @param <T> the message
   * @param parser of the message
   * @param bytes the whole message
   * @return the message, perhaps without some required fields
   * @throws WireException if the bytes are not such a message
   */
  public static <T extends MessageLite> T parse(Parser<T> parser, byte[] bytes)
      throws WireException {
    return parse(parser, ByteBuffer.wrap(bytes));
  }
}
