package dev.actr.webrtc.ice;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32;

/** A STUN message (RFC 8489) that was received. Attributes are read in place. */
final class StunMessage {

  static final int HEADER = 20;
  static final int COOKIE = 0x2112A442;

  static final int BINDING = 0x001;
  static final int ALLOCATE = 0x003;
  static final int REFRESH = 0x004;
  static final int SEND = 0x006;
  static final int DATA = 0x007;
  static final int CREATE_PERMISSION = 0x008;
  static final int CHANNEL_BIND = 0x009;

  static final int REQUEST = 0x000;
  static final int INDICATION = 0x010;
  static final int SUCCESS = 0x100;
  static final int ERROR = 0x110;

  static final int USERNAME = 0x0006;
  static final int MESSAGE_INTEGRITY = 0x0008;
  static final int ERROR_CODE = 0x0009;
  static final int CHANNEL_NUMBER = 0x000C;
  static final int LIFETIME = 0x000D;
  static final int XOR_PEER_ADDRESS = 0x0012;
  static final int DATA_VALUE = 0x0013;
  static final int REALM = 0x0014;
  static final int NONCE = 0x0015;
  static final int XOR_RELAYED_ADDRESS = 0x0016;
  static final int REQUESTED_TRANSPORT = 0x0019;
  static final int XOR_MAPPED_ADDRESS = 0x0020;
  static final int PRIORITY = 0x0024;
  static final int USE_CANDIDATE = 0x0025;
  static final int FINGERPRINT = 0x8028;
  static final int ICE_CONTROLLED = 0x8029;
  static final int ICE_CONTROLLING = 0x802A;

  static final int FINGERPRINT_XOR = 0x5354554e;

  private static final int METHOD_MASK = 0x3eef;
  private static final int CLASS_MASK = 0x0110;
  private static final int INTEGRITY_LENGTH = 20;

  private final byte[] bytes;
  private final int integrityAt;
  private final int end;

  private StunMessage(byte[] bytes, int integrityAt, int end) {
    this.bytes = bytes;
    this.integrityAt = integrityAt;
    this.end = end;
  }

  /** Whether a packet that came on a socket of ICE is STUN, by its first byte (RFC 7983). */
  static boolean isStun(int firstByte) {
    return firstByte >= 0 && firstByte <= 3;
  }

  /**
   * Reads a message.
   *
   * @return empty if it is malformed or its fingerprint is wrong
   */
  static Optional<StunMessage> parse(byte[] bytes) {
    if (bytes.length < HEADER || (bytes.length & 3) != 0 || !isStun(bytes[0] & 0xff)) {
      return Optional.empty();
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    if ((buffer.getShort(2) & 0xffff) != bytes.length - HEADER || buffer.getInt(4) != COOKIE) {
      return Optional.empty();
    }
    int integrityAt = -1;
    int end = bytes.length;
    int at = HEADER;
    while (at < bytes.length) {
      int type = buffer.getShort(at) & 0xffff;
      int length = buffer.getShort(at + 2) & 0xffff;
      int next = at + 4 + padded(length);
      if (next > bytes.length) {
        return Optional.empty();
      }
      if (type == FINGERPRINT) {
        if (length != 4 || next != bytes.length || buffer.getInt(at + 4) != crc(bytes, at)) {
          return Optional.empty();
        }
        end = Math.min(end, at);
      } else if (type == MESSAGE_INTEGRITY && integrityAt < 0) {
        if (length != INTEGRITY_LENGTH) {
          return Optional.empty();
        }
        integrityAt = at;
        // What follows the integrity is not covered by it and does not count.
        end = at;
      }
      at = next;
    }
    return Optional.of(new StunMessage(bytes, integrityAt, end));
  }

  static int padded(int length) {
    return (length + 3) & ~3;
  }

  static int crc(byte[] bytes, int length) {
    CRC32 crc = new CRC32();
    crc.update(bytes, 0, length);
    return (int) crc.getValue() ^ FINGERPRINT_XOR;
  }

  int method() {
    return type() & METHOD_MASK;
  }

  int messageClass() {
    return type() & CLASS_MASK;
  }

  private int type() {
    return ByteBuffer.wrap(bytes).getShort(0) & 0xffff;
  }

  TransactionId transactionId() {
    return TransactionId.read(bytes, 8);
  }

  boolean hasIntegrity() {
    return integrityAt >= 0;
  }

  /** Whether whoever wrote this knew the key. False too if the message says nothing about it. */
  boolean isAuthentic(byte[] key) {
    if (integrityAt < 0) {
      return false;
    }
    byte[] covered = Arrays.copyOf(bytes, integrityAt);
    ByteBuffer.wrap(covered).putShort(2, (short) (integrityAt + 4 + INTEGRITY_LENGTH - HEADER));
    byte[] actual = Arrays.copyOfRange(bytes, integrityAt + 4, integrityAt + 4 + INTEGRITY_LENGTH);
    return MessageDigest.isEqual(Hmac.sha1(key, covered, integrityAt), actual);
  }

  boolean has(int attribute) {
    return find(attribute) >= 0;
  }

  Optional<byte[]> value(int attribute) {
    int at = find(attribute);
    return at < 0
        ? Optional.empty()
        : Optional.of(Arrays.copyOfRange(bytes, at + 4, at + 4 + lengthAt(at)));
  }

  Optional<String> text(int attribute) {
    return value(attribute).map(value -> new String(value, StandardCharsets.UTF_8));
  }

  Optional<Integer> number(int attribute) {
    return value(attribute).filter(v -> v.length == 4).map(v -> ByteBuffer.wrap(v).getInt());
  }

  Optional<Long> longNumber(int attribute) {
    return value(attribute).filter(v -> v.length == 8).map(v -> ByteBuffer.wrap(v).getLong());
  }

  /** The code of an error response, 0 if there is none. */
  int errorCode() {
    return value(ERROR_CODE).filter(v -> v.length >= 4).map(v -> (v[2] & 7) * 100 + v[3]).orElse(0);
  }

  /** An address that is XORed with the cookie and the transaction id. */
  Optional<InetSocketAddress> address(int attribute) {
    return value(attribute).flatMap(this::address);
  }

  private Optional<InetSocketAddress> address(byte[] value) {
    int size = value.length - 4;
    if (size != 4 && size != 16 || value[1] != (size == 4 ? 1 : 2)) {
      return Optional.empty();
    }
    byte[] address = Arrays.copyOfRange(value, 4, value.length);
    for (int i = 0; i < address.length; i++) {
      address[i] ^= bytes[4 + i];
    }
    int port = (ByteBuffer.wrap(value).getShort(2) & 0xffff) ^ (COOKIE >>> 16);
    try {
      return Optional.of(new InetSocketAddress(InetAddress.getByAddress(address), port));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  /** A comprehension-required attribute that is none of those known here. */
  boolean hasUnknownRequired() {
    for (int at = HEADER; at < end; at += 4 + padded(lengthAt(at))) {
      int type = typeAt(at);
      if (type < 0x8000 && !isKnown(type)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isKnown(int type) {
    return switch (type) {
      case USERNAME,
          MESSAGE_INTEGRITY,
          ERROR_CODE,
          CHANNEL_NUMBER,
          LIFETIME,
          XOR_PEER_ADDRESS,
          DATA_VALUE,
          REALM,
          NONCE,
          XOR_RELAYED_ADDRESS,
          REQUESTED_TRANSPORT,
          XOR_MAPPED_ADDRESS,
          PRIORITY,
          USE_CANDIDATE ->
          true;
      default -> false;
    };
  }

  private int find(int attribute) {
    for (int at = HEADER; at < end; at += 4 + padded(lengthAt(at))) {
      if (typeAt(at) == attribute) {
        return at;
      }
    }
    return -1;
  }

  private int typeAt(int at) {
    return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
  }

  private int lengthAt(int at) {
    return (bytes[at + 2] & 0xff) << 8 | bytes[at + 3] & 0xff;
  }
}
