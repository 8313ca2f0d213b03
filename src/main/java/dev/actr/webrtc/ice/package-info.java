/**
 * ICE (RFC 8445) with STUN, TURN, trickling and consent: finds and keeps a way for packets to one
 * peer.
 */
package dev.actr.webrtc.ice;
