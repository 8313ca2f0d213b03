package dev.actr.node;

import dev.actr.identity.Identity;
import dev.actr.identity.PeerVerifier;
import dev.actr.peer.PeerEvents;
import dev.actr.peer.webrtc.WebRtcPeers;
import dev.actr.signaling.SignalingClient;
import dev.actr.webrtc.PeerConnectionFactory;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The WebRTC of one node: its certificate, threads and sessions. */
final class WebRtcTransport {

  private final Executor executor;
  private final WebRtcPeers peers;

  /** Made for the first session: it has a certificate and a thread. */
  private PeerConnectionFactory connections;

  private boolean closed;

  WebRtcTransport(
      WebRtcConfig config,
      int maxMessage,
      NodeEnvironment environment,
      SignalingClient signaling,
      Supplier<Identity> identity,
      PeerVerifier verifier,
      BooleanSupplier admitting,
      PeerEvents events) {
    executor = environment.executor();
    peers =
        new WebRtcPeers(
            environment.loops().group().next(),
            listener -> connections().create(config.ice(identity.get().turn()), listener),
            signaling,
            identity,
            verifier,
            admitting,
            events,
            maxMessage);
  }

  WebRtcPeers peers() {
    return peers;
  }

  private synchronized PeerConnectionFactory connections() {
    if (connections == null) {
      if (closed) {
        throw new IllegalStateException("the node has stopped");
      }
      connections = PeerConnectionFactory.builder(executor).build();
    }
    return connections;
  }

  /** Ends the sessions, then the threads. */
  CompletableFuture<Void> close() {
    return peers.close().thenRunAsync(this::closeConnections, executor);
  }

  private void closeConnections() {
    PeerConnectionFactory made;
    synchronized (this) {
      closed = true;
      made = connections;
    }
    if (made != null) {
      made.close();
    }
  }
}
