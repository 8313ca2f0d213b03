package dev.actr.signaling;

import java.lang.invoke.MethodHandles;
import org.jboss.logging.BasicLogger;
import org.jboss.logging.Logger;
import org.jboss.logging.annotations.MessageLogger;

/** Messages of the signaling session: codes 300 to 399. */
@MessageLogger(projectCode = "ACTR", length = 6)
interface SignalingLog extends BasicLogger {

  SignalingLog LOG =
      Logger.getMessageLogger(MethodHandles.lookup(), SignalingLog.class, "dev.actr.signaling");
}
