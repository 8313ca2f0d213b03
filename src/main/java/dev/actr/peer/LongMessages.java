package dev.actr.peer;

import dev.actr.ActrException;
import dev.actr.ErrorKind;
import dev.actr.PayloadType;
import dev.actr.net.LogBudget;
import dev.actr.wire.Envelopes;
import dev.actr.wire.Messages;
import dev.actr.wire.ReceivedMessage;
import dev.actr.wire.WireException;
import dev.actr.wire.proto.PackageProtos.RpcEnvelope;

/**
 * Fails calls whose request or response was longer than its receiver takes, and lets others go on.
 * It is the receiver that does so, on either side, as nodes do not know each other's limits.
 */
public final class LongMessages {

  private final PeerLink link;
  private final PeerReceiver receiver;
  private final int limit;
  private final LogBudget budget = new LogBudget(1);

  /**
   * For one link.
   *
   * @param link the messages come on
   * @param receiver of what comes on it
   * @param limit of a message in bytes
   */
  public LongMessages(PeerLink link, PeerReceiver receiver, int limit) {
    this.link = link;
    this.receiver = receiver;
    this.limit = limit;
  }

  /**
   * An envelope that is too long has come.
   *
   * @param message the envelope
   * @param length of the message as the limit counts it
   * @return tells those it concerns
   * @throws WireException if it cannot be seen whom it concerns
   */
  public Runnable received(ReceivedMessage message, long length) throws WireException {
    RpcEnvelope envelope = Messages.parse(RpcEnvelope.parser(), message.withoutLongestField());
    budget.spend(leftOut -> PeerLog.LOG.tooLong(link.peer(), length, limit, leftOut));
    RpcEnvelope failure =
        Envelopes.response(
            envelope,
            new ActrException(
                ErrorKind.INVALID_ARGUMENT,
                "message of " + length + " bytes, the limit of the receiver is " + limit));
    return switch (envelope.getDirection()) {
      case DIRECTION_REQUEST -> () -> link.send(PayloadType.RPC_RELIABLE, failure);
      case DIRECTION_RESPONSE -> () -> receiver.response(link, failure);
      case DIRECTION_TELL, DIRECTION_UNSPECIFIED -> () -> {};
    };
  }
}
