package dev.actr.sctp;

import java.util.function.Consumer;

/**
 * The receiving half of an association: what has arrived, what is kept of it, and what is told to
 * the peer. Keeps twice the window and one message at most.
 */
final class Receiver {

  private final ReceivedTsns tsns;
  private final MessageOrder order;
  private final Reassembly reassembly;
  private final int window;

  /** Messages that were handed on and are not yet consumed, in bytes and overhead. */
  private int unconsumed;

  private int advertised;
  private boolean dataInPacket;

  Receiver(SctpConfig config, int streams, int initialTsn, Consumer<Message> user) {
    window = config.receiveWindow();
    advertised = window;
    tsns = new ReceivedTsns(initialTsn);
    order =
        new MessageOrder(
            streams,
            message -> {
              unconsumed += message.cost();
              user.accept(message);
            });
    reassembly = new Reassembly(config.maxMessageSize(), order);
  }

  int cumulativeTsn() {
    return tsns.cumulative();
  }

  /** How much is kept, in bytes and overhead. */
  int held() {
    return reassembly.held() + order.held() + unconsumed;
  }

  /**
   * Takes a DATA chunk.
   *
   * @param chunk where the chunk begins
   * @param length its length without padding
   * @return false if there is no such stream
   */
  boolean data(byte[] packet, int chunk, int length) throws BadPacket {
    if (length < Wire.DATA_HEADER) {
      throw BadPacket.malformed("DATA");
    }
    if (length == Wire.DATA_HEADER) {
      throw BadPacket.violation("no user data", Wire.CAUSE_NO_USER_DATA);
    }
    dataInPacket = true;
    int tsn = Bytes.i32(packet, chunk + 4);
    int size = length - Wire.DATA_HEADER;
    if (tsns.isDuplicate(tsn)) {
      return true;
    }
    if (tsns.isOutOfRange(tsn) || !hasRoom(tsn, size)) {
      tsns.acknowledgeAtOnce();
      return true;
    }
    int flags = packet[chunk + 1];
    if ((flags & Wire.IMMEDIATE) != 0) {
      tsns.acknowledgeAtOnce();
    }
    int stream = Bytes.u16(packet, chunk + 8);
    boolean known = stream < order.streams();
    boolean next = tsn == tsns.cumulative() + 1;
    if (next) {
      tsns.advance();
    } else {
      tsns.addAhead(tsn);
    }
    if (known) {
      int ssn = Bytes.u16(packet, chunk + 10);
      int ppid = Bytes.i32(packet, chunk + 12);
      int data = chunk + Wire.DATA_HEADER;
      if (next) {
        reassembly.next(flags, stream, ssn, ppid, packet, data, size);
      } else {
        reassembly.ahead(tsn, tsns.cumulative(), flags, stream, ssn, ppid, packet, data, size);
      }
    }
    if (next) {
      catchUp();
    }
    return known;
  }

  /**
   * What is ahead of others is kept within the window. What is behind others may go beyond it,
   * because it lets them go.
   */
  private boolean hasRoom(int tsn, int size) {
    int limit = Tsn.after(tsn, tsns.highest()) ? window : 2 * window;
    return held() + size + Reassembly.OVERHEAD <= limit;
  }

  private void catchUp() throws BadPacket {
    while (tsns.advanceIfNextArrived()) {
      reassembly.turnOf(tsns.cumulative());
    }
  }

  /** Takes a FORWARD TSN chunk (RFC 3758 section 3.6). */
  void forwardTsn(byte[] packet, int chunk, int length) throws BadPacket {
    if (length < 8) {
      throw BadPacket.malformed("FORWARD TSN");
    }
    dataInPacket = true;
    tsns.acknowledgeAtOnce();
    int cumulative = Bytes.i32(packet, chunk + 4);
    if (!Tsn.after(cumulative, tsns.cumulative())) {
      return;
    }
    int last = Tsn.before(cumulative, tsns.highest()) ? cumulative : tsns.highest();
    for (int tsn = tsns.nextAhead(tsns.cumulative() + 1, last); !Tsn.after(tsn, last); ) {
      reassembly.forget(tsn);
      tsn = tsns.nextAhead(tsn + 1, last);
    }
    reassembly.skip();
    tsns.forward(cumulative);
    for (int at = chunk + 8; at + 4 <= chunk + length; at += 4) {
      int stream = Bytes.u16(packet, at);
      if (stream < order.streams()) {
        order.skip(stream, Bytes.u16(packet, at + 2));
      }
    }
    catchUp();
  }

  /** The peer has reset its side of a stream. */
  void resetStream(int stream) {
    order.reset(stream);
  }

  int streams() {
    return order.streams();
  }

  /** A packet was read to its end. */
  void packetRead(long now) {
    if (dataInPacket) {
      dataInPacket = false;
      tsns.packetRead(now);
    }
  }

  /** A message that was handed on is no longer kept. */
  void consumed(Message message) {
    unconsumed -= message.cost();
    int opened = freeWindow() - advertised;
    // RFC 9260 section 6.2: tell of a window that was closed, but not of every byte of it.
    if (opened >= window / 4 && advertised < window / 2) {
      tsns.acknowledgeAtOnce();
    }
  }

  private int freeWindow() {
    return Math.max(0, window - held());
  }

  boolean isSackDue() {
    return tsns.isDue();
  }

  boolean isSackPending() {
    return tsns.isPending();
  }

  int writeSack(byte[] out, int offset, int space) {
    advertised = freeWindow();
    return tsns.writeSack(out, offset, space, advertised);
  }

  void advance(long now) {
    tsns.advanceTime(now);
  }

  long remaining(long now) {
    return tsns.remaining(now);
  }

  void acknowledgeAtOnce() {
    tsns.acknowledgeAtOnce();
  }
}
