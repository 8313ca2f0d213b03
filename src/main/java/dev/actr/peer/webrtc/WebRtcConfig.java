package dev.actr.peer.webrtc;

import dev.actr.identity.TurnCredential;
import dev.actr.webrtc.ice.IceConfig;
import dev.actr.webrtc.ice.IceServer;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;

/**
 * How a node connects with peers over WebRTC.
 *
 * @param stunUrls servers that tell a node its public address, {@code stun:} URLs
 * @param turnUrls servers that relay, {@code turn:} or {@code turns:} URLs; the AIS issues the
 *     credentials
 * @param forceRelay whether nothing but relays is used
 * @param ports of host candidates; empty for those the system gives
 * @param bindAddresses local addresses to use; empty for those of the interfaces
 * @param publicAddresses what a 1:1 NAT in front of this host maps to it; may be empty
 * @param ipv6 whether IPv6 addresses are used
 * @param loopback whether loopback addresses are used next to others
 * @param interfaces names of the network interfaces to use; empty for all
 * @param idleTimeout how long a session that nobody uses is kept; zero for as long as it holds
 */
public record WebRtcConfig(
    List<String> stunUrls,
    List<String> turnUrls,
    boolean forceRelay,
    Optional<PortRange> ports,
    List<InetAddress> bindAddresses,
    List<InetAddress> publicAddresses,
    boolean ipv6,
    boolean loopback,
    Set<String> interfaces,
    Duration idleTimeout) {

  /**
   * Ports, both included.
   *
   * @param first at least 1
   * @param last at least the first
   */
  public record PortRange(int first, int last) {}

  /**
   * Checks a URL.
   *
   * @param text such as {@code stun:host:3478}
   * @throws IllegalArgumentException if it is not that of a STUN server
   */
  public static void checkStunUrl(String text) {
    check(IceServer.stun(text), IceServer.Kind.STUN);
  }

  /**
   * Checks a URL.
   *
   * @param text such as {@code turns:host:5349?transport=tcp}
   * @throws IllegalArgumentException if it is not that of a TURN server
   */
  public static void checkTurnUrl(String text) {
    check(IceServer.turn(text, "username", "password"), IceServer.Kind.TURN);
  }

  private static void check(IceServer server, IceServer.Kind kind) {
    if (server.kind() != kind) {
      throw new IllegalArgumentException("not a " + kind + " server");
    }
  }

  /** Whether peers should rather be the ones who offer, as the ports of this node are open. */
  public boolean prefersToAnswer() {
    return ports.isPresent();
  }

  /**
   * For a connection that is made now.
   *
   * @param credential the AIS's newest
   * @param tls of connections to {@code turns} servers; empty for the JVM's
   */
  IceConfig ice(Optional<TurnCredential> credential, Optional<SSLContext> tls) {
    List<IceServer> servers = new ArrayList<>();
    stunUrls.forEach(url -> servers.add(IceServer.stun(url)));
    credential.ifPresent(
        turn ->
            turnUrls.forEach(
                url -> servers.add(IceServer.turn(url, turn.username(), turn.password()))));
    IceConfig.Builder ice =
        IceConfig.builder()
            .servers(servers)
            .relayOnly(forceRelay)
            .bindAddresses(bindAddresses)
            .advertisedAddresses(publicAddresses)
            .ipv6(ipv6)
            .loopback(loopback)
            .interfaces(name -> interfaces.isEmpty() || interfaces.contains(name));
    tls.ifPresent(ice::tls);
    ports.ifPresent(range -> ice.ports(range.first(), range.last()));
    return ice.build();
  }
}
