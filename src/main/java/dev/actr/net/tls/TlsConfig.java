package dev.actr.net.tls;

import java.time.Duration;
import java.util.Optional;

/**
 * How connections are secured.
 *
 * @param key to serve TLS with, and to show to servers that ask for it
 * @param trust whom to trust; empty for the defaults of the JVM
 * @param verifiesHostnames whether a server's certificate must be of the host in its URL
 * @param clientAuth what a listener asks of who connects
 * @param reloadPeriod how often changed files are looked for; zero for never
 */
public record TlsConfig(
    Optional<KeyMaterial> key,
    Optional<TrustMaterial> trust,
    boolean verifiesHostnames,
    ClientAuth clientAuth,
    Duration reloadPeriod) {

  /** No key, and whatever the JVM trusts. */
  public static final TlsConfig DEFAULT =
      new TlsConfig(
          Optional.empty(), Optional.empty(), true, ClientAuth.NONE, Duration.ofMinutes(1));
}
