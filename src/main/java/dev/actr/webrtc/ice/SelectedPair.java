package dev.actr.webrtc.ice;

import java.net.InetSocketAddress;

/**
 * The two addresses data goes between.
 *
 * @param localType what kind of address this side's is
 * @param local this side's address, as the peer sees it
 * @param remoteType what kind of address the peer's is
 * @param remote the peer's address
 */
public record SelectedPair(
    CandidateType localType,
    InetSocketAddress local,
    CandidateType remoteType,
    InetSocketAddress remote) {

  /** Whether a TURN server is in between, of either side. */
  public boolean relayed() {
    return localType == CandidateType.RELAYED || remoteType == CandidateType.RELAYED;
  }
}
