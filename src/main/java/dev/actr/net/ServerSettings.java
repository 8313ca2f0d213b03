package dev.actr.net;

import dev.actr.net.tls.Tls;
import java.time.Duration;
import java.util.Optional;

/**
 * How an {@link HttpServer} serves, and what its clients may cost.
 *
 * @param maxBody bytes of a request's body
 * @param requestTimeout of a whole request, from the connection or the request before on
 * @param maxConnections open at a time; further ones are closed at once
 * @param tls secures the connections; empty for plain ones
 */
public record ServerSettings(
    int maxBody, Duration requestTimeout, int maxConnections, Optional<Tls> tls) {

  /** {@link #requestTimeout} unless told otherwise. */
  public static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);

  /** {@link #maxConnections} unless told otherwise. */
  public static final int MAX_CONNECTIONS = 4096;

  /** Plain connections with the limits above. */
  public static ServerSettings plain(int maxBody) {
    return new ServerSettings(maxBody, REQUEST_TIMEOUT, MAX_CONNECTIONS, Optional.empty());
  }
}
