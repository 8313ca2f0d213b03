/**
 * SCTP over DTLS as WebRTC uses it, and the data channels upon it. Packets and the time go in;
 * packets, messages and events come out. Nothing here opens a socket, starts a thread or reads a
 * clock.
 */
package dev.actr.sctp;
