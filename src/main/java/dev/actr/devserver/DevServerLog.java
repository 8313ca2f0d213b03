package dev.actr.devserver;

import java.lang.invoke.MethodHandles;
import java.net.URI;
import org.jboss.logging.BasicLogger;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;
import org.jboss.logging.annotations.Cause;
import org.jboss.logging.annotations.LogMessage;
import org.jboss.logging.annotations.Message;
import org.jboss.logging.annotations.MessageLogger;

/** What the development server logs. */
@MessageLogger(projectCode = "ACTR", length = 6)
interface DevServerLog extends BasicLogger {

  DevServerLog LOG =
      Logger.getMessageLogger(MethodHandles.lookup(), DevServerLog.class, "dev.actr.devserver");

  @LogMessage(level = Level.INFO)
  @Message(id = 600, value = "development server started: AIS %s signaling %s")
  void started(URI ais, URI signaling);

  @LogMessage(level = Level.INFO)
  @Message(id = 601, value = "development server stopped: AIS %s")
  void stopped(URI ais);

  @LogMessage(level = Level.WARN)
  @Message(id = 602, value = "development server failed to answer %s")
  void failed(Object request, @Cause Throwable cause);
}
