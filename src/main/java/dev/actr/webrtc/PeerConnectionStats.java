package dev.actr.webrtc;

import dev.actr.webrtc.ice.SelectedPair;
import java.util.Optional;

/**
 * A look at a connection.
 *
 * @param selectedPair the addresses data goes between, once there are such
 * @param packetsSent encrypted packets so far
 * @param bytesSent bytes in them, before encryption
 * @param packetsReceived packets of the peer so far
 * @param bytesReceived bytes in them, after decryption
 */
public record PeerConnectionStats(
    Optional<SelectedPair> selectedPair,
    long packetsSent,
    long bytesSent,
    long packetsReceived,
    long bytesReceived) {

  /** Whether a TURN server is in between; false while there is no pair. */
  public boolean relayed() {
    return selectedPair.map(SelectedPair::relayed).orElse(false);
  }
}
