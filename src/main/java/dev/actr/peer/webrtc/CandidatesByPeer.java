package dev.actr.peer.webrtc;

import dev.actr.ActrId;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/** The candidates of each peer, also of those without a session. Not thread-safe. */
final class CandidatesByPeer {

  /** Beyond these, peers without a session are forgotten, who was heard of longest ago first. */
  static final int CAPACITY = 1024;

  private final Map<ActrId, RemoteCandidates> all = new LinkedHashMap<>(16, 0.75f, true);
  private final Predicate<ActrId> hasSession;

  /**
   * None yet.
   *
   * @param hasSession whether the candidates of a peer are in use
   */
  CandidatesByPeer(Predicate<ActrId> hasSession) {
    this.hasSession = hasSession;
  }

  RemoteCandidates of(ActrId peer) {
    RemoteCandidates known = all.get(peer);
    if (known != null) {
      return known;
    }
    if (all.size() >= CAPACITY) {
      forgetOldest();
    }
    RemoteCandidates made = new RemoteCandidates();
    all.put(peer, made);
    return made;
  }

  private void forgetOldest() {
    for (Iterator<ActrId> oldest = all.keySet().iterator(); oldest.hasNext(); ) {
      if (!hasSession.test(oldest.next())) {
        oldest.remove();
        return;
      }
    }
  }

  int size() {
    return all.size();
  }
}
