package dev.actr.mailbox.journal;

import dev.actr.mailbox.DeadLetterReason;
import java.lang.invoke.MethodHandles;
import java.nio.file.Path;
import org.jboss.logging.BasicLogger;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;
import org.jboss.logging.annotations.Cause;
import org.jboss.logging.annotations.LogMessage;
import org.jboss.logging.annotations.Message;
import org.jboss.logging.annotations.MessageLogger;

/** Messages of the embedded mailbox: codes 270 to 279. */
@MessageLogger(projectCode = "ACTR", length = 6)
interface JournalLog extends BasicLogger {

  JournalLog LOG =
      Logger.getMessageLogger(MethodHandles.lookup(), JournalLog.class, "dev.actr.mailbox.journal");

  @LogMessage(level = Level.ERROR)
  @Message(
      id = 270,
      value =
          "actor=%s the mailbox in %s is damaged: %d bytes are not used any more, and kept in files"
              + " ending in .damaged")
  void damaged(String actor, Path directory, long bytes);

  @LogMessage(level = Level.WARN)
  @Message(id = 271, value = "actor=%s message %d is a dead letter now: %s")
  void gaveUp(String actor, long id, DeadLetterReason reason);

  @LogMessage(level = Level.ERROR)
  @Message(id = 272, value = "actor=%s the mailbox in %s has no room; senders get errors")
  void full(String actor, Path directory, @Cause Throwable failure);

  @LogMessage(level = Level.INFO)
  @Message(id = 273, value = "actor=%s the mailbox in %s has room again")
  void roomAgain(String actor, Path directory);

  @LogMessage(level = Level.ERROR)
  @Message(
      id = 274,
      value =
          "actor=%s the mailbox in %s cannot be written to the disk; it takes nothing more until it"
              + " is opened again")
  void broken(String actor, Path directory, @Cause Throwable failure);

  @LogMessage(level = Level.WARN)
  @Message(id = 275, value = "actor=%s a file of the mailbox cannot be deleted")
  void notDeleted(String actor, @Cause Throwable failure);

  @LogMessage(level = Level.ERROR)
  @Message(id = 276, value = "actor=%s what waits for its mailbox has failed")
  void listenerFailed(String actor, @Cause Throwable failure);
}
