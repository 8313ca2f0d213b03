package dev.actr.webrtc.ice;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes one STUN message, attribute by attribute. */
final class StunWriter {

  private final TransactionId id;
  private ByteBuffer buffer = ByteBuffer.allocate(256);

  StunWriter(int method, int messageClass, TransactionId id) {
    this.id = id;
    buffer.putShort((short) (method | messageClass)).putShort((short) 0).putInt(StunMessage.COOKIE);
    id.write(buffer);
  }

  TransactionId id() {
    return id;
  }

  StunWriter put(int attribute, byte[] value, int offset, int length) {
    int padding = StunMessage.padded(length) - length;
    ensure(4 + length + padding);
    buffer.putShort((short) attribute).putShort((short) length).put(value, offset, length);
    for (int i = 0; i < padding; i++) {
      buffer.put((byte) 0);
    }
    return this;
  }

  StunWriter put(int attribute, byte[] value) {
    return put(attribute, value, 0, value.length);
  }

  StunWriter putText(int attribute, String value) {
    return put(attribute, value.getBytes(StandardCharsets.UTF_8));
  }

  StunWriter putNumber(int attribute, int value) {
    return put(attribute, ByteBuffer.allocate(4).putInt(value).array());
  }

  StunWriter putLong(int attribute, long value) {
    return put(attribute, ByteBuffer.allocate(8).putLong(value).array());
  }

  StunWriter putFlag(int attribute) {
    return put(attribute, new byte[0]);
  }

  StunWriter putAddress(int attribute, InetSocketAddress address) {
    byte[] ip = address.getAddress().getAddress();
    for (int i = 0; i < ip.length; i++) {
      ip[i] ^= buffer.get(4 + i);
    }
    return put(
        attribute,
        ByteBuffer.allocate(4 + ip.length)
            .putShort((short) (ip.length == 4 ? 1 : 2))
            .putShort((short) (address.getPort() ^ StunMessage.COOKIE >>> 16))
            .put(ip)
            .array());
  }

  StunWriter putError(int code, String reason) {
    byte[] text = reason.getBytes(StandardCharsets.UTF_8);
    byte[] value = ByteBuffer.allocate(4 + text.length).position(4).put(text).array();
    value[2] = (byte) (code / 100);
    value[3] = (byte) (code % 100);
    return put(StunMessage.ERROR_CODE, value);
  }

  /** Proves knowledge of the key; only a fingerprint may follow. */
  StunWriter sign(byte[] key) {
    setLength(buffer.position() + 24);
    return put(StunMessage.MESSAGE_INTEGRITY, Hmac.sha1(key, buffer.array(), buffer.position()));
  }

  byte[] finish() {
    setLength(buffer.position());
    return Arrays.copyOf(buffer.array(), buffer.position());
  }

  byte[] finishWithFingerprint() {
    setLength(buffer.position() + 8);
    int crc = StunMessage.crc(buffer.array(), buffer.position());
    putNumber(StunMessage.FINGERPRINT, crc);
    return finish();
  }

  private void setLength(int total) {
    buffer.putShort(2, (short) (total - StunMessage.HEADER));
  }

  private void ensure(int more) {
    if (buffer.remaining() < more) {
      ByteBuffer larger = ByteBuffer.allocate((buffer.position() + more) * 2);
      buffer = larger.put(buffer.flip());
    }
  }
}
