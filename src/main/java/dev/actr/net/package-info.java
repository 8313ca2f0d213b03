/** Sockets: event loops, WebSocket client and server, shared by every room that speaks to one. */
package dev.actr.net;
