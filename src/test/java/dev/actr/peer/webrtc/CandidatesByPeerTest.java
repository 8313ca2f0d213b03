package dev.actr.peer.webrtc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.ActrId;
import dev.actr.Hostile;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CandidatesByPeerTest {

  private static final int FLOOD = 3 * CandidatesByPeer.CAPACITY;

  private final Set<ActrId> sessions = new HashSet<>();
  private final CandidatesByPeer candidates = new CandidatesByPeer(sessions::contains);

  private static ActrId peer(int number) {
    return ActrId.parse(Integer.toHexString(number) + "@101/acme:Caller:1.0.0");
  }

  @Test
  @Hostile("H167")
  void peersWithoutASessionAreForgottenAlsoIfTheOldestHasOne() {
    sessions.add(peer(1));
    RemoteCandidates inUse = candidates.of(peer(1));
    for (int i = 2; i < FLOOD; i++) {
      candidates.of(peer(i));
      assertThat(candidates.size()).isLessThanOrEqualTo(CandidatesByPeer.CAPACITY);
    }
    assertThat(candidates.of(peer(1))).isSameAs(inUse);
  }

  @Test
  void whoWasHeardOfLongestAgoIsForgottenFirst() {
    RemoteCandidates first = candidates.of(peer(1));
    RemoteCandidates second = candidates.of(peer(2));
    for (int i = 3; i <= CandidatesByPeer.CAPACITY; i++) {
      candidates.of(peer(i));
    }
    assertThat(candidates.of(peer(1))).isSameAs(first);
    candidates.of(peer(FLOOD));
    assertThat(candidates.of(peer(1))).isSameAs(first);
    assertThat(candidates.of(peer(2))).isNotSameAs(second);
  }
}
