package dev.actr.peer.webrtc;

import dev.actr.peer.PeerEvents;
import dev.actr.webrtc.PeerConnection;
import dev.actr.webrtc.PeerConnectionListener;
import io.netty.channel.EventLoop;
import java.util.function.Function;

/**
 * What the sessions of one node share.
 *
 * @param loop confines their state
 * @param connections makes a peer connection, with the credentials of the moment
 * @param signals reach their peers through signaling
 * @param events learns what happens
 * @param maxMessage bytes of one message from or to a peer
 */
record WebRtcEnvironment(
    EventLoop loop,
    Function<PeerConnectionListener, PeerConnection> connections,
    Signals signals,
    PeerEvents events,
    int maxMessage) {}
