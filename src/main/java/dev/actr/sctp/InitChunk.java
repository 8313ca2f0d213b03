package dev.actr.sctp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** INIT and INIT ACK (RFC 9260 sections 3.3.2 and 3.3.3). */
final class InitChunk {

  /** How much of what we do not know is told to the peer. */
  private static final int MAX_REPORT = 256;

  final PeerParameters peer;

  /** Of an INIT ACK, or null. */
  final byte[] cookie;

  /** The parameters to report as unknown, each as it came. */
  final List<byte[]> unrecognized;

  private InitChunk(PeerParameters peer, byte[] cookie, List<byte[]> unrecognized) {
    this.peer = peer;
    this.cookie = cookie;
    this.unrecognized = unrecognized;
  }

  static InitChunk parse(byte[] packet, int chunk, int length) throws BadPacket {
    if (length < Wire.INIT_HEADER) {
      throw BadPacket.malformed("INIT");
    }
    int tag = Bytes.i32(packet, chunk + 4);
    int outbound = Bytes.u16(packet, chunk + 12);
    int inbound = Bytes.u16(packet, chunk + 14);
    if (tag == 0) {
      throw BadPacket.malformed("INIT without a tag");
    }
    if (outbound == 0 || inbound == 0) {
      throw BadPacket.violation("INIT without streams", Wire.CAUSE_INVALID_PARAMETER);
    }
    Parameters parameters = new Parameters();
    parameters.read(packet, chunk + Wire.INIT_HEADER, chunk + length);
    return new InitChunk(
        new PeerParameters(
            tag,
            Bytes.u32(packet, chunk + 8),
            outbound,
            inbound,
            Bytes.i32(packet, chunk + 16),
            parameters.forwardTsn,
            parameters.reconfig),
        parameters.cookie,
        parameters.unrecognized);
  }

  /** The fixed part, and the extensions we know. */
  static ChunkWriter write(int type, int tag, int window, int streams, int initialTsn) {
    return new ChunkWriter(type, 0)
        .u32(tag)
        .u32(window)
        .u16(streams)
        .u16(streams)
        .u32(initialTsn)
        .parameter(Wire.PARAM_FORWARD_TSN, new byte[0])
        .parameter(
            Wire.PARAM_EXTENSIONS, new byte[] {(byte) Wire.RE_CONFIG, (byte) Wire.FORWARD_TSN});
  }

  private static final class Parameters {
    boolean forwardTsn;
    boolean reconfig;
    byte[] cookie;
    final List<byte[]> unrecognized = new ArrayList<>();
    private int reported;

    void read(byte[] packet, int from, int end) throws BadPacket {
      int at = from;
      while (at + Wire.CHUNK_HEADER <= end) {
        int type = Bytes.u16(packet, at);
        int length = Bytes.u16(packet, at + 2);
        if (length < Wire.CHUNK_HEADER || at + length > end) {
          throw BadPacket.malformed("parameter of INIT");
        }
        if (!read(type, packet, at, length)) {
          return;
        }
        at += Bytes.padded(length);
      }
    }

    /** False if reading must stop, which the two highest bits of an unknown type say. */
    private boolean read(int type, byte[] packet, int at, int length) throws BadPacket {
      switch (type) {
        case Wire.PARAM_FORWARD_TSN -> forwardTsn = true;
        case Wire.PARAM_EXTENSIONS -> {
          for (int i = at + Wire.CHUNK_HEADER; i < at + length; i++) {
            forwardTsn |= Bytes.u8(packet, i) == Wire.FORWARD_TSN;
            reconfig |= Bytes.u8(packet, i) == Wire.RE_CONFIG;
          }
        }
        case Wire.PARAM_STATE_COOKIE ->
            cookie = Arrays.copyOfRange(packet, at + Wire.CHUNK_HEADER, at + length);
        case Wire.PARAM_HOST_NAME ->
            throw BadPacket.violation("a host name", Wire.CAUSE_UNRESOLVABLE_ADDRESS);
        case Wire.PARAM_IPV4,
            Wire.PARAM_IPV6,
            Wire.PARAM_ADDRESS_TYPES,
            Wire.PARAM_COOKIE_PRESERVATIVE,
            Wire.PARAM_UNRECOGNIZED,
            Wire.PARAM_ECN -> {}
        default -> {
          if ((type & 0x4000) != 0 && reported + Bytes.padded(length) <= MAX_REPORT) {
            reported += Bytes.padded(length);
            unrecognized.add(Arrays.copyOfRange(packet, at, at + length));
          }
          return (type & 0x8000) != 0;
        }
      }
      return true;
    }
  }
}
