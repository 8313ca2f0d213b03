package dev.actr.peer;

import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.ErrorKind;
import dev.actr.PayloadType;
import dev.actr.Printable;
import dev.actr.net.LogBudget;
import dev.actr.wire.Envelopes;
import dev.actr.wire.proto.PackageProtos;
import dev.actr.wire.proto.PackageProtos.Direction;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/** A request or message of a peer, and the way back for its response. */
public final class IncomingRequest {

  private final ActrId caller;
  private final PayloadType lane;
  private final PackageProtos.RpcEnvelope envelope;
  private final byte[] encoded;
  private final Function<PackageProtos.RpcEnvelope, CompletableFuture<Void>> wayBack;
  private final LogBudget unanswered;
  private final Consumer<ActrException> onTooLong;

  IncomingRequest(
      ActrId caller,
      PayloadType lane,
      PackageProtos.RpcEnvelope envelope,
      byte[] encoded,
      Function<PackageProtos.RpcEnvelope, CompletableFuture<Void>> wayBack,
      LogBudget unanswered,
      Consumer<ActrException> onTooLong) {
    this.unanswered = unanswered;
    this.onTooLong = onTooLong;
    this.caller = caller;
    this.lane = lane;
    this.envelope = envelope;
    this.encoded = encoded;
    this.wayBack = wayBack;
  }

  /** The node that sent it, as its connection was authenticated. */
  public ActrId caller() {
    return caller;
  }

  /** Its id, the same when it is sent again. */
  public String requestId() {
    return envelope.getRequestId();
  }

  /** The lane it came on. */
  public PayloadType lane() {
    return lane;
  }

  /** The caller's deadline in milliseconds from its arrival; none if not positive. */
  public long timeoutMillis() {
    return envelope.getTimeoutMs();
  }

  /** Whether its sender waits for an answer. */
  public boolean isAnswered() {
    return envelope.getDirection() == Direction.DIRECTION_REQUEST;
  }

  /** The envelope as it came; not to be changed. */
  public byte[] encoded() {
    return encoded;
  }

  /**
   * Answers the request; a message is not answered.
   *
   * @param response the encoded response
   */
  public void succeed(byte[] response) {
    answer(Envelopes.response(envelope, response));
  }

  /**
   * Answers the request; a message is not answered.
   *
   * @param failure why it failed
   */
  public void fail(ActrException failure) {
    answer(Envelopes.response(envelope, failure));
  }

  private void answer(PackageProtos.RpcEnvelope response) {
    if (!isAnswered()) {
      return;
    }
    wayBack
        .apply(response)
        .exceptionally(
            thrown -> {
              ActrException reason = ActrException.of(thrown);
              if (reason.kind() == ErrorKind.INVALID_ARGUMENT && response.hasPayload()) {
                // Too large to send: the caller had better know than wait.
                onTooLong.accept(reason);
                fail(reason);
              } else {
                unanswered.spend(
                    leftOut ->
                        PeerLog.LOG.notAnswered(
                            caller,
                            Printable.of(envelope.getRequestId()),
                            reason.getMessage(),
                            leftOut));
              }
              return null;
            });
  }
}
