package dev.actr.sctp;

import java.util.zip.CRC32C;

/** The checksum of the common header (RFC 9260 appendix A), over a packet whose own field is 0. */
final class Checksum {

  private static final int FIELD = 8;
  private static final byte[] ZERO = new byte[4];

  private final CRC32C crc = new CRC32C();

  void write(byte[] packet, int offset, int length) {
    Bytes.put32(packet, offset + FIELD, 0);
    crc.reset();
    crc.update(packet, offset, length);
    Bytes.put32(packet, offset + FIELD, Integer.reverseBytes((int) crc.getValue()));
  }

  boolean isRight(byte[] packet, int offset, int length) {
    crc.reset();
    crc.update(packet, offset, FIELD);
    crc.update(ZERO, 0, ZERO.length);
    crc.update(packet, offset + Wire.COMMON_HEADER, length - Wire.COMMON_HEADER);
    return Integer.reverseBytes((int) crc.getValue()) == Bytes.i32(packet, offset + FIELD);
  }
}
