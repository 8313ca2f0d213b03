package dev.actr.sctp;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Packets made by hand, as a peer with other intentions would. */
final class Packets {

  private Packets() {}

  /** A packet for an association, under its tag. */
  static byte[] to(Endpoint endpoint, byte[]... chunks) {
    return packet(endpoint.association().localTag(), chunks);
  }

  static byte[] packet(int tag, byte[]... chunks) {
    int length = Wire.COMMON_HEADER;
    for (byte[] chunk : chunks) {
      length += chunk.length;
    }
    ByteBuffer packet = ByteBuffer.allocate(length);
    packet.putShort((short) 5000).putShort((short) 5000).putInt(tag).putInt(0);
    for (byte[] chunk : chunks) {
      packet.put(chunk);
    }
    return signed(packet.array());
  }

  /** With the right checksum. */
  static byte[] signed(byte[] packet) {
    new Checksum().write(packet, 0, packet.length);
    return packet;
  }

  /** A chunk whose length field may lie. */
  static byte[] raw(int type, int flags, int length, byte[] value) {
    byte[] chunk = new byte[Bytes.padded(4 + value.length)];
    Bytes.put16(chunk, 0, type << 8 | flags);
    Bytes.put16(chunk, 2, length);
    System.arraycopy(value, 0, chunk, 4, value.length);
    return chunk;
  }

  static byte[] data(int flags, int tsn, int stream, int ssn, int ppid, byte[] payload) {
    return new ChunkWriter(Wire.DATA, flags)
        .u32(tsn)
        .u16(stream)
        .u16(ssn)
        .u32(ppid)
        .bytes(payload)
        .build();
  }

  /** The next TSN an association expects. */
  static int nextTsn(Endpoint endpoint) {
    return endpoint.association().receiver().cumulativeTsn() + 1;
  }

  static byte[] sack(int cumulative, int window, int... blocks) {
    ChunkWriter sack =
        new ChunkWriter(Wire.SACK, 0).u32(cumulative).u32(window).u16(blocks.length / 2).u16(0);
    for (int bound : blocks) {
      sack.u16(bound);
    }
    return sack.build();
  }

  static byte[] init(int type, int tag, int streams, int tsn) {
    return InitChunk.write(type, tag, 100_000, streams, tsn).build();
  }

  static int tag(byte[] packet) {
    return Bytes.i32(packet, 4);
  }

  /** The types of the chunks of a packet. */
  static List<Integer> types(byte[] packet) {
    List<Integer> types = new ArrayList<>();
    for (byte[] chunk : chunks(packet)) {
      types.add(Bytes.u8(chunk, 0));
    }
    return types;
  }

  /** The first chunk of a type, without padding; null if there is none. */
  static byte[] chunk(byte[] packet, int type) {
    for (byte[] chunk : chunks(packet)) {
      if (Bytes.u8(chunk, 0) == type) {
        return chunk;
      }
    }
    return null;
  }

  private static List<byte[]> chunks(byte[] packet) {
    List<byte[]> chunks = new ArrayList<>();
    for (int at = Wire.COMMON_HEADER; at < packet.length; ) {
      int length = Bytes.u16(packet, at + 2);
      byte[] chunk = new byte[length];
      System.arraycopy(packet, at, chunk, 0, length);
      chunks.add(chunk);
      at += Bytes.padded(length);
    }
    return chunks;
  }

  /** All packets an association has to send. */
  static List<byte[]> poll(Endpoint endpoint, long now) {
    List<byte[]> packets = new ArrayList<>();
    ByteBuffer buffer = ByteBuffer.allocate(65_535);
    while (endpoint.channels.poll(buffer.clear(), now)) {
      byte[] packet = new byte[buffer.flip().remaining()];
      buffer.get(packet);
      packets.add(packet);
    }
    return packets;
  }
}
