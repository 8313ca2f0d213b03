package dev.actr.wire;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/**
 * The content of one message on a data channel: a piece of a longer message, or a whole one. Eight
 * bytes, all big-endian, precede it: the number of the message, the index of the piece, and how
 * many there are.
 *
 * @param messageId counts the messages of one channel and direction from 0; unsigned
 * @param index of this piece, from 0
 * @param total pieces of the message, from 1
 * @param body a view of the bytes it was decoded from
 */
public record ChannelFrame(int messageId, int index, int total, ByteBuffer body) {

  /** Bytes before the body. */
  public static final int HEADER_LENGTH = 8;

  /** Bytes of one message on a data channel, header included, that every peer takes. */
  public static final int MAX_LENGTH = 65_535;

  private static final int MAX_BODY = MAX_LENGTH - HEADER_LENGTH;
  private static final int MAX_TOTAL = 65_535;

  /**
   * Decodes a frame.
   *
   * @param message the content of a data channel message; its position is not moved
   * @return the frame
   * @throws WireException if the header is not whole or contradicts itself
   */
  public static ChannelFrame decode(ByteBuffer message) throws WireException {
    ByteBuffer in = message.duplicate();
    if (in.remaining() < HEADER_LENGTH) {
      throw new WireException("channel frame of " + in.remaining() + " bytes has no whole header");
    }
    int messageId = in.getInt();
    int index = Short.toUnsignedInt(in.getShort());
    int total = Short.toUnsignedInt(in.getShort());
    if (index >= total) {
      throw new WireException("channel frame is piece " + index + " of " + total);
    }
    return new ChannelFrame(messageId, index, total, in.slice().asReadOnlyBuffer());
  }

  /**
   * Encodes a message as the frames that carry it. Every piece but the last has full length.
   *
   * @param messageId number of the message
   * @param message the message to carry, of at most {@link #maxMessage} bytes
   * @param maxLength bytes of one frame that the peer takes; more than {@link #HEADER_LENGTH}
   * @return the contents of the data channel messages, to be sent in this order
   */
  public static byte[][] encode(int messageId, MessageLite message, int maxLength) {
    int length = message.getSerializedSize();
    int maxBody = Math.min(maxLength, MAX_LENGTH) - HEADER_LENGTH;
    int total = Math.max(1, (length + maxBody - 1) / maxBody);
    byte[][] frames = new byte[total][];
    for (int index = 0; index < total; index++) {
      int piece = Math.min(maxBody, length - index * maxBody);
      frames[index] = frame(messageId, index, total, piece);
    }
    write(message, frames);
    return frames;
  }

  /**
   * Bytes of the longest message that frames of a length can carry.
   *
   * @param maxLength bytes of one frame
   */
  public static long maxMessage(int maxLength) {
    return (long) Math.min(MAX_BODY, maxLength - HEADER_LENGTH) * MAX_TOTAL;
  }

  private static byte[] frame(int messageId, int index, int total, int bodyLength) {
    byte[] frame = new byte[HEADER_LENGTH + bodyLength];
    ByteBuffer.wrap(frame).putInt(messageId).putShort((short) index).putShort((short) total);
    return frame;
  }

  private static void write(MessageLite message, byte[][] frames) {
    try {
      if (frames.length == 1) {
        int length = frames[0].length - HEADER_LENGTH;
        message.writeTo(CodedOutputStream.newInstance(frames[0], HEADER_LENGTH, length));
      } else {
        message.writeTo(new Bodies(frames));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the buffer is as large as the message said", e);
    }
  }

  /** Fills the bodies of frames, one after the other. */
  private static final class Bodies extends OutputStream {

    private final byte[][] frames;
    private int frame;
    private int at = HEADER_LENGTH;

    Bodies(byte[][] frames) {
      this.frames = frames;
    }

    @Override
    public void write(int value) {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int length) {
      int done = 0;
      while (done < length) {
        if (at == frames[frame].length) {
          frame++;
          at = HEADER_LENGTH;
        }
        int part = Math.min(length - done, frames[frame].length - at);
        System.arraycopy(from, offset + done, frames[frame], at, part);
        at += part;
        done += part;
      }
    }
  }
}
