package dev.actr.webrtc.ice;

import java.lang.invoke.MethodHandles;
import org.jboss.logging.BasicLogger;
import org.jboss.logging.Logger;
import org.jboss.logging.annotations.LogMessage;
import org.jboss.logging.annotations.Message;
import org.jboss.logging.annotations.MessageLogger;

/** What ICE tells the log. */
@MessageLogger(projectCode = "ACTR", length = 6)
interface IceLog extends BasicLogger {

  IceLog LOG = Logger.getMessageLogger(MethodHandles.lookup(), IceLog.class, "dev.actr.webrtc.ice");

  @LogMessage(level = Logger.Level.WARN)
  @Message(id = 480, value = "No relayed address at %s: %s")
  void noRelay(IceServer server, String reason);
}
