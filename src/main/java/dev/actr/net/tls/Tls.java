package dev.actr.net.tls;

import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.TrustManager;

/**
 * What connections are secured with. Each handshake takes the keys and the trust that are in use at
 * its time; connections that are open stay. Thread-safe.
 */
public final class Tls {

  private static final String[] CLIENT_PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

  /** All clients there are speak it, and it has no renegotiation to keep a server busy with. */
  private static final String[] SERVER_PROTOCOLS = {"TLSv1.3"};

  private final TlsConfig config;

  /** Null until it is needed, where there are no files. */
  private volatile Loaded loaded;

  /** Of clients that keep one context for good. */
  private SSLContext following;

  /** Of the files that were refused last. */
  private byte[] refused = {};

  private String complaint = "";

  private Tls(TlsConfig config) {
    this.config = config;
  }

  /**
   * Reads the files of a configuration.
   *
   * @param config not null
   * @return ready for connections
   * @throws TlsException if a file cannot be used
   */
  public static Tls of(TlsConfig config) throws TlsException {
    Tls tls = new Tls(config);
    if (tls.hasFiles()) {
      tls.loaded = Loaded.of(config);
    }
    return tls;
  }

  /** No key, and whatever the JVM trusts. Does nothing until it is needed. */
  public static Tls jvmDefault() {
    return new Tls(TlsConfig.DEFAULT);
  }

  private boolean hasFiles() {
    return config.key().isPresent() || config.trust().isPresent();
  }

  /** Whether there is a key to serve TLS with. */
  public boolean hasKey() {
    return config.key().isPresent();
  }

  /**
   * The engine of a connection to a server. Blocks at first use where the JVM's trust is used, as
   * that is read then.
   *
   * @param host in the server's URL, which its certificate must be of
   * @param port in the server's URL
   * @return a new engine
   */
  public SSLEngine clientEngine(String host, int port) {
    SSLEngine engine = loaded().context().createSSLEngine(host, port);
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(CLIENT_PROTOCOLS);
    if (config.verifiesHostnames()) {
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
    }
    engine.setSSLParameters(parameters);
    return engine;
  }

  /**
   * The engine of an accepted connection.
   *
   * @return a new engine
   * @throws IllegalStateException without a key
   */
  public SSLEngine serverEngine() {
    if (!hasKey()) {
      throw new IllegalStateException("no key to serve TLS with");
    }
    SSLEngine engine = loaded().context().createSSLEngine();
    engine.setUseClientMode(false);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(SERVER_PROTOCOLS);
    switch (config.clientAuth()) {
      case NONE -> parameters.setWantClientAuth(false);
      case WANT -> parameters.setWantClientAuth(true);
      case NEED -> parameters.setNeedClientAuth(true);
    }
    engine.setSSLParameters(parameters);
    return engine;
  }

  /**
   * Has a client verify and show certificates as configured, also after the files have changed.
   *
   * @param client changed where there is anything to configure
   * @return the same
   */
  public HttpClient.Builder secure(HttpClient.Builder client) {
    clientContext().ifPresent(client::sslContext);
    return client;
  }

  /**
   * As {@link #secure}, for other clients that are given one context for good.
   *
   * @return always the same, which follows the files; empty where the JVM's own does
   */
  public Optional<SSLContext> clientContext() {
    boolean asTheJvm = !hasFiles() && config.verifiesHostnames();
    return asTheJvm ? Optional.empty() : Optional.of(followingContext());
  }

  private synchronized SSLContext followingContext() {
    if (following == null) {
      try {
        following = SSLContext.getInstance("TLS");
        following.init(
            loaded().keys() == null
                ? null
                : new KeyManager[] {new FollowingKeys(() -> loaded().keys())},
            new TrustManager[] {
              new FollowingTrust(() -> loaded().trust(), config.verifiesHostnames())
            },
            null);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every Java has TLS", e);
      }
    }
    return following;
  }

  private Loaded loaded() {
    Loaded current = loaded;
    return current != null ? current : loadDefaults();
  }

  private synchronized Loaded loadDefaults() {
    if (loaded == null) {
      try {
        loaded = Loaded.of(config);
      } catch (TlsException e) {
        throw new IllegalStateException("there are no files that could be wrong", e);
      }
    }
    return loaded;
  }

  /**
   * Looks for changed files now and then, until the timer ends.
   *
   * @param timer says when
   * @param blocking reads them
   */
  public void watch(ScheduledExecutorService timer, Executor blocking) {
    Duration period = config.reloadPeriod();
    if (!hasFiles() || period.isZero()) {
      return;
    }
    timer.scheduleWithFixedDelay(
        () -> {
          try {
            blocking.execute(this::refresh);
          } catch (RejectedExecutionException e) {
            // The application ends.
          }
        },
        period.toMillis(),
        period.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  /**
   * Takes changed files into use. If they are wrong, logs that and keeps what is in use. Blocks.
   */
  synchronized void refresh() {
    try {
      byte[] digest = Loaded.digest(Loaded.read(config));
      if (Arrays.equals(digest, loaded().digest()) || Arrays.equals(digest, refused)) {
        return;
      }
      refused = digest;
      loaded = Loaded.of(config);
      complaint = "";
      forgetSessions();
      TlsLog.LOG.reloaded(config);
    } catch (TlsException | GeneralSecurityException | RuntimeException e) {
      if (!complaint.equals(e.getMessage())) {
        complaint = String.valueOf(e.getMessage());
        TlsLog.LOG.notReloaded(complaint);
      }
    }
  }

  /** A resumed session would skip the checks of the new trust. */
  private void forgetSessions() {
    if (following == null) {
      return;
    }
    SSLSessionContext sessions = following.getClientSessionContext();
    for (byte[] id : Collections.list(sessions.getIds())) {
      SSLSession session = sessions.getSession(id);
      if (session != null) {
        session.invalidate();
      }
    }
  }

  /** Where the files are; no password. */
  @Override
  public String toString() {
    return "Tls[" + config + "]";
  }
}
