package dev.actr.sctp;

import java.time.Duration;

/**
 * The limits and times of an association. Immutable; made with {@link #builder()}.
 *
 * <p>What one association keeps is bounded: received data by twice {@link #receiveWindow()} plus
 * one message, data to send by {@link #sendBuffer()} for each channel plus {@link #sendWindow()}.
 */
public final class SctpConfig {

  /** What applies when nothing else is asked for. */
  public static final SctpConfig DEFAULT = builder().build();

  private final int port;
  private final int mtu;
  private final int maxMessageSize;
  private final int receiveWindow;
  private final int sendWindow;
  private final int sendBuffer;
  private final int maxStreams;
  private final int maxRetransmits;
  private final int maxInitRetransmits;
  private final long rtoInitial;
  private final long rtoMin;
  private final long rtoMax;
  private final long heartbeatInterval;
  private final long cookieLife;

  private SctpConfig(Builder builder) {
    port = builder.port;
    mtu = builder.mtu;
    maxMessageSize = builder.maxMessageSize;
    // A message that does not fit would never be complete.
    receiveWindow = Math.max(builder.receiveWindow, builder.maxMessageSize + 4096);
    sendWindow = builder.sendWindow;
    sendBuffer = builder.sendBuffer;
    maxStreams = builder.maxStreams;
    maxRetransmits = builder.maxRetransmits;
    maxInitRetransmits = builder.maxInitRetransmits;
    rtoInitial = builder.rtoInitial.toNanos();
    rtoMin = builder.rtoMin.toNanos();
    rtoMax = builder.rtoMax.toNanos();
    heartbeatInterval = builder.heartbeatInterval.toNanos();
    cookieLife = builder.cookieLife.toNanos();
  }

  /** A builder that holds the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** The SCTP port of this side, as in its {@code a=sctp-port}. */
  public int port() {
    return port;
  }

  /** The largest SCTP packet to send, in bytes; what DTLS, UDP and IP add comes on top. */
  public int mtu() {
    return mtu;
  }

  /** The largest message to receive, in bytes, as in this side's {@code a=max-message-size}. */
  public int maxMessageSize() {
    return maxMessageSize;
  }

  /** How many bytes may have been received and not yet been handed over. */
  public int receiveWindow() {
    return receiveWindow;
  }

  /** How many bytes may have been sent and not yet been acknowledged, whatever the peer allows. */
  public int sendWindow() {
    return sendWindow;
  }

  /** How many bytes may wait in one channel before {@link DataChannel#send} refuses more. */
  public int sendBuffer() {
    return sendBuffer;
  }

  /** How many streams each side may use; ids of channels are below. */
  public int maxStreams() {
    return maxStreams;
  }

  /** Association.Max.Retrans: after so many time-outs in a row the peer is taken for gone. */
  public int maxRetransmits() {
    return maxRetransmits;
  }

  /** Max.Init.Retransmits: how often a step of the set-up is repeated. */
  public int maxInitRetransmits() {
    return maxInitRetransmits;
  }

  long rtoInitial() {
    return rtoInitial;
  }

  long rtoMin() {
    return rtoMin;
  }

  long rtoMax() {
    return rtoMax;
  }

  long heartbeatInterval() {
    return heartbeatInterval;
  }

  long cookieLife() {
    return cookieLife;
  }

  /** Collects what differs from the defaults. Not thread-safe. */
  public static final class Builder {

    private int port = 5000;
    private int mtu = 1200;
    private int maxMessageSize = 256 * 1024;
    private int receiveWindow = 1024 * 1024;
    private int sendWindow = 1024 * 1024;
    private int sendBuffer = 1024 * 1024;
    private int maxStreams = 1024;
    private int maxRetransmits = 10;
    private int maxInitRetransmits = 8;
    private Duration rtoInitial = Duration.ofSeconds(1);
    private Duration rtoMin = Duration.ofSeconds(1);
    private Duration rtoMax = Duration.ofSeconds(60);
    private Duration heartbeatInterval = Duration.ofSeconds(30);
    private Duration cookieLife = Duration.ofSeconds(60);

    private Builder() {}

    /** {@link SctpConfig#port()}; 1 to 65535, by default 5000. */
    public Builder port(int value) {
      port = inRange("port", value, 1, 65_535);
      return this;
    }

    /** {@link SctpConfig#mtu()}; 508 to 65535, by default 1200. */
    public Builder mtu(int value) {
      mtu = inRange("mtu", value, 508, 65_535);
      return this;
    }

    /** {@link SctpConfig#maxMessageSize()}; up to 64 MiB, by default 256 KiB. */
    public Builder maxMessageSize(int value) {
      maxMessageSize = inRange("maxMessageSize", value, 1, 1 << 26);
      return this;
    }

    /**
     * {@link SctpConfig#receiveWindow()}; up to 256 MiB, by default 1 MiB, and a little more than
     * the largest message at least, which could not arrive otherwise.
     */
    public Builder receiveWindow(int value) {
      receiveWindow = inRange("receiveWindow", value, 4096, 1 << 28);
      return this;
    }

    /** {@link SctpConfig#sendWindow()}; up to 256 MiB, by default 1 MiB. */
    public Builder sendWindow(int value) {
      sendWindow = inRange("sendWindow", value, 4096, 1 << 28);
      return this;
    }

    /** {@link SctpConfig#sendBuffer()}; up to 1 GiB, by default 1 MiB. */
    public Builder sendBuffer(int value) {
      sendBuffer = inRange("sendBuffer", value, 1, 1 << 30);
      return this;
    }

    /** {@link SctpConfig#maxStreams()}; 2 to 65535, by default 1024. */
    public Builder maxStreams(int value) {
      maxStreams = inRange("maxStreams", value, 2, 65_535);
      return this;
    }

    /** {@link SctpConfig#maxRetransmits()}; 1 to 100, by default 10. */
    public Builder maxRetransmits(int value) {
      maxRetransmits = inRange("maxRetransmits", value, 1, 100);
      return this;
    }

    /** {@link SctpConfig#maxInitRetransmits()}; 1 to 100, by default 8. */
    public Builder maxInitRetransmits(int value) {
      maxInitRetransmits = inRange("maxInitRetransmits", value, 1, 100);
      return this;
    }

    /**
     * The retransmission time-out: before a round trip was measured, and its bounds from then on.
     *
     * @param initial RTO.Initial, by default 1 s
     * @param min RTO.Min, by default 1 s
     * @param max RTO.Max, by default 60 s
     */
    public Builder retransmissionTimeout(Duration initial, Duration min, Duration max) {
      if (min.compareTo(Duration.ofMillis(1)) < 0
          || initial.compareTo(min) < 0
          || max.compareTo(initial) < 0
          || max.compareTo(Duration.ofHours(1)) > 0) {
        throw new IllegalArgumentException("retransmission time-outs out of order or range");
      }
      rtoInitial = initial;
      rtoMin = min;
      rtoMax = max;
      return this;
    }

    /** HB.interval: after so long without traffic the peer is asked for a sign; by default 30 s. */
    public Builder heartbeatInterval(Duration value) {
      heartbeatInterval = positive("heartbeatInterval", value);
      return this;
    }

    /** Valid.Cookie.Life: for how long a set-up that was answered may go on; by default 60 s. */
    public Builder cookieLife(Duration value) {
      cookieLife = positive("cookieLife", value);
      return this;
    }

    /** The configuration. */
    public SctpConfig build() {
      return new SctpConfig(this);
    }

    private static int inRange(String name, int value, int min, int max) {
      if (value < min || value > max) {
        throw new IllegalArgumentException(name + " must be " + min + " to " + max);
      }
      return value;
    }

    private static Duration positive(String name, Duration value) {
      if (value.isNegative() || value.isZero() || value.compareTo(Duration.ofDays(1)) > 0) {
        throw new IllegalArgumentException(name + " must be positive and at most a day");
      }
      return value;
    }
  }
}
