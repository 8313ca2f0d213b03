package dev.actr.webrtc;

import dev.actr.sctp.SctpConfig;
import dev.actr.webrtc.dtls.DtlsCertificate;
import dev.actr.webrtc.dtls.DtlsContext;
import dev.actr.webrtc.dtls.Fingerprint;
import dev.actr.webrtc.ice.IceConfig;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * What the connections of one side have in common: its certificate, its configuration and the
 * threads that move packets and keep time. Thread-safe.
 */
public final class PeerConnectionFactory implements AutoCloseable {

  private static final int DTLS_MTU = 1200;

  private final Executor executor;
  private final boolean callbacksOnLoop;
  private final SctpConfig sctpConfig;
  private final IceConfig iceConfig;
  private final DtlsCertificate certificate;
  private final DtlsContext dtls;
  private final SecureRandom random;
  private final EventLoopGroup loops;
  private final Set<PeerConnection> connections = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  private PeerConnectionFactory(Builder builder) {
    executor = builder.executor;
    callbacksOnLoop = builder.callbacksOnLoop;
    sctpConfig = builder.sctpConfig;
    iceConfig = builder.iceConfig;
    random = new SecureRandom();
    certificate =
        builder.certificate == null ? DtlsCertificate.generate(random) : builder.certificate;
    dtls = new DtlsContext(certificate, random, DTLS_MTU, builder.handshakeTimeout);
    loops = new NioEventLoopGroup(builder.threads, new DefaultThreadFactory("actr-webrtc", true));
  }

  /**
   * A builder that holds the defaults.
   *
   * @param executor where names are looked up and listeners called, unless {@link
   *     Builder#callbacksOnEventLoop} says otherwise; not closed here
   */
  public static Builder builder(Executor executor) {
    return new Builder(executor);
  }

  /** What peers recognise this side's certificate by. */
  public Fingerprint fingerprint() {
    return certificate.fingerprint();
  }

  /** A connection with the factory's ICE configuration. */
  public PeerConnection create(PeerConnectionListener listener) {
    return create(iceConfig, listener);
  }

  /**
   * A connection that does nothing yet.
   *
   * @throws IllegalStateException if the factory is closed
   */
  public PeerConnection create(IceConfig ice, PeerConnectionListener listener) {
    Objects.requireNonNull(listener, "listener");
    if (closed) {
      throw new IllegalStateException("the factory is closed");
    }
    EventLoop loop = loops.next();
    PeerConnection connection =
        new PeerConnection(
            loop,
            executor,
            callbacksOnLoop ? Callbacks.onLoop(loop) : Callbacks.on(executor),
            ice,
            sctpConfig,
            dtls,
            random,
            listener,
            connections::remove);
    connections.add(connection);
    if (closed) {
      connection.close();
    }
    return connection;
  }

  /** Closes all connections and ends the threads; returns when they have ended, or after 5 s. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    connections.forEach(PeerConnection::close);
    end();
  }

  /** How many connections are not closed. */
  int size() {
    return connections.size();
  }

  /** Ends the threads as a crash would, without a word to the peers. */
  void abandon() {
    closed = true;
    end();
  }

  private void end() {
    dtls.close();
    loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
  }

  /** Collects what differs from the defaults. Not thread-safe. */
  public static final class Builder {

    private final Executor executor;
    private boolean callbacksOnLoop;
    private SctpConfig sctpConfig = SctpConfig.DEFAULT;
    private IceConfig iceConfig = IceConfig.DEFAULT;
    private DtlsCertificate certificate;
    private Duration handshakeTimeout = Duration.ofSeconds(20);
    private int threads = 1;

    private Builder(Executor executor) {
      this.executor = Objects.requireNonNull(executor, "executor");
    }

    /**
     * Calls listeners and completes futures on the thread that moves the connection's packets,
     * which spares each message two changes of threads. What is called there must not block, nor
     * close the factory: all that shares the thread would wait, and connections be lost. It may
     * send and call anything else; calls do not nest, a message that is sent in one leaves after
     * it.
     */
    public Builder callbacksOnEventLoop() {
      callbacksOnLoop = true;
      return this;
    }

    /** How addresses are found. */
    public Builder ice(IceConfig value) {
      iceConfig = Objects.requireNonNull(value, "ice");
      return this;
    }

    /** The limits of the data channels. */
    public Builder sctp(SctpConfig value) {
      sctpConfig = Objects.requireNonNull(value, "sctp");
      return this;
    }

    /** This side's certificate; a new one by default. */
    public Builder certificate(DtlsCertificate value) {
      certificate = Objects.requireNonNull(value, "certificate");
      return this;
    }

    /** How long a DTLS handshake may take; by default 20 s. */
    public Builder handshakeTimeout(Duration value) {
      if (value.isNegative() || value.isZero() || value.compareTo(Duration.ofHours(1)) > 0) {
        throw new IllegalArgumentException("handshakeTimeout must be positive, at most an hour");
      }
      handshakeTimeout = value;
      return this;
    }

    /** How many threads move packets; by default one. */
    public Builder threads(int value) {
      if (value < 1) {
        throw new IllegalArgumentException("threads must be at least 1");
      }
      threads = value;
      return this;
    }

    /** The factory, whose threads start when they are needed. */
    public PeerConnectionFactory build() {
      return new PeerConnectionFactory(this);
    }
  }
}
