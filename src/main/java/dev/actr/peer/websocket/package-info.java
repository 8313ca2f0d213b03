/** Connections with peers over WebSocket, both sides. */
package dev.actr.peer.websocket;
