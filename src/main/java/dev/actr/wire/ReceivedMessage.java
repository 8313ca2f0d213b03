package dev.actr.wire;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A message that has come; of one that is longer than is kept, its beginning and its end.
 *
 * @param head all of it, or as much of its beginning as is kept
 * @param tail as much of its end as is kept; empty if the head is all
 * @param length bytes that have come
 */
public record ReceivedMessage(ByteBuffer head, ByteBuffer tail, long length) {

  static ReceivedMessage whole(ByteBuffer content) {
    return new ReceivedMessage(content, ByteBuffer.allocate(0), content.remaining());
  }

  /**
   * The fields of the protobuf message, without the one in whose midst bytes are left out.
   *
   * @throws WireException if it has not such a field
   */
  public ByteBuffer withoutLongestField() throws WireException {
    if (head.remaining() == length) {
      return head;
    }
    byte[] begin = Messages.copy(head);
    try {
      CodedInputStream in = CodedInputStream.newInstance(begin);
      while (!in.isAtEnd()) {
        int start = in.getTotalBytesRead();
        int tag = in.readTag();
        if (WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
          in.skipField(tag);
          continue;
        }
        long size = Integer.toUnsignedLong(in.readRawVarint32());
        long end = in.getTotalBytesRead() + size;
        if (end > begin.length) {
          return join(begin, start, end);
        }
        in.skipRawBytes((int) size);
      }
    } catch (IOException e) {
      throw new WireException("not a protobuf message", e);
    }
    throw tooLong();
  }

  private ByteBuffer join(byte[] begin, int until, long from) throws WireException {
    long skipped = from - (length - tail.remaining());
    if (skipped < 0 || skipped > tail.remaining()) {
      throw tooLong();
    }
    ByteBuffer rest = tail.duplicate();
    rest.position(rest.position() + (int) skipped);
    return ByteBuffer.allocate(until + rest.remaining()).put(begin, 0, until).put(rest).flip();
  }

  /** What is wrong with it where all of it is needed. */
  public WireException tooLong() {
    return new WireException("a message of " + length + " bytes is too long");
  }
}
