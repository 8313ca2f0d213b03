package dev.actr.webrtc.dtls;

import java.nio.ByteBuffer;
import org.bouncycastle.tls.EncryptionAlgorithm;
import org.bouncycastle.tls.TlsUtils;

/**
 * Drops records of other versions than DTLS has, and those too short for the cipher (RFC 6347,
 * section 4.1). BouncyCastle would end the connection for them, and anybody who can send from the
 * peer's address could have that.
 */
final class RecordCheck {

  private static final int HEADER = 13;
  private static final int VERSION = 1;
  private static final int EPOCH = 3;
  private static final int LENGTH = 11;

  private static final short DTLS_1_0 = (short) 0xfeff;
  private static final short DTLS_1_2 = (short) 0xfefd;

  private static final int TAG = 16;

  /** The part of a nonce that AES-GCM puts before the ciphertext (RFC 5288, section 3). */
  private static final int EXPLICIT_NONCE = 8;

  private final int shortest;

  RecordCheck(int cipherSuite) {
    boolean implicit =
        TlsUtils.getEncryptionAlgorithm(cipherSuite) == EncryptionAlgorithm.CHACHA20_POLY1305;
    shortest = implicit ? TAG : EXPLICIT_NONCE + TAG;
  }

  /** Whether a packet holds a record, and each encrypted one is long enough to be one. */
  boolean admit(byte[] packet) {
    return admit(packet, shortest);
  }

  /** As above, as long as the cipher is not known. */
  static boolean admitInHandshake(byte[] packet) {
    return admit(packet, 0);
  }

  private static boolean admit(byte[] packet, int shortest) {
    if (packet.length < HEADER) {
      return false;
    }
    ByteBuffer records = ByteBuffer.wrap(packet);
    for (int at = 0; at + HEADER <= packet.length; ) {
      short version = records.getShort(at + VERSION);
      int length = records.getShort(at + LENGTH) & 0xffff;
      boolean encrypted = records.getShort(at + EPOCH) != 0;
      if (version != DTLS_1_2 && version != DTLS_1_0 || encrypted && length < shortest) {
        return false;
      }
      at += HEADER + length;
    }
    return true;
  }
}
