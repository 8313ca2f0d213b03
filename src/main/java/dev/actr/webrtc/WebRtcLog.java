package dev.actr.webrtc;

import java.lang.invoke.MethodHandles;
import org.jboss.logging.BasicLogger;
import org.jboss.logging.Logger;
import org.jboss.logging.annotations.Cause;
import org.jboss.logging.annotations.LogMessage;
import org.jboss.logging.annotations.Message;
import org.jboss.logging.annotations.MessageLogger;

/** What peer connections tell the log. */
@MessageLogger(projectCode = "ACTR", length = 6)
interface WebRtcLog extends BasicLogger {

  WebRtcLog LOG =
      Logger.getMessageLogger(MethodHandles.lookup(), WebRtcLog.class, "dev.actr.webrtc");

  @LogMessage(level = Logger.Level.ERROR)
  @Message(id = 470, value = "A listener of a peer connection failed")
  void callbackFailed(@Cause Throwable cause);

  @LogMessage(level = Logger.Level.WARN)
  @Message(id = 471, value = "A peer connection failed: %s")
  void connectionFailed(String reason);
}
