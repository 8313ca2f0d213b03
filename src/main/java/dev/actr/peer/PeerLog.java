package dev.actr.peer;

import dev.actr.ActrId;
import java.lang.invoke.MethodHandles;
import org.jboss.logging.BasicLogger;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;
import org.jboss.logging.annotations.LogMessage;
import org.jboss.logging.annotations.Message;
import org.jboss.logging.annotations.MessageLogger;

/** Messages of the connections with peers: codes 400 to 449. */
@MessageLogger(projectCode = "ACTR", length = 6)
interface PeerLog extends BasicLogger {

  PeerLog LOG = Logger.getMessageLogger(MethodHandles.lookup(), PeerLog.class, "dev.actr.peer");

  @LogMessage(level = Level.WARN)
  @Message(id = 400, value = "peer=%s advertises an address that is no URL")
  void badAddress(ActrId peer);

  @LogMessage(level = Level.WARN)
  @Message(id = 402, value = "peer=%s gets no response to request=%s: %s; left out before: %d")
  void notAnswered(ActrId peer, String requestId, String reason, long leftOut);

  @LogMessage(level = Level.INFO)
  @Message(
      id = 403,
      value =
          "peer=%s has let its credential lapse and is not connected to signaling; its connection"
              + " is closed")
  void lapsed(ActrId peer);

  @LogMessage(level = Level.WARN)
  @Message(
      id = 404,
      value =
          "peer=%s sent a message of %d bytes, which is dropped: actr.max-message-size is %d;"
              + " left out before: %d")
  void tooLong(ActrId peer, long length, int limit, long leftOut);
}
