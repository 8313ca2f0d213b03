package dev.actr.dispatch;

import dev.actr.ActrException;
import dev.actr.ActrId;

/** A request or message of a peer, as dispatch sees it. */
public interface RemoteRequest {

  /** The authenticated sender. */
  ActrId caller();

  /** Its id, the same when it is sent again. */
  String requestId();

  /** Whether its sender waits for an answer. */
  boolean isAnswered();

  /** Whether it goes ahead of those that have not this priority. */
  boolean isHighPriority();

  /** The caller's deadline in milliseconds from its arrival; none if not positive. */
  long timeoutMillis();

  /** The envelope, as it is stored until it is handled. */
  byte[] encoded();

  /**
   * Answers a request; does nothing for a message.
   *
   * @param response the encoded response
   */
  void succeed(byte[] response);

  /**
   * Answers a request; does nothing for a message.
   *
   * @param failure why it failed
   */
  void fail(ActrException failure);
}
