package dev.actr.sctp;

import dev.actr.sctp.DataChannelsListener.CloseReason;
import dev.actr.sctp.SctpAssociation.State;

/** Takes packets apart and each chunk to where it belongs. */
final class PacketReader {

  private final SctpAssociation association;
  private final Checksum checksum = new Checksum();

  PacketReader(SctpAssociation association) {
    this.association = association;
  }

  void read(byte[] packet, int offset, int length, long now) {
    if (length < Wire.COMMON_HEADER + Wire.CHUNK_HEADER
        || Bytes.u16(packet, offset) != association.remotePort()
        || Bytes.u16(packet, offset + 2) != association.config().port()
        || !checksum.isRight(packet, offset, length)) {
      return;
    }
    try {
      chunks(packet, offset, offset + length, now);
    } catch (BadPacket e) {
      if (e.endsAssociation()) {
        association.abort(CloseReason.PROTOCOL_VIOLATION, e.abortCause(), e.getMessage());
      }
    }
    if (association.state().hasPeer()) {
      association.receiver().packetRead(now);
      association.resets().dataArrived();
    }
  }

  private void chunks(byte[] packet, int offset, int end, long now) throws BadPacket {
    int tag = Bytes.i32(packet, offset + 4);
    int first = offset + Wire.COMMON_HEADER;
    int at = first;
    while (at + Wire.CHUNK_HEADER <= end) {
      int type = Bytes.u8(packet, at);
      int length = Bytes.u16(packet, at + 2);
      if (length < Wire.CHUNK_HEADER || at + length > end) {
        throw BadPacket.malformed("chunk");
      }
      if (association.ended() != null) {
        afterEnd(type, tag);
        return;
      }
      boolean goOn;
      if (type == Wire.INIT || type == Wire.COOKIE_ECHO) {
        goOn = at == first && setUp(type, packet, at, length, end, tag, now);
      } else if (type == Wire.ABORT || type == Wire.SHUTDOWN_COMPLETE) {
        goOn = false;
        over(type, packet, at, length, tag);
      } else {
        // Section 8.5: what comes under another tag is of another association.
        goOn = tag == association.localTag() && chunk(type, packet, at, length, now);
      }
      if (!goOn) {
        return;
      }
      at += Bytes.padded(length);
    }
  }

  /** Chunks that belong to an association that may not be there yet. */
  private boolean setUp(int type, byte[] packet, int at, int length, int end, int tag, long now)
      throws BadPacket {
    if (type == Wire.COOKIE_ECHO) {
      return association.handshake().cookieEcho(packet, at, length, tag, now);
    }
    // An INIT is alone in its packet, which has no tag.
    if (tag == 0
        && at + Bytes.padded(length) >= end
        && association.state() != State.SHUTDOWN_ACK_SENT) {
      association.handshake().init(packet, at, length, now);
    }
    return false;
  }

  /** Chunks that end the association, also under the tag that it sends with (section 8.5.1). */
  private void over(int type, byte[] packet, int at, int length, int tag) {
    boolean reflected = (packet[at + 1] & Wire.REFLECTED) != 0;
    int expected = reflected ? association.peerTag() : association.localTag();
    if (tag == 0 || tag != expected) {
      return;
    }
    if (type == Wire.SHUTDOWN_COMPLETE) {
      association.shutdownSequence().shutdownComplete();
      return;
    }
    String cause = length >= 8 ? "cause " + Bytes.u16(packet, at + 4) : "no cause given";
    association.end(CloseReason.ABORTED_BY_PEER, cause);
  }

  /** The peer may not know that it is over. */
  private void afterEnd(int type, int tag) {
    if (type == Wire.SHUTDOWN_ACK
        && tag == association.localTag()
        && association.ended() == CloseReason.SHUTDOWN) {
      association.shutdownSequence().complete();
    }
  }

  /** False if the rest of the packet is to be left alone. */
  private boolean chunk(int type, byte[] packet, int at, int length, long now) throws BadPacket {
    State state = association.state();
    switch (type) {
      case Wire.DATA -> {
        if (state.takesData()) {
          data(packet, at, length);
          association.shutdownSequence().dataArrived(now);
        }
      }
      case Wire.SACK -> {
        if (state.hasPeer()) {
          if (association.sender().sack(packet, at, length, now)) {
            association.answered();
          }
        }
      }
      case Wire.FORWARD_TSN -> {
        if (state.takesData()) {
          association.receiver().forwardTsn(packet, at, length);
        }
      }
      case Wire.INIT_ACK -> association.handshake().initAck(packet, at, length, now);
      case Wire.COOKIE_ACK -> association.handshake().cookieAck(now);
      case Wire.HEARTBEAT -> {
        if (state.hasPeer()) {
          association.heartbeats().heartbeat(packet, at, length);
        }
      }
      case Wire.HEARTBEAT_ACK -> {
        if (state.hasPeer()) {
          association.heartbeats().heartbeatAck(packet, at, length, now);
        }
      }
      case Wire.SHUTDOWN -> association.shutdownSequence().shutdown(packet, at, length, now);
      case Wire.SHUTDOWN_ACK -> association.shutdownSequence().shutdownAck();
      case Wire.RE_CONFIG -> {
        if (state.hasPeer()) {
          association.resets().reconfig(packet, at, length, now);
        }
      }
      case Wire.ERROR -> {
        if (length >= 8 && Bytes.u16(packet, at + 4) == Wire.CAUSE_STALE_COOKIE) {
          association.handshake().staleCookie(now);
        }
      }
      case Wire.ECNE, Wire.CWR -> {}
      default -> {
        return unknown(type, packet, at, length);
      }
    }
    return true;
  }

  private void data(byte[] packet, int at, int length) throws BadPacket {
    if (!association.receiver().data(packet, at, length)) {
      byte[] stream = {packet[at + 8], packet[at + 9], 0, 0};
      association.control(
          new ChunkWriter(Wire.ERROR, 0).parameter(Wire.CAUSE_INVALID_STREAM, stream));
    }
  }

  /** The two highest bits of a type say what to do with what one does not know (section 3.2). */
  private boolean unknown(int type, byte[] packet, int at, int length) {
    int room = association.config().mtu() - Wire.COMMON_HEADER - 2 * Wire.CHUNK_HEADER;
    if ((type & 0x40) != 0 && association.peerTag() != 0) {
      association.control(
          new ChunkWriter(Wire.ERROR, 0)
              .parameter(Wire.CAUSE_UNRECOGNIZED_CHUNK, packet, at, Math.min(length, room & ~3)));
    }
    return (type & 0x80) != 0;
  }
}
