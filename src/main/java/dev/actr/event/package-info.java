/**
 * The qualifiers of the events that follow the hooks of a {@code Workload}: sixteen that say what
 * happened, and one that says to which actor. Each event carries one of the sixteen and {@link
 * dev.actr.event.OfActor}:
 *
 * <pre>{@code
 * void up(@Observes @WebSocketConnected PeerEvent peer) { … }
 * void down(@ObservesAsync @SignalingDisconnected @OfActor("echoService") NodeEvent node) { … }
 * }</pre>
 */
package dev.actr.event;
