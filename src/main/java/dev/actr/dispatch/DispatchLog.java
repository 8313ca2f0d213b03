package dev.actr.dispatch;

import java.lang.invoke.MethodHandles;
import org.jboss.logging.BasicLogger;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;
import org.jboss.logging.annotations.Cause;
import org.jboss.logging.annotations.LogMessage;
import org.jboss.logging.annotations.Message;
import org.jboss.logging.annotations.MessageLogger;

/** Messages of dispatch: codes 250 to 299. */
@MessageLogger(projectCode = "ACTR", length = 6)
interface DispatchLog extends BasicLogger {

  DispatchLog LOG =
      Logger.getMessageLogger(MethodHandles.lookup(), DispatchLog.class, "dev.actr.dispatch");

  @LogMessage(level = Level.ERROR)
  @Message(id = 250, value = "A task failed unexpectedly")
  void taskFailed(@Cause Throwable failure);

  @LogMessage(level = Level.WARN)
  @Message(
      id = 252,
      value = "actor=%s handles a request of route=%s alone: field %d of its conflict key: %s")
  void handledAlone(String actor, String route, int field, String reason);

  @LogMessage(level = Level.WARN)
  @Message(id = 253, value = "The mailbox cannot be read: %s; trying again in %d ms")
  void mailboxNotRead(String reason, long delayMillis);

  @LogMessage(level = Level.WARN)
  @Message(
      id = 254,
      value = "request=%s has been handled, but what became of it could not be stored: %s")
  void outcomeNotStored(String request, String reason);
}
