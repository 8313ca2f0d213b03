package dev.actr.peer.webrtc;

import dev.actr.wire.proto.WebRtcProtos.IceCandidate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The candidates of one peer. They travel apart from the descriptions they belong to, and may come
 * before these or after newer ones; the {@code username_fragment} tells which is theirs. Confined
 * to the loop.
 */
final class RemoteCandidates {

  /** As many as the other implementations keep. */
  private static final int MAX_KEPT = 256;

  private static final int MAX_EARLIER = 8;

  /** Bytes of one with all that is beside it; a candidate itself has 1024 characters at most. */
  private static final int MAX_SIZE = 2048;

  private final Deque<IceCandidate> kept = new ArrayDeque<>();
  private final Deque<String> earlier = new ArrayDeque<>();
  private String current;

  /**
   * A candidate has come.
   *
   * @return it, if it is to be used now; it is kept for a later description if need be
   */
  Optional<IceCandidate> add(IceCandidate candidate) {
    String fragment = candidate.getUsernameFragment();
    if (fragment.isEmpty()
        || earlier.contains(fragment)
        || candidate.getSerializedSize() > MAX_SIZE) {
      return Optional.empty();
    }
    if (fragment.equals(current)) {
      return Optional.of(candidate);
    }
    if (kept.size() == MAX_KEPT) {
      kept.removeFirst();
    }
    kept.addLast(candidate);
    return Optional.empty();
  }

  /**
   * A description has been applied.
   *
   * @param fragment its {@code ice-ufrag}
   * @return its candidates that came before it
   */
  List<IceCandidate> described(String fragment) {
    if (!fragment.equals(current)) {
      retire();
      current = fragment;
    }
    List<IceCandidate> usable = new ArrayList<>();
    Iterator<IceCandidate> candidates = kept.iterator();
    while (candidates.hasNext()) {
      IceCandidate candidate = candidates.next();
      if (candidate.getUsernameFragment().equals(fragment)) {
        usable.add(candidate);
        candidates.remove();
      }
    }
    return usable;
  }

  /** The session they were for is over; those that came early may be for the next. */
  void sessionEnded() {
    retire();
    current = null;
  }

  private void retire() {
    if (current != null) {
      earlier.addLast(current);
      if (earlier.size() > MAX_EARLIER) {
        earlier.removeFirst();
      }
    }
  }
}
