package dev.actr.node;

import java.net.URI;

/**
 * The {@code actr.toml} of a Rust node.
 *
 * @param ais base URL
 * @param signaling URL
 * @param realm id
 * @param more tables
 */
record RustConfig(String ais, String signaling, long realm, String more) {

  static RustConfig of(URI ais, URI signaling) {
    return new RustConfig(ais.toString(), signaling.toString(), 1001, "");
  }

  RustConfig signaling(URI url) {
    return new RustConfig(ais, url.toString(), realm, more);
  }

  RustConfig realm(long id) {
    return new RustConfig(ais, signaling, id, more);
  }

  /** It listens there. */
  RustConfig webSocketPort(int port) {
    return with(
        """
        [websocket]
        listen_port = %d
        advertised_host = "127.0.0.1"
        """
            .formatted(port));
  }

  /** It would rather answer than offer, as its ports are open. */
  RustConfig answering() {
    return with(
        """
        [webrtc]
        port_range_start = 40000
        port_range_end = 49999
        """);
  }

  /** It asks these servers for its addresses, and may be told to use none but the relay's. */
  RustConfig iceServers(String stun, String turn, boolean relayOnly) {
    return with(
        """
        [webrtc]
        stun_urls = ["%s"]
        turn_urls = ["%s"]
        force_relay = %s
        """
            .formatted(stun, turn, relayOnly));
  }

  /** It takes calls of this type and no others. */
  RustConfig allowing(String type) {
    return with(
        """
        [[acl.rules]]
        permission = "allow"
        type = "%s"
        """
            .formatted(type));
  }

  private RustConfig with(String table) {
    return new RustConfig(ais, signaling, realm, more + table);
  }

  String toml() {
    return """
    edition = 1
    [signaling]
    url = "%s"
    [ais_endpoint]
    url = "%s"
    [deployment]
    realm_id = %d
    """
            .formatted(signaling, ais, realm)
        + more;
  }
}
