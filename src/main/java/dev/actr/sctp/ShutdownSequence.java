package dev.actr.sctp;

import dev.actr.sctp.DataChannelsListener.CloseReason;
import dev.actr.sctp.SctpAssociation.State;

/** How an association ends in good order (RFC 9260 section 9.2). */
final class ShutdownSequence {

  private final SctpAssociation association;
  private final Timer t2 = new Timer();
  private final Timer t5Guard = new Timer();

  ShutdownSequence(SctpAssociation association) {
    this.association = association;
  }

  void request() {
    switch (association.state()) {
      case CLOSED, COOKIE_WAIT, COOKIE_ECHOED ->
          association.end(CloseReason.SHUTDOWN, "shut down before it was established");
      case ESTABLISHED -> {
        association.state(State.SHUTDOWN_PENDING);
        association.user().shuttingDown();
      }
      default -> {}
    }
  }

  /** To be called before packets are written: goes on once nothing is left to deliver. */
  void prepare(long now) {
    State state = association.state();
    if (state == State.SHUTDOWN_PENDING && association.sender().isEmpty()) {
      association.state(State.SHUTDOWN_SENT);
      t5Guard.start(now, 5 * association.config().rtoMax());
      sendShutdown(now);
    } else if (state == State.SHUTDOWN_RECEIVED && association.sender().isEmpty()) {
      acknowledge(now);
    }
  }

  private void sendShutdown(long now) {
    byte[] chunk =
        new ChunkWriter(Wire.SHUTDOWN, 0).u32(association.receiver().cumulativeTsn()).build();
    association.control().replace(chunk, association.peerTag());
    t2.start(now, association.rto().nanos());
  }

  private void acknowledge(long now) {
    association.state(State.SHUTDOWN_ACK_SENT);
    byte[] chunk = new ChunkWriter(Wire.SHUTDOWN_ACK, 0).build();
    association.control().replace(chunk, association.peerTag());
    t2.start(now, association.rto().nanos());
  }

  /** The peer still sends data while we wait for it to end. */
  void dataArrived(long now) {
    if (association.state() == State.SHUTDOWN_SENT) {
      sendShutdown(now);
    }
  }

  /** Takes a SHUTDOWN chunk. */
  void shutdown(byte[] packet, int chunk, int length, long now) throws BadPacket {
    if (length < 8) {
      throw BadPacket.malformed("SHUTDOWN");
    }
    switch (association.state()) {
      case ESTABLISHED, SHUTDOWN_PENDING, SHUTDOWN_RECEIVED -> {
        association.state(State.SHUTDOWN_RECEIVED);
        association.user().shuttingDown();
        association.sender().shutdownAck(Bytes.i32(packet, chunk + 4), now);
        association.answered();
      }
      case SHUTDOWN_SENT -> acknowledge(now);
      default -> {}
    }
  }

  /** Takes a SHUTDOWN ACK chunk. */
  void shutdownAck() {
    if (association.state() == State.SHUTDOWN_SENT
        || association.state() == State.SHUTDOWN_ACK_SENT) {
      complete();
      association.end(CloseReason.SHUTDOWN, "shut down");
    }
  }

  /** Tells the peer, as often as it asks, that the association is over. */
  void complete() {
    association
        .control()
        .replace(new ChunkWriter(Wire.SHUTDOWN_COMPLETE, 0).build(), association.peerTag());
  }

  /** Takes a SHUTDOWN COMPLETE chunk. */
  void shutdownComplete() {
    if (association.state() == State.SHUTDOWN_ACK_SENT) {
      association.end(CloseReason.SHUTDOWN, "shut down");
    }
  }

  /** T2-shutdown and T5-shutdown-guard. */
  void advance(long now) {
    if (t5Guard.expire(now)) {
      association.abort(CloseReason.UNREACHABLE, Wire.CAUSE_USER_ABORT, "the shutdown hangs");
    } else if (t2.expire(now)) {
      association.rto().backOff();
      if (association.unanswered()) {
        if (association.state() == State.SHUTDOWN_SENT) {
          sendShutdown(now);
        } else {
          acknowledge(now);
        }
      }
    }
  }

  long remaining(long now) {
    return Math.min(t2.remaining(now), t5Guard.remaining(now));
  }

  void stop() {
    t2.stop();
    t5Guard.stop();
  }
}
