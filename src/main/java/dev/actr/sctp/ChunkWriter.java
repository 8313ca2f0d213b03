package dev.actr.sctp;

import java.util.Arrays;

/** Puts a control chunk together. Chunks with data are written where they are sent from. */
final class ChunkWriter {

  private byte[] bytes = new byte[64];
  private int size = Wire.CHUNK_HEADER;

  ChunkWriter(int type, int flags) {
    Bytes.put16(bytes, 0, type << 8 | flags);
  }

  ChunkWriter u16(int value) {
    room(2);
    Bytes.put16(bytes, size, value);
    size += 2;
    return this;
  }

  ChunkWriter u32(long value) {
    room(4);
    Bytes.put32(bytes, size, (int) value);
    size += 4;
    return this;
  }

  ChunkWriter bytes(byte[] from, int offset, int length) {
    room(length);
    System.arraycopy(from, offset, bytes, size, length);
    size += length;
    return this;
  }

  ChunkWriter bytes(byte[] from) {
    return bytes(from, 0, from.length);
  }

  /** A parameter or an error cause: its header, and its value up to the next multiple of four. */
  ChunkWriter parameter(int type, byte[] value) {
    return parameter(type, value, 0, value.length);
  }

  ChunkWriter parameter(int type, byte[] value, int offset, int length) {
    pad();
    return u16(type).u16(Wire.CHUNK_HEADER + length).bytes(value, offset, length);
  }

  private void pad() {
    int padding = Bytes.padded(size) - size;
    room(padding);
    size += padding;
  }

  /** The chunk with its padding, which its length field does not count. */
  byte[] build() {
    Bytes.put16(bytes, 2, size);
    pad();
    return Arrays.copyOf(bytes, size);
  }

  private void room(int more) {
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(size + more, 2 * bytes.length));
    }
  }
}
