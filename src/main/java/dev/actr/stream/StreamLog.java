package dev.actr.stream;

import dev.actr.ActrId;
import java.lang.invoke.MethodHandles;
import org.jboss.logging.BasicLogger;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;
import org.jboss.logging.annotations.Cause;
import org.jboss.logging.annotations.LogMessage;
import org.jboss.logging.annotations.Message;
import org.jboss.logging.annotations.MessageLogger;

/** Messages of data streams: codes 500 to 599. */
@MessageLogger(projectCode = "ACTR", length = 6)
interface StreamLog extends BasicLogger {

  StreamLog LOG =
      Logger.getMessageLogger(MethodHandles.lookup(), StreamLog.class, "dev.actr.stream");

  @LogMessage(level = Level.WARN)
  @Message(id = 500, value = "Dropped a data chunk from peer=%s: no handler for its stream")
  void noHandler(ActrId peer);

  @LogMessage(level = Level.ERROR)
  @Message(id = 501, value = "The handler of a data stream failed on a chunk from peer=%s")
  void handlerFailed(ActrId peer, @Cause Throwable failure);
}
