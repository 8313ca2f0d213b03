package dev.actr.peer.websocket;

import dev.actr.ActrId;
import java.lang.invoke.MethodHandles;
import org.jboss.logging.BasicLogger;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;
import org.jboss.logging.annotations.LogMessage;
import org.jboss.logging.annotations.Message;
import org.jboss.logging.annotations.MessageLogger;

/** Messages of the WebSocket connections with peers: codes 450 to 499. */
@MessageLogger(projectCode = "ACTR", length = 6)
interface WebSocketLog extends BasicLogger {

  WebSocketLog LOG =
      Logger.getMessageLogger(
          MethodHandles.lookup(), WebSocketLog.class, "dev.actr.peer.websocket");

  @LogMessage(level = Level.WARN)
  @Message(
      id = 450,
      value =
          "peer=%s sent an envelope whose direction does not fit; it is dropped; left out before:"
              + " %d")
  void wrongDirection(ActrId peer, long leftOut);

  @LogMessage(level = Level.WARN)
  @Message(id = 451, value = "Refused a WebSocket connection from %s: %s; left out before: %d")
  void refused(Object address, String reason, long leftOut);

  @LogMessage(level = Level.WARN)
  @Message(
      id = 452,
      value =
          "peer=%s has more connections than actr.websocket.max-connections-per-peer; the oldest"
              + " is closed")
  void tooManyConnections(ActrId peer);
}
