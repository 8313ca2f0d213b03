package dev.actr.devserver;

import dev.actr.net.HttpServer;
import dev.actr.net.IoLoops;
import dev.actr.net.ServerSettings;
import io.netty.channel.ChannelHandler;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.ChannelGroupFuture;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * An AIS and a signaling server on one port, for development and tests. Registers actors of mode
 * LINKED, and of mode PACKAGE for manufacturers and packages it is told of, issues real
 * credentials, and checks them on every message. Actors find each other, and have messages relayed,
 * as far as the access rules they have registered with allow it; those without rules are found by
 * all, of every realm. Everything is in memory: after a restart actors register anew. Methods may
 * be called on any thread but those of the {@link IoLoops}.
 */
public final class DevServer implements AutoCloseable {

  private static final int MAX_BODY = 1024 * 1024;
  private static final int CLOSE_TIMEOUT_SECONDS = 2;

  private final Optional<IoLoops> ownLoops;
  private final ChannelGroup connections;
  private final CredentialIssuer issuer;
  private final HttpServer server;
  private final String host;
  private final boolean secure;
  private final AtomicBoolean closed = new AtomicBoolean();

  private DevServer(
      Optional<IoLoops> ownLoops,
      ChannelGroup connections,
      CredentialIssuer issuer,
      HttpServer server,
      String host,
      boolean secure) {
    this.ownLoops = ownLoops;
    this.connections = connections;
    this.issuer = issuer;
    this.server = server;
    this.host = host;
    this.secure = secure;
  }

  /** Configures a server; see the builder for the defaults. */
  public static DevServerBuilder builder() {
    return new DevServerBuilder();
  }

  static DevServer start(DevServerBuilder config, IoLoops loops, boolean ownsLoops)
      throws IOException {
    Clock clock = config.clock();
    // Closed once, it closes what is added late: a connection accepted while the server closes.
    ChannelGroup connections = new DefaultChannelGroup(loops.group().next(), true);
    CredentialIssuer issuer =
        new CredentialIssuer(config.signingKey(), config.turnSecretBytes(), clock);
    Registry registry = new Registry(config.limits());
    AisEndpoint ais =
        new AisEndpoint(
            registry,
            issuer,
            config.realms(),
            config.packages(),
            config.credentialLifetime(),
            config.heartbeatInterval(),
            config.enforcesAccessRules(),
            clock);
    AisStatus status = new AisStatus(issuer, config.manufacturers());
    SignalingEndpoint signaling =
        new SignalingEndpoint(registry, issuer, config.heartbeatInterval(), clock);
    Supplier<ChannelHandler> handler =
        () -> new HttpConnection(ais, status, signaling, connections);
    try {
      HttpServer server =
          HttpServer.bind(
                  loops,
                  config.host(),
                  config.port(),
                  new ServerSettings(
                      MAX_BODY,
                      ServerSettings.REQUEST_TIMEOUT,
                      config.maxConnections(),
                      config.tls()),
                  handler)
              .join();
      DevServer started =
          new DevServer(
              ownsLoops ? Optional.of(loops) : Optional.empty(),
              connections,
              issuer,
              server,
              config.host(),
              config.tls().isPresent());
      DevServerLog.LOG.started(started.aisUri(), started.signalingUri());
      return started;
    } catch (CompletionException e) {
      throw new IOException(
          "cannot listen on " + config.host() + " port " + config.port() + ": " + e.getCause(), e);
    }
  }

  /** The port it listens on. */
  public int port() {
    return server.port();
  }

  /**
   * The base URL of the AIS, {@code http://<host>:<port>/ais} with the configured host; {@code
   * https} under TLS.
   */
  public URI aisUri() {
    return uri(secure ? "https" : "http", "/ais");
  }

  /**
   * The signaling URL, {@code ws://<host>:<port>/signaling/ws} with the configured host; {@code
   * wss} under TLS.
   */
  public URI signalingUri() {
    return uri(secure ? "wss" : "ws", "/signaling/ws");
  }

  private URI uri(String scheme, String path) {
    try {
      return new URI(scheme, null, host, port(), path, null, null);
    } catch (URISyntaxException e) {
      throw new IllegalStateException("it listens on this host", e);
    }
  }

  /** Signs credentials with a new key from now on. Those signed before stay valid. */
  public void rotateKey() {
    issuer.rotate();
  }

  /**
   * Stops listening and closes all connections, WebSockets with code 1001. Returns when they are
   * closed, after about a second at most. Does nothing when called again.
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    server.close();
    ChannelGroupFuture ended =
        connections.newCloseFuture(c -> c.pipeline().get(SignalingConnection.class) != null);
    connections.forEach(
        channel -> {
          SignalingConnection connection = channel.pipeline().get(SignalingConnection.class);
          if (connection != null) {
            connection.end(WebSocketCloseStatus.ENDPOINT_UNAVAILABLE, "the server stops");
          }
        });
    ended.awaitUninterruptibly(CLOSE_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    connections.close().awaitUninterruptibly(CLOSE_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    DevServerLog.LOG.stopped(aisUri());
    ownLoops.ifPresent(IoLoops::close);
  }
}
