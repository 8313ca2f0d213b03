package dev.actr.webrtc.dtls;

import java.nio.ByteBuffer;
import org.bouncycastle.tls.EncryptionAlgorithm;
import org.bouncycastle.tls.TlsUtils;

/**
 * Drops what is too short for the cipher (RFC 6347, section 4.1). BouncyCastle would end the
 * connection for it, and anybody who can send from the peer's address could have that.
 */
final class RecordLengths {

  private static final int HEADER = 13;
  private static final int EPOCH = 3;
  private static final int LENGTH = 11;

  private static final int TAG = 16;

  /** The part of a nonce that AES-GCM puts before the ciphertext (RFC 5288, section 3). */
  private static final int EXPLICIT_NONCE = 8;

  private final int shortest;

  RecordLengths(int cipherSuite) {
    boolean implicit =
        TlsUtils.getEncryptionAlgorithm(cipherSuite) == EncryptionAlgorithm.CHACHA20_POLY1305;
    shortest = implicit ? TAG : EXPLICIT_NONCE + TAG;
  }

  /** Whether a packet holds a record, and each encrypted one is long enough to be one. */
  boolean admit(byte[] packet) {
    if (packet.length < HEADER) {
      return false;
    }
    ByteBuffer records = ByteBuffer.wrap(packet);
    for (int at = 0; at + HEADER <= packet.length; ) {
      int length = records.getShort(at + LENGTH) & 0xffff;
      if (records.getShort(at + EPOCH) != 0 && length < shortest) {
        return false;
      }
      at += HEADER + length;
    }
    return true;
  }
}
