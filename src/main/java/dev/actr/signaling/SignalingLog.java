package dev.actr.signaling;

import dev.actr.ActrId;
import java.lang.invoke.MethodHandles;
import org.jboss.logging.BasicLogger;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;
import org.jboss.logging.annotations.LogMessage;
import org.jboss.logging.annotations.Message;
import org.jboss.logging.annotations.MessageLogger;

/** Messages of the signaling session: codes 300 to 399. */
@MessageLogger(projectCode = "ACTR", length = 6)
interface SignalingLog extends BasicLogger {

  SignalingLog LOG =
      Logger.getMessageLogger(MethodHandles.lookup(), SignalingLog.class, "dev.actr.signaling");

  @LogMessage(level = Level.WARN)
  @Message(
      id = 350,
      value =
          "The signaling server has dropped a message of %s: %s; what may"
              + " have been it is sent again, slower; left out before: %d")
  void dropped(ActrId node, String reason, long leftOut);
}
