package dev.actr.peer;

import java.time.Duration;

/**
 * What peers may cost a node, besides the size of messages.
 *
 * @param maxConnections that peers have opened, at a time; further ones are closed at once
 * @param maxConnectionsPerPeer of these by one peer; a further one ends the oldest
 * @param handshakeTimeout from the connection to the end of the upgrade request, TLS included
 * @param keepalive how often a silent connection is probed; zero for never
 * @param requestsPerSecond of one peer; zero for any number. What is over is read later
 * @param maxPendingCalls of this node that may wait for a response; further ones fail
 * @param credentialGrace how long a peer whose credential has lapsed may be away from signaling
 */
public record PeerLimits(
    int maxConnections,
    int maxConnectionsPerPeer,
    Duration handshakeTimeout,
    Duration keepalive,
    int requestsPerSecond,
    int maxPendingCalls,
    Duration credentialGrace) {

  /** What holds unless told otherwise. */
  public static final PeerLimits DEFAULT =
      new PeerLimits(
          4096,
          4,
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          100_000,
          65_536,
          Duration.ofSeconds(15));
}
