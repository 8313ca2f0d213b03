/**
 * Peer connections for data channels, as JSEP has them (RFC 9429): ICE, DTLS and SCTP put together.
 * How the descriptions and candidates get to the peer is the caller's business.
 */
package dev.actr.webrtc;
