package dev.actr.wire;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import dev.actr.PayloadType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/**
 * The content of one binary message on a peer WebSocket: a byte that names the lane, four bytes of
 * big-endian length, and the body.
 *
 * @param lane the lane
 * @param body a view of the bytes it was decoded from
 */
public record PeerFrame(PayloadType lane, ByteBuffer body) {

  /** Bytes before the body. */
  public static final int HEADER_LENGTH = 5;

  private static final PayloadType[] LANES = PayloadType.values();

  /**
   * Decodes a frame. Bytes after the body are ignored.
   *
   * @param message the content of a binary WebSocket message; its position is not moved
   * @return the frame
   * @throws WireException if the lane is unknown or the message is shorter than it says
   */
  public static PeerFrame decode(ByteBuffer message) throws WireException {
    PayloadType lane = laneOf(message);
    ByteBuffer in = message.duplicate().position(message.position() + 1);
    long length = Integer.toUnsignedLong(in.getInt());
    if (length > in.remaining()) {
      throw new WireException(
          "peer frame announces " + length + " bytes and holds " + in.remaining());
    }
    return new PeerFrame(lane, in.slice(in.position(), (int) length).asReadOnlyBuffer());
  }

  /**
   * The lane of a frame whose body need not be all there.
   *
   * @param message the beginning of the content of a binary WebSocket message
   * @throws WireException if the lane is unknown or the header is not whole
   */
  public static PayloadType laneOf(ByteBuffer message) throws WireException {
    if (message.remaining() < HEADER_LENGTH) {
      throw new WireException(
          "peer frame of " + message.remaining() + " bytes has no whole header");
    }
    int lane = Byte.toUnsignedInt(message.get(message.position()));
    if (lane >= LANES.length) {
      throw new WireException("peer frame names the unknown lane " + lane);
    }
    return LANES[lane];
  }

  /**
   * Encodes a frame.
   *
   * @param lane the lane
   * @param body the message to carry
   * @return the content of a binary WebSocket message
   */
  public static byte[] encode(PayloadType lane, MessageLite body) {
    byte[] frame = new byte[HEADER_LENGTH + body.getSerializedSize()];
    encode(lane, body, ByteBuffer.wrap(frame));
    return frame;
  }

  /**
   * Encodes a frame.
   *
   * @param lane the lane
   * @param body the message to carry
   * @param to where as many bytes remain as the frame has: {@link #HEADER_LENGTH} and the message
   */
  public static void encode(PayloadType lane, MessageLite body, ByteBuffer to) {
    to.put((byte) lane.ordinal()).putInt(body.getSerializedSize());
    CodedOutputStream out = CodedOutputStream.newInstance(to);
    try {
      body.writeTo(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("the buffer is as large as the message said", e);
    }
  }
}
