package dev.actr.webrtc;

import dev.actr.webrtc.ice.IceCandidate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Candidates of the peer, sorted by the description they belong to: those that were faster than
 * theirs wait for it, those of an earlier one are dropped. Confined to the event loop.
 */
final class TrickledCandidates {

  private static final int MAX_WAITING = 64;
  private static final int MAX_PAST = 16;

  private final Deque<IceCandidate> waiting = new ArrayDeque<>();
  private final Deque<String> past = new ArrayDeque<>();
  private String present;

  /** Whether the candidate belongs to the present description; if not it waits, or is dropped. */
  boolean isPresent(IceCandidate candidate) {
    Optional<String> fragment = candidate.usernameFragment();
    if (present != null && fragment.map(present::equals).orElse(true)) {
      return true;
    }
    if (fragment.isEmpty() || !past.contains(fragment.get())) {
      if (waiting.size() == MAX_WAITING) {
        waiting.poll();
      }
      waiting.add(candidate);
    }
    return false;
  }

  /** Takes note of a description; returns the candidates that have waited for it. */
  List<IceCandidate> onDescription(String usernameFragment) {
    if (present != null && !present.equals(usernameFragment)) {
      if (past.size() == MAX_PAST) {
        past.poll();
      }
      past.add(present);
    }
    present = usernameFragment;
    past.remove(usernameFragment);
    List<IceCandidate> due = new ArrayList<>();
    waiting.removeIf(
        candidate -> {
          boolean fits = candidate.usernameFragment().map(present::equals).orElse(true);
          if (fits) {
            due.add(candidate);
          }
          return fits;
        });
    return due;
  }
}
