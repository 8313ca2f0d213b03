/** The session with the signaling server: connect, heartbeat, reconnect, discovery, relay. */
package dev.actr.signaling;
