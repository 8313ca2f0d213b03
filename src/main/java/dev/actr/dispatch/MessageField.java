package dev.actr.dispatch;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import dev.actr.ConflictKey.Field;
import dev.actr.ConflictKey.FieldType;
import java.io.IOException;

/** Reads one field of an encoded message without decoding the rest of it. */
final class MessageField {

  private static final int MAX_BYTES = 4096;

  private MessageField() {}

  /** The message does not hold exactly one valid value of the field. */
  static final class UnreadableException extends Exception {

    private static final long serialVersionUID = 1L;

    UnreadableException(String message) {
      super(message, null, false, false);
    }
  }

  /**
   * Reads the field at the top level of the message.
   *
   * @return a {@code Long} or a {@code ByteString}; equal for equal values, however they are
   *     encoded
   */
  static Object read(byte[] message, Field field) throws UnreadableException {
    CodedInputStream in = CodedInputStream.newInstance(message);
    Object found = null;
    try {
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        int type = WireFormat.getTagWireType(tag);
        if (type == WireFormat.WIRETYPE_START_GROUP || type == WireFormat.WIRETYPE_END_GROUP) {
          throw new UnreadableException("the message has a group");
        }
        if (WireFormat.getTagFieldNumber(tag) != field.number()) {
          in.skipField(tag);
          continue;
        }
        if (found != null) {
          throw new UnreadableException("it is repeated");
        }
        if (type != wireType(field.type())) {
          throw new UnreadableException("it is of another type");
        }
        found = value(in, field.type());
      }
    } catch (InvalidProtocolBufferException e) {
      throw new UnreadableException("the message is malformed");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    if (found == null) {
      throw new UnreadableException("it is not set");
    }
    return found;
  }

  private static int wireType(FieldType type) {
    return switch (type) {
      case INT32, INT64, UINT32, UINT64, SINT32, SINT64, BOOL, ENUM -> WireFormat.WIRETYPE_VARINT;
      case FIXED32, SFIXED32 -> WireFormat.WIRETYPE_FIXED32;
      case FIXED64, SFIXED64 -> WireFormat.WIRETYPE_FIXED64;
      case STRING, BYTES -> WireFormat.WIRETYPE_LENGTH_DELIMITED;
    };
  }

  private static Object value(CodedInputStream in, FieldType type)
      throws IOException, UnreadableException {
    return switch (type) {
      case INT64, UINT64 -> in.readRawVarint64();
      case SINT64 -> in.readSInt64();
      case INT32, ENUM -> within(in.readRawVarint64(), Integer.MIN_VALUE, Integer.MAX_VALUE);
      case UINT32 -> within(in.readRawVarint64(), 0, 0xFFFF_FFFFL);
      case SINT32 ->
          (long)
              CodedInputStream.decodeZigZag32(
                  (int) (long) within(in.readRawVarint64(), 0, 0xFFFF_FFFFL));
      case BOOL -> within(in.readRawVarint64(), 0, 1);
      case FIXED32 -> Integer.toUnsignedLong(in.readRawLittleEndian32());
      case SFIXED32 -> (long) in.readRawLittleEndian32();
      case FIXED64, SFIXED64 -> in.readRawLittleEndian64();
      case STRING -> {
        ByteString text = bytes(in);
        if (!text.isValidUtf8()) {
          throw new UnreadableException("it is not UTF-8");
        }
        yield text;
      }
      case BYTES -> bytes(in);
    };
  }

  private static Long within(long value, long least, long most) throws UnreadableException {
    if (value < least || value > most) {
      throw new UnreadableException("it is out of range");
    }
    return value;
  }

  private static ByteString bytes(CodedInputStream in) throws IOException, UnreadableException {
    int length = in.readRawVarint32();
    if (length > MAX_BYTES) {
      throw new UnreadableException("it is longer than " + MAX_BYTES + " bytes");
    }
    return ByteString.copyFrom(in.readRawBytes(length));
  }
}
