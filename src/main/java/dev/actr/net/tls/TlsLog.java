package dev.actr.net.tls;

import java.lang.invoke.MethodHandles;
import org.jboss.logging.BasicLogger;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;
import org.jboss.logging.annotations.LogMessage;
import org.jboss.logging.annotations.Message;
import org.jboss.logging.annotations.MessageLogger;

/** Messages of TLS: codes 490 to 494. */
@MessageLogger(projectCode = "ACTR", length = 6)
interface TlsLog extends BasicLogger {

  TlsLog LOG = Logger.getMessageLogger(MethodHandles.lookup(), TlsLog.class, "dev.actr.net.tls");

  @LogMessage(level = Level.INFO)
  @Message(id = 490, value = "New connections use the changed files of %s")
  void reloaded(TlsConfig config);

  @LogMessage(level = Level.ERROR)
  @Message(
      id = 491,
      value = "The changed files for TLS are not taken into use, those from before are: %s")
  void notReloaded(String reason);
}
