package dev.actr;

import java.lang.invoke.MethodHandles;
import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.BasicLogger;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;
import org.jboss.logging.annotations.LogMessage;
import org.jboss.logging.annotations.Message;
import org.jboss.logging.annotations.MessageLogger;

/** What the default hooks of {@link Workload} log. Codes 1 to 16 are the hooks in their order. */
@MessageLogger(projectCode = "ACTR", length = 6)
interface HookLog extends BasicLogger {

  HookLog LOG = Logger.getMessageLogger(MethodHandles.lookup(), HookLog.class, "dev.actr.Workload");

  @LogMessage(level = Level.INFO)
  @Message(id = 1, value = "onStart actor=%s id=%s")
  void onStart(String actor, Object id);

  @LogMessage(level = Level.INFO)
  @Message(id = 2, value = "onReady actor=%s id=%s")
  void onReady(String actor, Object id);

  @LogMessage(level = Level.INFO)
  @Message(id = 3, value = "onStop actor=%s id=%s")
  void onStop(String actor, Object id);

  @LogMessage(level = Level.ERROR)
  @Message(id = 4, value = "onError actor=%s category=%s context=%s timestamp=%s source=%s")
  void onError(
      String actor,
      ErrorCategory category,
      String context,
      Instant timestamp,
      ActrException source);

  @LogMessage(level = Level.DEBUG)
  @Message(id = 5, value = "onSignalingConnecting actor=%s id=%s")
  void onSignalingConnecting(String actor, Object id);

  @LogMessage(level = Level.INFO)
  @Message(id = 6, value = "onSignalingConnected actor=%s id=%s")
  void onSignalingConnected(String actor, Object id);

  @LogMessage(level = Level.WARN)
  @Message(id = 7, value = "onSignalingDisconnected actor=%s id=%s")
  void onSignalingDisconnected(String actor, Object id);

  @LogMessage(level = Level.DEBUG)
  @Message(id = 8, value = "onWebSocketConnecting actor=%s peer=%s relayed=%s status=%s")
  void onWebSocketConnecting(String actor, ActrId peer, Object relayed, Object status);

  @LogMessage(level = Level.INFO)
  @Message(id = 9, value = "onWebSocketConnected actor=%s peer=%s relayed=%s status=%s")
  void onWebSocketConnected(String actor, ActrId peer, Object relayed, Object status);

  @LogMessage(level = Level.WARN)
  @Message(id = 10, value = "onWebSocketDisconnected actor=%s peer=%s relayed=%s status=%s")
  void onWebSocketDisconnected(String actor, ActrId peer, Object relayed, Object status);

  @LogMessage(level = Level.DEBUG)
  @Message(id = 11, value = "onWebRtcConnecting actor=%s peer=%s relayed=%s status=%s")
  void onWebRtcConnecting(String actor, ActrId peer, Object relayed, Object status);

  @LogMessage(level = Level.INFO)
  @Message(id = 12, value = "onWebRtcConnected actor=%s peer=%s relayed=%s status=%s")
  void onWebRtcConnected(String actor, ActrId peer, Object relayed, Object status);

  @LogMessage(level = Level.WARN)
  @Message(id = 13, value = "onWebRtcDisconnected actor=%s peer=%s relayed=%s status=%s")
  void onWebRtcDisconnected(String actor, ActrId peer, Object relayed, Object status);

  @LogMessage(level = Level.INFO)
  @Message(id = 14, value = "onCredentialRenewed actor=%s newExpiry=%s")
  void onCredentialRenewed(String actor, Instant newExpiry);

  @LogMessage(level = Level.WARN)
  @Message(id = 15, value = "onCredentialExpiring actor=%s newExpiry=%s")
  void onCredentialExpiring(String actor, Instant newExpiry);

  @LogMessage(level = Level.WARN)
  @Message(id = 16, value = "onMailboxBackpressure actor=%s queueLength=%d threshold=%d")
  void onMailboxBackpressure(String actor, int queueLength, int threshold);

  /** The actor's name, also where there is no context to tell it. */
  static String actor(Workload workload, Optional<ActorContext> context) {
    return context.map(c -> c.node().actor()).orElseGet(() -> ActorNames.of(workload.getClass()));
  }

  static Object id(Optional<ActorContext> context) {
    return context.map(HookLog::id).orElse("-");
  }

  static Object id(ActorContext context) {
    return orDash(context.node().id());
  }

  static Object orDash(Optional<?> value) {
    return value.isPresent() ? value.get() : "-";
  }
}
