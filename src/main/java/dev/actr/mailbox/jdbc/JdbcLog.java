package dev.actr.mailbox.jdbc;

import java.lang.invoke.MethodHandles;
import org.jboss.logging.BasicLogger;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;
import org.jboss.logging.annotations.Cause;
import org.jboss.logging.annotations.LogMessage;
import org.jboss.logging.annotations.Message;
import org.jboss.logging.annotations.MessageLogger;

/** Messages of the mailbox in a database: codes 280 to 289. */
@MessageLogger(projectCode = "ACTR", length = 6)
interface JdbcLog extends BasicLogger {

  JdbcLog LOG =
      Logger.getMessageLogger(MethodHandles.lookup(), JdbcLog.class, "dev.actr.mailbox.jdbc");

  @LogMessage(level = Level.ERROR)
  @Message(id = 280, value = "actor=%s the mailbox's database is away; senders get errors")
  void away(String actor, @Cause Throwable failure);

  @LogMessage(level = Level.INFO)
  @Message(id = 281, value = "actor=%s the mailbox's database is back")
  void back(String actor);

  @LogMessage(level = Level.WARN)
  @Message(id = 282, value = "actor=%s message %d is a dead letter now: %s")
  void gaveUp(String actor, long id, Object reason);

  @LogMessage(level = Level.INFO)
  @Message(id = 283, value = "actor=%s took over the messages of a replica that has ended")
  void tookOver(String actor);

  @LogMessage(level = Level.ERROR)
  @Message(id = 284, value = "actor=%s what waits for its mailbox has failed")
  void listenerFailed(String actor, @Cause Throwable failure);

  @LogMessage(level = Level.INFO)
  @Message(id = 285, value = "actor=%s the mailbox's tables are of version %d now")
  void migrated(String actor, int version);

  @LogMessage(level = Level.WARN)
  @Message(
      id = 286,
      value = "actor=%s was not heard of for longer than its lease: its messages are another's now")
  void lost(String actor);

  @LogMessage(level = Level.ERROR)
  @Message(id = 287, value = "actor=%s the mailbox's database refuses")
  void refused(String actor, @Cause Throwable failure);
}
