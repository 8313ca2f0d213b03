package dev.actr.peer.websocket;

import dev.actr.ActrId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The open connections of each peer, so that none has too many. Thread-safe.
 *
 * <p>The oldest has to go, not the newest: a peer whose line broke does not know of it, comes again
 * and must not be locked out by what it has lost.
 */
final class AcceptedLinks {

  private final int maxPerPeer;
  private final Map<ActrId, Deque<WebSocketLink>> links = new HashMap<>();

  AcceptedLinks(int maxPerPeer) {
    this.maxPerPeer = maxPerPeer;
  }

  /** Adds a connection and tells which one is too many now. */
  synchronized Optional<WebSocketLink> add(WebSocketLink link) {
    Deque<WebSocketLink> ofPeer = links.computeIfAbsent(link.peer(), p -> new ArrayDeque<>());
    ofPeer.addLast(link);
    return ofPeer.size() > maxPerPeer ? Optional.of(ofPeer.removeFirst()) : Optional.empty();
  }

  synchronized void remove(WebSocketLink link) {
    links.computeIfPresent(
        link.peer(),
        (peer, ofPeer) -> {
          ofPeer.remove(link);
          return ofPeer.isEmpty() ? null : ofPeer;
        });
  }
}
