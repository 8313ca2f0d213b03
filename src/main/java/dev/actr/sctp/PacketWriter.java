package dev.actr.sctp;

/** Puts packets together: control chunks, an acknowledgement, data. */
final class PacketWriter {

  /** What a SACK with one block takes. */
  private static final int MIN_SACK = Wire.SACK_HEADER + 4;

  private final SctpAssociation association;
  private final Checksum checksum = new Checksum();

  PacketWriter(SctpAssociation association) {
    this.association = association;
  }

  int write(byte[] out, int offset, long now) {
    if (association.state().hasPeer()) {
      association.sender().prepare(now);
      association.resets().prepare(now);
      association.shutdownSequence().prepare(now);
    }
    ControlQueue control = association.control();
    int start = offset + Wire.COMMON_HEADER;
    int limit = offset + association.config().mtu();
    int at = start;
    int tag = association.peerTag();
    boolean alone = false;
    if (!control.isEmpty()) {
      tag = control.tag();
      alone = control.isAlone() || tag != association.peerTag();
      at = control.write(out, at, limit);
    }
    if (!alone && association.state().hasPeer()) {
      at = sack(out, at, limit, now);
      at = data(out, at, limit, now);
    }
    if (at == start) {
      return 0;
    }
    Bytes.put16(out, offset, association.config().port());
    Bytes.put16(out, offset + 2, association.remotePort());
    Bytes.put32(out, offset + 4, tag);
    checksum.write(out, offset, at - offset);
    return at - offset;
  }

  private int sack(byte[] out, int at, int limit, long now) {
    Receiver receiver = association.receiver();
    if (limit - at >= MIN_SACK
        && (receiver.isSackDue()
            || receiver.isSackPending()
                && association.state().sendsData()
                && association.sender().hasChunk(now))) {
      return at + receiver.writeSack(out, at, limit - at);
    }
    return at;
  }

  private int data(byte[] out, int offset, int limit, long now) {
    if (!association.state().sendsData()) {
      return offset;
    }
    Sender sender = association.sender();
    int at = offset;
    if (sender.isForwardTsnDue() && limit - at >= MIN_SACK) {
      at += sender.writeForwardTsn(out, at, limit - at, now);
    }
    int end = sender.fill(out, at, limit, now);
    if (end > at) {
      association.heartbeats().restart(now);
    }
    return end;
  }
}
