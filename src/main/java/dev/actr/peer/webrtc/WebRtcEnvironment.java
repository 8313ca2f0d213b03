package dev.actr.peer.webrtc;

import dev.actr.peer.PeerEvents;
import io.netty.channel.EventLoop;
import java.time.Duration;

/**
 * What the sessions of one node share.
 *
 * @param loop confines their state
 * @param connections makes the peer connections
 * @param signals reach their peers through signaling
 * @param events learns what happens
 * @param maxMessage bytes of one message from or to a peer
 * @param idleTimeout how long a session that nobody uses is kept; zero for as long as it holds
 */
record WebRtcEnvironment(
    EventLoop loop,
    PeerConnections connections,
    Signals signals,
    PeerEvents events,
    int maxMessage,
    Duration idleTimeout) {}
