package dev.actr.cdi;

import dev.actr.Realm;
import dev.actr.identity.SignedPackage;
import dev.actr.net.tls.TlsConfig;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The configuration of the development server.
 *
 * @param host local address to bind
 * @param port to bind; 0 for any free one
 * @param realms the realms it serves, with their secrets
 * @param credentialLifetime how long the credentials it issues are valid
 * @param packages of the application's actors, which are taken as published, or with a proof
 * @param manufacturers whose packages it registers, besides those
 * @param tls with a key to serve with; empty for none
 */
record DevServerConfig(
    String host,
    int port,
    Map<Realm, Optional<String>> realms,
    Duration credentialLifetime,
    List<SignedPackage> packages,
    List<Manufacturer> manufacturers,
    Optional<TlsConfig> tls) {

  /**
   * Where actors reach the AIS and the signaling server.
   *
   * @param ais base URL of the AIS
   * @param signaling URL of the signaling server
   */
  record Urls(URI ais, URI signaling) {

    /** The URLs of a development server that listens there. */
    static Urls at(String host, int port, boolean secure) {
      String authority = ConfigType.inUrl(host) + ':' + port;
      return new Urls(
          URI.create((secure ? "https://" : "http://") + authority + "/ais"),
          URI.create((secure ? "wss://" : "ws://") + authority + "/signaling/ws"));
    }
  }

  /** The URLs of the server, unless it is bound to any free port. */
  Urls urls() {
    return Urls.at(host, port, tls.isPresent());
  }

  /** Everything but the secrets. */
  @Override
  public String toString() {
    return "DevServerConfig[host="
        + host
        + ", port="
        + port
        + ", realms="
        + realms.keySet()
        + ", credentialLifetime="
        + credentialLifetime
        + ", packages="
        + packages
        + ", manufacturers="
        + manufacturers
        + ", tls="
        + tls
        + "]";
  }
}
