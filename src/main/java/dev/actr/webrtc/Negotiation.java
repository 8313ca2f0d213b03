package dev.actr.webrtc;

import dev.actr.sctp.SctpConfig;
import dev.actr.webrtc.dtls.DtlsRole;
import dev.actr.webrtc.dtls.Fingerprint;
import dev.actr.webrtc.ice.IceAgent;
import dev.actr.webrtc.ice.IceCandidate;
import dev.actr.webrtc.ice.IceParameters;
import dev.actr.webrtc.sdp.LocalDescription;
import dev.actr.webrtc.sdp.RemoteDescription;
import dev.actr.webrtc.sdp.SdpException;
import dev.actr.webrtc.sdp.SdpParser;
import dev.actr.webrtc.sdp.Setup;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The offers and answers of one connection (RFC 9429, section 3.2). Confined to the event loop. */
final class Negotiation {

  private enum State {
    STABLE,
    OFFERED,
    ASKED
  }

  private final Transport transport;
  private final IceAgent agent;
  private final SctpConfig sctp;
  private final Fingerprint fingerprint;
  private final long sessionId;
  private final TrickledCandidates trickled = new TrickledCandidates();
  private final List<IceCandidate> localCandidates = new ArrayList<>();
  private State state = State.STABLE;
  private volatile RemoteDescription remote;
  private long version;
  private boolean gathering;
  private boolean gathered;
  private boolean restart;

  Negotiation(Transport transport, SctpConfig sctp, Fingerprint fingerprint, SecureRandom random) {
    this.transport = transport;
    this.agent = transport.agent();
    this.sctp = sctp;
    this.fingerprint = fingerprint;
    this.sessionId = random.nextLong() >>> 1;
  }

  /** Which section of the descriptions is that of the data channels. */
  int lineIndex() {
    RemoteDescription peer = remote;
    return peer == null ? 0 : peer.dataLine();
  }

  /** How that section is named. */
  Optional<String> mid() {
    RemoteDescription peer = remote;
    return peer == null
        ? Optional.of(LocalDescription.MID)
        : peer.lines().get(peer.dataLine()).mid();
  }

  void restartIce() {
    restart = true;
  }

  void onLocalCandidate(IceCandidate candidate) {
    localCandidates.add(candidate);
  }

  void onGathered() {
    gathered = true;
  }

  SessionDescription createOffer() {
    if (state == State.ASKED) {
      throw new IllegalStateException("an offer of the peer is to be answered first");
    }
    if (!gathering) {
      agent.setControlling(true);
    } else if (restart) {
      restartAgent();
    }
    state = State.OFFERED;
    SessionDescription offer = SessionDescription.offer(describe(Setup.ACTPASS).toOffer());
    gather();
    return offer;
  }

  private void restartAgent() {
    restart = false;
    agent.restart();
    gathering = false;
    gathered = false;
    localCandidates.clear();
  }

  private void gather() {
    if (!gathering) {
      gathering = true;
      restart = false;
      agent.gather();
    }
  }

  void setRemote(SessionDescription description) {
    boolean answer = description.type() == SessionDescription.Type.ANSWER;
    if (answer && state != State.OFFERED) {
      throw new IllegalStateException("there is no offer to be answered");
    }
    RemoteDescription next = SdpParser.parse(description.sdp());
    if (answer && next.setup() == Setup.ACTPASS) {
      throw new SdpException("an answer decides who is active");
    }
    if (transport.hasStarted() && !next.fingerprints().equals(remote.fingerprints())) {
      throw new SdpException("the peer has another certificate than before");
    }
    if (answer) {
      takeAnswer(next);
    } else {
      takeOffer(next);
    }
  }

  private void takeAnswer(RemoteDescription answer) {
    remote = answer;
    state = State.STABLE;
    DtlsRole role = answer.setup() == Setup.ACTIVE ? DtlsRole.SERVER : DtlsRole.CLIENT;
    begin(role);
  }

  private void takeOffer(RemoteDescription offer) {
    boolean first = agent.remoteParameters().isEmpty() && remote == null;
    boolean restarted = remote != null && !remote.ice().equals(offer.ice());
    if (state == State.OFFERED && !first && !restarted) {
      throw new IllegalStateException("both sides have made an offer");
    }
    if (restarted) {
      restartAgent();
    }
    // An offer of this side that meets one of the peer is withdrawn, as JSEP's rollback does.
    remote = offer;
    state = State.ASKED;
    trickled.onDescription(offer.ice().usernameFragment()).forEach(this::give);
  }

  SessionDescription createAnswer() {
    if (state != State.ASKED) {
      throw new IllegalStateException("there is no offer to answer");
    }
    DtlsRole role = transport.role();
    if (role == null) {
      role = remote.setup() == Setup.ACTIVE ? DtlsRole.SERVER : DtlsRole.CLIENT;
      agent.setControlling(remote.iceLite());
    }
    state = State.STABLE;
    Setup setup = role == DtlsRole.CLIENT ? Setup.ACTIVE : Setup.PASSIVE;
    SessionDescription answer = SessionDescription.answer(describe(setup).toAnswer(remote));
    begin(role);
    gather();
    return answer;
  }

  private void begin(DtlsRole role) {
    IceParameters parameters = remote.ice();
    if (agent.remoteParameters().isEmpty()) {
      agent.setRemoteParameters(parameters);
    }
    trickled.onDescription(parameters.usernameFragment()).forEach(this::give);
    remote.candidates().forEach(this::give);
    transport.agree(remote, transport.role() == null ? role : transport.role());
  }

  private void give(IceCandidate candidate) {
    agent.addRemoteCandidate(candidate);
  }

  void addCandidate(IceCandidate candidate) {
    if (trickled.isPresent(candidate)) {
      give(candidate);
    }
  }

  private LocalDescription describe(Setup setup) {
    return new LocalDescription(
        sessionId,
        version++,
        agent.localParameters(),
        fingerprint,
        setup,
        sctp.port(),
        sctp.maxMessageSize(),
        localCandidates,
        gathered);
  }
}
