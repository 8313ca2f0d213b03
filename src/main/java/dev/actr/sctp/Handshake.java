package dev.actr.sctp;

import dev.actr.sctp.DataChannelsListener.CloseReason;
import dev.actr.sctp.SctpAssociation.State;

/**
 * The four-way handshake (RFC 9260 section 5), which both sides may begin at once, and begin anew
 * while an association is there.
 */
final class Handshake {

  private final SctpAssociation association;
  private final StateCookie.Baker baker;
  private final Timer t1 = new Timer();
  private byte[] repeated;
  private boolean repeatedIsInit;
  private int repeats;

  /** Each step has its own, so that a bad start does not slow down what comes after. */
  private long timeout;

  private PeerParameters answered;

  Handshake(SctpAssociation association) {
    this.association = association;
    baker = new StateCookie.Baker(association.random());
  }

  void connect(long now) {
    association.state(State.COOKIE_WAIT);
    begin(true, init(Wire.INIT, association.localTag(), association.localTsn()).build(), now);
  }

  private ChunkWriter init(int type, int tag, int tsn) {
    SctpConfig config = association.config();
    return InitChunk.write(type, tag, config.receiveWindow(), config.maxStreams(), tsn);
  }

  /** Sends a chunk that is repeated until it is answered. */
  private void begin(boolean isInit, byte[] chunk, long now) {
    repeatedIsInit = isInit;
    repeated = chunk;
    repeats = 0;
    timeout = association.config().rtoInitial();
    send(now);
  }

  private void send(long now) {
    if (repeatedIsInit) {
      association.control().addAlone(repeated, 0);
    } else {
      association.control().replace(repeated, association.peerTag());
    }
    t1.start(now, timeout);
  }

  /** T1-init and T1-cookie. */
  void advance(long now) {
    if (t1.expire(now)) {
      timeout = Math.min(2 * timeout, association.config().rtoMax());
      if (++repeats > association.config().maxInitRetransmits()) {
        association.end(CloseReason.UNREACHABLE, "the set-up was not answered");
      } else {
        send(now);
      }
    }
  }

  long remaining(long now) {
    return t1.remaining(now);
  }

  void stop() {
    t1.stop();
  }

  /** Takes an INIT chunk: answers it and keeps nothing of it (sections 5.2.1 and 5.2.2). */
  void init(byte[] packet, int chunk, int length, long now) throws BadPacket {
    InitChunk init;
    try {
      init = InitChunk.parse(packet, chunk, length);
    } catch (BadPacket e) {
      if (e.endsAssociation()) {
        // Of the association that was to be, not of the one there is.
        association
            .control()
            .addAlone(
                SctpAssociation.abortChunk(e.abortCause(), e.getMessage()),
                Bytes.i32(packet, chunk + 4));
      }
      return;
    }
    int tag = association.localTag();
    int tsn = association.localTsn();
    int localTie = 0;
    int peerTie = 0;
    if (association.state() != State.COOKIE_WAIT) {
      localTie = tag;
      peerTie = association.peerTag();
      if (association.state() != State.COOKIE_ECHOED) {
        tag = association.newTag();
        tsn = association.random().nextInt();
      }
    }
    byte[] cookie = baker.bake(new StateCookie(now, tag, tsn, localTie, peerTie, init.peer));
    ChunkWriter ack = init(Wire.INIT_ACK, tag, tsn).parameter(Wire.PARAM_STATE_COOKIE, cookie);
    init.unrecognized.forEach(unknown -> ack.parameter(Wire.PARAM_UNRECOGNIZED, unknown));
    association.control().addAlone(ack.build(), init.peer.tag());
  }

  /** Takes an INIT ACK chunk. */
  void initAck(byte[] packet, int chunk, int length, long now) throws BadPacket {
    if (association.state() != State.COOKIE_WAIT) {
      return;
    }
    InitChunk ack = InitChunk.parse(packet, chunk, length);
    if (ack.cookie == null
        || ack.cookie.length + Wire.CHUNK_HEADER + Wire.COMMON_HEADER
            > association.config().mtu()) {
      throw BadPacket.violation("INIT ACK without a usable cookie");
    }
    answered = ack.peer;
    association.peerTag(ack.peer.tag());
    association.state(State.COOKIE_ECHOED);
    begin(false, new ChunkWriter(Wire.COOKIE_ECHO, 0).bytes(ack.cookie).build(), now);
    if (!ack.unrecognized.isEmpty()) {
      ChunkWriter error = new ChunkWriter(Wire.ERROR, 0);
      ack.unrecognized.forEach(
          unknown -> error.parameter(Wire.CAUSE_UNRECOGNIZED_PARAMETERS, unknown));
      association.control(error);
    }
  }

  /**
   * Takes a COOKIE ECHO chunk (sections 5.1.5 and 5.2.4).
   *
   * @param tag the verification tag of the packet
   * @return whether what follows in the packet is of the association there is now
   */
  boolean cookieEcho(byte[] packet, int chunk, int length, int tag, long now) {
    StateCookie cookie = baker.open(packet, chunk + Wire.CHUNK_HEADER, length - Wire.CHUNK_HEADER);
    if (cookie == null || cookie.localTag() != tag) {
      return false;
    }
    boolean ours = cookie.localTag() == association.localTag();
    boolean peers = cookie.peer().tag() == association.peerTag();
    if (!(ours && peers) && now - cookie.created() > association.config().cookieLife()) {
      stale(cookie, now);
      return false;
    }
    boolean settingUp =
        association.state() == State.COOKIE_WAIT || association.state() == State.COOKIE_ECHOED;
    if (ours && settingUp) {
      association.peerTag(cookie.peer().tag());
      acknowledge();
      establish(cookie.peer(), false, now);
    } else if (ours && peers) {
      acknowledge();
    } else if (!ours && !peers && isOfThisAssociation(cookie)) {
      if (association.state() == State.SHUTDOWN_ACK_SENT) {
        return false;
      }
      association.restart(cookie.localTag(), cookie.localTsn(), cookie.peer().tag());
      acknowledge();
      establish(cookie.peer(), true, now);
    } else {
      return false;
    }
    return true;
  }

  /** The tie-tags, without which a restart could be pretended. */
  private boolean isOfThisAssociation(StateCookie cookie) {
    return cookie.localTieTag() == association.localTag()
        && cookie.peerTieTag() == association.peerTag()
        && !(association.state() == State.COOKIE_WAIT
            || association.state() == State.COOKIE_ECHOED);
  }

  private void stale(StateCookie cookie, long now) {
    long micros = (now - cookie.created() - association.config().cookieLife()) / 1000;
    byte[] staleness = new byte[4];
    Bytes.put32(staleness, 0, (int) Math.min(micros, 0xffff_ffffL));
    association
        .control()
        .addAlone(
            new ChunkWriter(Wire.ERROR, 0).parameter(Wire.CAUSE_STALE_COOKIE, staleness).build(),
            cookie.peer().tag());
  }

  private void acknowledge() {
    association
        .control()
        .replace(new ChunkWriter(Wire.COOKIE_ACK, 0).build(), association.peerTag());
  }

  private void establish(PeerParameters peer, boolean restarted, long now) {
    t1.stop();
    repeated = null;
    association.establish(peer, restarted, now);
  }

  /** Takes a COOKIE ACK chunk. */
  void cookieAck(long now) {
    if (association.state() == State.COOKIE_ECHOED) {
      establish(answered, false, now);
    }
  }

  /** The peer finds its cookie too old: begin again (section 5.2.6). */
  void staleCookie(long now) {
    if (association.state() == State.COOKIE_ECHOED) {
      int tries = repeats;
      association.peerTag(0);
      connect(now);
      repeats = tries + 1;
      if (repeats > association.config().maxInitRetransmits()) {
        association.end(CloseReason.UNREACHABLE, "the cookies are too old");
      }
    }
  }
}
