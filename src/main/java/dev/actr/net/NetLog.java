package dev.actr.net;

import java.lang.invoke.MethodHandles;
import org.jboss.logging.BasicLogger;
import org.jboss.logging.Logger;
import org.jboss.logging.annotations.MessageLogger;

/** Messages of sockets: codes 495 to 499. */
@MessageLogger(projectCode = "ACTR", length = 6)
interface NetLog extends BasicLogger {

  NetLog LOG = Logger.getMessageLogger(MethodHandles.lookup(), NetLog.class, "dev.actr.net");
}
