package dev.actr.webrtc.ice;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A STUN or TURN server (RFC 7064, RFC 7065). Its {@link #toString()} leaves the password out.
 *
 * @param kind what it is asked for
 * @param host a name or an IP address, IPv6 without brackets
 * @param port 1 to 65535
 * @param transport how it is reached
 * @param username of a TURN server
 * @param password of a TURN server
 */
public record IceServer(
    Kind kind,
    String host,
    int port,
    Transport transport,
    Optional<String> username,
    Optional<String> password) {

  /** What a server does. */
  public enum Kind {
    /** Tells the address it sees. */
    STUN,
    /** Relays. */
    TURN
  }

  /** How a server is reached. */
  public enum Transport {
    /** Datagrams. */
    UDP,
    /** A connection. */
    TCP,
    /** A connection under TLS, the server's certificate verified. */
    TLS
  }

  private static final Pattern FORM =
      Pattern.compile(
          "(stun|stuns|turn|turns):(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+)(?::([0-9]{1,5}))?"
              + "(?:\\?transport=(udp|tcp))?");

  /**
   * Checks the parts.
   *
   * @throws IllegalArgumentException if the port is out of range, a TURN server has no credentials,
   *     or a STUN server is to be asked over anything but UDP
   */
  public IceServer {
    if (port < 1 || port > 0xffff) {
      throw new IllegalArgumentException("port of an ICE server must be 1 to 65535");
    }
    if (kind == Kind.TURN && (username.isEmpty() || password.isEmpty())) {
      throw new IllegalArgumentException("a TURN server needs a username and a password");
    }
    if (kind == Kind.STUN && transport != Transport.UDP) {
      throw new IllegalArgumentException("a STUN server is asked over UDP only");
    }
  }

  /**
   * A STUN server, such as {@code stun:stun.example.org:3478}.
   *
   * @throws IllegalArgumentException if the URI is of another form
   */
  public static IceServer stun(String uri) {
    return parse(uri, Optional.empty(), Optional.empty());
  }

  /**
   * A TURN server, such as {@code turn:turn.example.org?transport=tcp} or {@code
   * turns:turn.example.org}.
   *
   * @throws IllegalArgumentException if the URI is of another form
   */
  public static IceServer turn(String uri, String username, String password) {
    return parse(uri, Optional.of(username), Optional.of(password));
  }

  private static IceServer parse(String uri, Optional<String> username, Optional<String> password) {
    Matcher form = FORM.matcher(uri.strip());
    if (!form.matches()) {
      throw new IllegalArgumentException("not the URI of a STUN or TURN server: " + uri);
    }
    String scheme = form.group(1).toLowerCase(Locale.ROOT);
    boolean secure = scheme.endsWith("s");
    Kind kind = scheme.startsWith("turn") ? Kind.TURN : Kind.STUN;
    boolean tcp = "tcp".equals(form.group(4));
    String host = form.group(2).replaceAll("[\\[\\]]", "");
    int port = form.group(3) == null ? (secure ? 5349 : 3478) : Integer.parseInt(form.group(3));
    if (secure && "udp".equals(form.group(4))) {
      throw new IllegalArgumentException("TURN over DTLS is not supported: " + uri);
    }
    Transport transport = secure ? Transport.TLS : tcp ? Transport.TCP : Transport.UDP;
    return new IceServer(kind, host, port, transport, username, password);
  }

  /** The server without its credentials. */
  @Override
  public String toString() {
    String address = host.indexOf(':') >= 0 ? '[' + host + ']' : host;
    String scheme = kind.name().toLowerCase(Locale.ROOT) + (transport == Transport.TLS ? "s" : "");
    String query = kind == Kind.TURN && transport == Transport.TCP ? "?transport=tcp" : "";
    return URI.create(scheme + ':' + address + ':' + port + query).toString();
  }
}
