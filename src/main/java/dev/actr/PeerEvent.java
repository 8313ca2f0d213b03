package dev.actr;

import java.util.Objects;
import java.util.Optional;

/**
 * Something happened to the connection with a peer.
 *
 * @param peer the other node, not null
 * @param relayed whether the WebRTC connection that is established runs through a relay; empty for
 *     any other event
 * @param status WebRTC only: the connection's state after the event; else empty
 */
public record PeerEvent(ActrId peer, Optional<Boolean> relayed, Optional<WebRtcPeerStatus> status) {

  /** Checks for null. */
  public PeerEvent {
    Objects.requireNonNull(peer, "peer");
    Objects.requireNonNull(relayed, "relayed");
    Objects.requireNonNull(status, "status");
  }

  /**
   * An event of a WebSocket connection.
   *
   * @param peer the other node, not null
   * @return the event, without the fields of WebRTC
   */
  public static PeerEvent ofWebSocket(ActrId peer) {
    return new PeerEvent(peer, Optional.empty(), Optional.empty());
  }
}
