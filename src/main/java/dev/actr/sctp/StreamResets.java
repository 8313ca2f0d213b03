package dev.actr.sctp;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Resets of streams in both directions (RFC 6525): one request of ours at a time, and one of the
 * peer's, which waits until all that was sent before it has arrived.
 */
final class StreamResets {

  private static final int OUTGOING_HEADER = 16;

  private final SctpAssociation association;
  private final Set<Integer> wanted = new LinkedHashSet<>();
  private final Timer timer = new Timer();
  private int nextRequest;
  private int[] requested;
  private byte[] request;

  private int expectedRequest;
  private int lastResult = Wire.RESET_BAD_SEQUENCE;
  private int[] deferred;
  private int deferredTsn;

  StreamResets(SctpAssociation association, int initialTsn, int peerInitialTsn) {
    this.association = association;
    nextRequest = initialTsn;
    expectedRequest = peerInitialTsn;
  }

  /** Our side of the stream is to be reset once nothing waits in it. */
  void reset(int stream) {
    wanted.add(stream);
  }

  /** To be called before packets are written. */
  void prepare(long now) {
    if (requested != null || wanted.isEmpty()) {
      return;
    }
    int max = Math.min(64, (association.config().mtu() - 64) / 2);
    OutboundStreams streams = association.sender().streams();
    requested =
        wanted.stream().filter(streams::isEmpty).limit(max).mapToInt(Integer::intValue).toArray();
    if (requested.length == 0) {
      requested = null;
      return;
    }
    for (int stream : requested) {
      wanted.remove(stream);
      streams.resetting(stream);
    }
    byte[] value = new byte[12 + 2 * requested.length];
    Bytes.put32(value, 0, nextRequest);
    Bytes.put32(value, 4, expectedRequest - 1);
    Bytes.put32(value, 8, association.sender().nextTsn() - 1);
    for (int i = 0; i < requested.length; i++) {
      Bytes.put16(value, 12 + 2 * i, requested[i]);
    }
    request = value;
    sendRequest(now);
  }

  private void sendRequest(long now) {
    association.control(
        new ChunkWriter(Wire.RE_CONFIG, 0).parameter(Wire.PARAM_OUTGOING_RESET, request));
    timer.start(now, association.rto().nanos());
  }

  /** Takes a RE-CONFIG chunk. */
  void reconfig(byte[] packet, int chunk, int length, long now) throws BadPacket {
    int end = chunk + length;
    int at = chunk + Wire.CHUNK_HEADER;
    while (at + Wire.CHUNK_HEADER <= end) {
      int type = Bytes.u16(packet, at);
      int size = Bytes.u16(packet, at + 2);
      if (size < Wire.CHUNK_HEADER || at + size > end) {
        throw BadPacket.malformed("parameter of RE-CONFIG");
      }
      switch (type) {
        case Wire.PARAM_OUTGOING_RESET -> incoming(packet, at, atLeast(size, OUTGOING_HEADER));
        case Wire.PARAM_RESPONSE -> response(packet, at, atLeast(size, 12), now);
        // Data channels do without them (RFC 8831 section 6.7).
        case Wire.PARAM_INCOMING_RESET,
            Wire.PARAM_TSN_RESET,
            Wire.PARAM_ADD_OUTGOING,
            Wire.PARAM_ADD_INCOMING -> {
          atLeast(size, 8);
          refuse(Bytes.i32(packet, at + 4));
        }
        default -> {
          if ((type & 0x8000) == 0) {
            return;
          }
        }
      }
      at += Bytes.padded(size);
    }
  }

  private static int atLeast(int size, int min) throws BadPacket {
    if (size < min) {
      throw BadPacket.malformed("parameter of RE-CONFIG");
    }
    return size;
  }

  private void refuse(int sequence) {
    if (sequence == expectedRequest) {
      expectedRequest++;
      lastResult = Wire.RESET_DENIED;
    }
    respond(sequence, sequence == expectedRequest - 1 ? lastResult : Wire.RESET_BAD_SEQUENCE);
  }

  private void incoming(byte[] packet, int at, int size) {
    int sequence = Bytes.i32(packet, at + 4);
    if (sequence == expectedRequest && deferred == null) {
      expectedRequest++;
      int[] streams = new int[(size - OUTGOING_HEADER) / 2];
      boolean known = true;
      for (int i = 0; i < streams.length; i++) {
        streams[i] = Bytes.u16(packet, at + OUTGOING_HEADER + 2 * i);
        known &= streams[i] < association.receiver().streams();
      }
      deferred = streams;
      deferredTsn = Bytes.i32(packet, at + 12);
      lastResult = Wire.RESET_IN_PROGRESS;
      if (!known) {
        deferred = null;
        lastResult = Wire.RESET_WRONG_SSN;
      } else if (perform()) {
        return;
      }
    }
    respond(sequence, sequence == expectedRequest - 1 ? lastResult : Wire.RESET_BAD_SEQUENCE);
  }

  /** A packet was read: a reset that waited for data may be due. */
  void dataArrived() {
    if (deferred != null) {
      perform();
    }
  }

  private boolean perform() {
    if (Tsn.after(deferredTsn, association.receiver().cumulativeTsn())) {
      return false;
    }
    int[] streams = deferred;
    deferred = null;
    lastResult = Wire.RESET_PERFORMED;
    respond(expectedRequest - 1, lastResult);
    if (streams.length == 0) {
      for (int stream = 0; stream < association.receiver().streams(); stream++) {
        incomingReset(stream);
      }
    }
    for (int stream : streams) {
      incomingReset(stream);
    }
    return true;
  }

  private void incomingReset(int stream) {
    association.receiver().resetStream(stream);
    association.user().incomingReset(stream);
  }

  private void respond(int sequence, int result) {
    byte[] value = new byte[8];
    Bytes.put32(value, 0, sequence);
    Bytes.put32(value, 4, result);
    association.control(new ChunkWriter(Wire.RE_CONFIG, 0).parameter(Wire.PARAM_RESPONSE, value));
  }

  private void response(byte[] packet, int at, int size, long now) {
    int sequence = Bytes.i32(packet, at + 4);
    int result = Bytes.i32(packet, at + 8);
    if (requested == null || sequence != nextRequest) {
      return;
    }
    if (result == Wire.RESET_IN_PROGRESS || result == Wire.RESET_BUSY) {
      association.answered();
      timer.start(now, association.rto().nanos());
      return;
    }
    boolean performed = result == Wire.RESET_PERFORMED || result == Wire.RESET_NOTHING_TO_DO;
    int[] streams = requested;
    requested = null;
    nextRequest++;
    timer.stop();
    association.answered();
    for (int stream : streams) {
      association.sender().streams().resetOver(stream, performed);
      association.user().outgoingReset(stream, performed);
    }
  }

  void advance(long now) {
    if (timer.expire(now)) {
      association.rto().backOff();
      if (association.unanswered()) {
        sendRequest(now);
      }
    }
  }

  long remaining(long now) {
    return timer.remaining(now);
  }
}
