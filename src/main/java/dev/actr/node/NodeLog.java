package dev.actr.node;

import dev.actr.ActrId;
import java.lang.invoke.MethodHandles;
import org.jboss.logging.BasicLogger;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;
import org.jboss.logging.annotations.LogMessage;
import org.jboss.logging.annotations.Message;
import org.jboss.logging.annotations.MessageLogger;

/** Messages of a node's life: codes 200 to 249. */
@MessageLogger(projectCode = "ACTR", length = 6)
interface NodeLog extends BasicLogger {

  NodeLog LOG = Logger.getMessageLogger(MethodHandles.lookup(), NodeLog.class, "dev.actr.node");

  @LogMessage(level = Level.INFO)
  @Message(id = 200, value = "actor=%s state=%s")
  void state(String actor, NodeState state);

  @LogMessage(level = Level.WARN)
  @Message(id = 201, value = "actor=%s is not registered yet: %s; trying again in %d ms")
  void registrationFailed(String actor, String reason, long delayMillis);

  @LogMessage(level = Level.WARN)
  @Message(id = 202, value = "actor=%s goes on under the new identity id=%s")
  void rebound(String actor, ActrId id);

  @LogMessage(level = Level.WARN)
  @Message(
      id = 203,
      value = "actor=%s stops with %d requests unfinished after actr.shutdown.timeout")
  void notDrained(String actor, int unfinished);

  @LogMessage(level = Level.WARN)
  @Message(
      id = 204,
      value = "actor=%s denies caller=%s by its access rules (logged once a caller; left out: %d)")
  void denied(String actor, ActrId caller, long leftOut);

  @LogMessage(level = Level.WARN)
  @Message(id = 205, value = "actor=%s has no mailbox yet: %s; trying again in %d ms")
  void mailboxAway(String actor, String reason, long delayMillis);

  @LogMessage(level = Level.WARN)
  @Message(id = 220, value = "actor=%s has no new credential yet: %s; trying again in %d ms")
  void notRenewed(String actor, String reason, long delayMillis);

  @LogMessage(level = Level.WARN)
  @Message(id = 221, value = "actor=%s cannot renew its credential and registers anew: %s")
  void tokenRejected(String actor, String reason);
}
