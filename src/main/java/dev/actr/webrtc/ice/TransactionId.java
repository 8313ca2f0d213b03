package dev.actr.webrtc.ice;

import java.nio.ByteBuffer;
import java.security.SecureRandom;

/** The 96 bits that tie a response to its request. */
record TransactionId(int high, long low) {

  static final int LENGTH = 12;

  static TransactionId random(SecureRandom random) {
    return new TransactionId(random.nextInt(), random.nextLong());
  }

  static TransactionId read(byte[] bytes, int at) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new TransactionId(buffer.getInt(at), buffer.getLong(at + 4));
  }

  void write(ByteBuffer buffer) {
    buffer.putInt(high).putLong(low);
  }
}
