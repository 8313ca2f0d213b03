package dev.actr.peer.webrtc;

import dev.actr.ActrId;
import dev.actr.webrtc.ice.CandidateType;
import java.lang.invoke.MethodHandles;
import java.net.InetSocketAddress;
import org.jboss.logging.BasicLogger;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;
import org.jboss.logging.annotations.LogMessage;
import org.jboss.logging.annotations.Message;
import org.jboss.logging.annotations.MessageLogger;

/** Messages of WebRTC sessions: codes 460 to 479. */
@MessageLogger(projectCode = "ACTR", length = 6)
interface WebRtcLog extends BasicLogger {

  WebRtcLog LOG =
      Logger.getMessageLogger(MethodHandles.lookup(), WebRtcLog.class, "dev.actr.peer.webrtc");

  @LogMessage(level = Level.WARN)
  @Message(
      id = 460,
      value = "peer=%s sent an envelope without direction, which is dropped; left out before: %d")
  void noDirection(ActrId peer, long leftOut);

  @LogMessage(level = Level.WARN)
  @Message(id = 461, value = "peer=%s offers a session and is refused: %s; left out before: %d")
  void refused(ActrId peer, String reason, long leftOut);

  @LogMessage(level = Level.INFO)
  @Message(id = 462, value = "peer=%s is connected over WebRTC: local %s %s, remote %s %s")
  void connected(
      ActrId peer,
      CandidateType localType,
      InetSocketAddress local,
      CandidateType remoteType,
      InetSocketAddress remote);
}
