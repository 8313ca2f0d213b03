/** WebRTC with peers: sessions negotiated through signaling, a data channel for each lane. */
package dev.actr.peer.webrtc;
