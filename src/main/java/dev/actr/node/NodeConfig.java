package dev.actr.node;

import dev.actr.ActrType;
import dev.actr.Realm;
import dev.actr.dispatch.DispatchConfig;
import dev.actr.identity.Acl;
import dev.actr.identity.SignedPackage;
import dev.actr.peer.PeerLimits;
import dev.actr.peer.webrtc.WebRtcConfig;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * The configuration of one node, complete and checked; the keys and defaults are in {@code
 * docs/configuration.md}.
 *
 * @param name the actor's name
 * @param type the type it registers under
 * @param realm the realm it registers in
 * @param realmSecret proves that it may
 * @param aisUrl base URL of the AIS, {@code http} or {@code https}
 * @param signalingUrl URL of the signaling server, {@code ws} or {@code wss}, used as it is
 * @param listener where it accepts WebSocket connections of peers; empty for nowhere
 * @param webRtc how it connects with peers through signaling; empty for not at all
 * @param callTimeout deadline of a call
 * @param tellTimeout how long a message may take to be handed to the transport
 * @param shutdownTimeout how long requests in flight may take at shutdown
 * @param reconnectInitialDelay before the second attempt to reach the AIS or signaling
 * @param reconnectMaxDelay which the delay between attempts doubles up to
 * @param dispatch how requests wait and run
 * @param maxMessageSize bytes of one message from or to a peer
 * @param limits what peers may cost besides
 * @param acl who may call; empty for every authenticated peer
 * @param expiryWarning how long before its expiry a credential is renewed
 * @param signedPackage what it registers with in PACKAGE mode; empty for LINKED mode
 */
public record NodeConfig(
    String name,
    ActrType type,
    Realm realm,
    Optional<String> realmSecret,
    URI aisUrl,
    URI signalingUrl,
    Optional<Listener> listener,
    Optional<WebRtcConfig> webRtc,
    Duration callTimeout,
    Duration tellTimeout,
    Duration shutdownTimeout,
    Duration reconnectInitialDelay,
    Duration reconnectMaxDelay,
    DispatchConfig dispatch,
    int maxMessageSize,
    PeerLimits limits,
    Optional<Acl> acl,
    Duration expiryWarning,
    Optional<SignedPackage> signedPackage) {

  /**
   * Where a node accepts WebSocket connections of peers.
   *
   * @param host local address to bind
   * @param port to bind; 0 for any free one
   * @param advertisedHost the host peers are told to connect to
   */
  public record Listener(String host, int port, String advertisedHost) {}

  /** Everything but the secret. */
  @Override
  public String toString() {
    return "NodeConfig[name="
        + name
        + ", type="
        + type
        + ", realm="
        + realm
        + ", aisUrl="
        + aisUrl
        + ", signalingUrl="
        + signalingUrl
        + ", listener="
        + listener
        + ", webRtc="
        + webRtc
        + "]";
  }
}
