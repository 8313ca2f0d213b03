package dev.actr.peer.webrtc;

import dev.actr.identity.Identity;
import dev.actr.net.tls.Tls;
import dev.actr.sctp.SctpConfig;
import dev.actr.webrtc.PeerConnection;
import dev.actr.webrtc.PeerConnectionFactory;
import dev.actr.webrtc.PeerConnectionListener;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Makes the peer connections of one node, with the credentials of the moment. Thread-safe. */
final class PeerConnections {

  /**
   * Shorter waits than RFC 9260 suggests, as libwebrtc has them: what is in flight goes on soon
   * after a path is there again. Whether it will be is for ICE to tell, and it takes its time.
   */
  private static final SctpConfig SCTP =
      SctpConfig.builder()
          .retransmissionTimeout(
              Duration.ofMillis(500), Duration.ofMillis(400), Duration.ofSeconds(3))
          .maxRetransmits(30)
          .build();

  private final WebRtcConfig config;
  private final Supplier<Identity> identity;
  private final Tls tls;
  private final Executor executor;

  /** Made for the first connection: it has a certificate and a thread. */
  private PeerConnectionFactory factory;

  private boolean closed;

  PeerConnections(WebRtcConfig config, Supplier<Identity> identity, Tls tls, Executor executor) {
    this.config = config;
    this.identity = identity;
    this.tls = tls;
    this.executor = executor;
  }

  PeerConnection create(PeerConnectionListener listener) {
    return factory().create(config.ice(identity.get().turn(), tls.clientContext()), listener);
  }

  private synchronized PeerConnectionFactory factory() {
    if (closed) {
      throw new IllegalStateException("the node has stopped");
    }
    if (factory == null) {
      // What is told of a message up to the mailbox does not block, as with a WebSocket.
      factory = PeerConnectionFactory.builder(executor).callbacksOnEventLoop().sctp(SCTP).build();
    }
    return factory;
  }

  /** Ends all connections, and blocks until their threads have ended. */
  void close() {
    PeerConnectionFactory made;
    synchronized (this) {
      closed = true;
      made = factory;
    }
    if (made != null) {
      made.close();
    }
  }
}
