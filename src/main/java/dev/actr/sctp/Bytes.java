package dev.actr.sctp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Numbers in network byte order within byte arrays. */
final class Bytes {

  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private Bytes() {}

  static int u8(byte[] bytes, int offset) {
    return bytes[offset] & 0xff;
  }

  static int u16(byte[] bytes, int offset) {
    return (short) SHORT.get(bytes, offset) & 0xffff;
  }

  static int i32(byte[] bytes, int offset) {
    return (int) INT.get(bytes, offset);
  }

  static long u32(byte[] bytes, int offset) {
    return i32(bytes, offset) & 0xffff_ffffL;
  }

  static long i64(byte[] bytes, int offset) {
    return (long) LONG.get(bytes, offset);
  }

  static void put16(byte[] bytes, int offset, int value) {
    SHORT.set(bytes, offset, (short) value);
  }

  static void put32(byte[] bytes, int offset, int value) {
    INT.set(bytes, offset, value);
  }

  static void put64(byte[] bytes, int offset, long value) {
    LONG.set(bytes, offset, value);
  }

  /** Chunks and parameters are followed by zeros up to a multiple of four bytes. */
  static int padded(int length) {
    return (length + 3) & ~3;
  }
}
