package dev.actr.webrtc.ice;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;

/** How an agent finds addresses and how long it waits. Immutable; made with {@link #builder()}. */
public final class IceConfig {

  /** What applies when nothing else is asked for. */
  public static final IceConfig DEFAULT = builder().build();

  private final List<IceServer> servers;
  private final boolean relayOnly;
  private final int minPort;
  private final int maxPort;
  private final List<InetAddress> bindAddresses;
  private final List<InetAddress> advertisedAddresses;
  private final boolean ipv6;
  private final boolean loopback;
  private final Predicate<String> interfaces;
  private final Optional<SSLContext> tls;
  private final Duration checkInterval;
  private final Duration consentInterval;
  private final Duration disconnectedTimeout;
  private final Duration consentTimeout;
  private final Duration connectTimeout;

  private IceConfig(Builder builder) {
    servers = builder.servers;
    relayOnly = builder.relayOnly;
    minPort = builder.minPort;
    maxPort = builder.maxPort;
    bindAddresses = builder.bindAddresses;
    advertisedAddresses = builder.advertisedAddresses;
    ipv6 = builder.ipv6;
    loopback = builder.loopback;
    interfaces = builder.interfaces;
    tls = builder.tls;
    checkInterval = builder.checkInterval;
    consentInterval = builder.consentInterval;
    disconnectedTimeout = builder.disconnectedTimeout;
    consentTimeout = builder.consentTimeout;
    connectTimeout = builder.connectTimeout;
  }

  /** A builder that holds the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  List<IceServer> servers() {
    return servers;
  }

  boolean relayOnly() {
    return relayOnly;
  }

  int minPort() {
    return minPort;
  }

  int maxPort() {
    return maxPort;
  }

  List<InetAddress> bindAddresses() {
    return bindAddresses;
  }

  List<InetAddress> advertisedAddresses() {
    return advertisedAddresses;
  }

  boolean ipv6() {
    return ipv6;
  }

  boolean loopback() {
    return loopback;
  }

  Predicate<String> interfaces() {
    return interfaces;
  }

  Optional<SSLContext> tls() {
    return tls;
  }

  Duration checkInterval() {
    return checkInterval;
  }

  Duration consentInterval() {
    return consentInterval;
  }

  Duration disconnectedTimeout() {
    return disconnectedTimeout;
  }

  Duration consentTimeout() {
    return consentTimeout;
  }

  Duration connectTimeout() {
    return connectTimeout;
  }

  /** Collects what differs from the defaults. Not thread-safe. */
  public static final class Builder {

    private static final int MAX_SERVERS = 16;

    private List<IceServer> servers = List.of();
    private boolean relayOnly;
    private int minPort;
    private int maxPort;
    private List<InetAddress> bindAddresses = List.of();
    private List<InetAddress> advertisedAddresses = List.of();
    private boolean ipv6 = true;
    private boolean loopback;
    private Predicate<String> interfaces = name -> true;
    private Optional<SSLContext> tls = Optional.empty();
    private Duration checkInterval = Duration.ofMillis(5);
    private Duration consentInterval = Duration.ofSeconds(5);
    private Duration disconnectedTimeout = Duration.ofSeconds(8);
    private Duration consentTimeout = Duration.ofSeconds(30);
    private Duration connectTimeout = Duration.ofSeconds(30);

    private Builder() {}

    /** STUN and TURN servers to ask; none by default, at most 16. */
    public Builder servers(List<IceServer> value) {
      if (value.size() > MAX_SERVERS) {
        throw new IllegalArgumentException("at most " + MAX_SERVERS + " ICE servers");
      }
      servers = List.copyOf(value);
      return this;
    }

    /** Whether only TURN servers' addresses are used and told; false by default. */
    public Builder relayOnly(boolean value) {
      relayOnly = value;
      return this;
    }

    /** The ports of host candidates, both included; by default whichever the system gives. */
    public Builder ports(int min, int max) {
      if (min < 1 || max > 0xffff || min > max) {
        throw new IllegalArgumentException("ports must be 1 to 65535, the lower first");
      }
      minPort = min;
      maxPort = max;
      return this;
    }

    /** The local addresses to use; by default those of the interfaces. */
    public Builder bindAddresses(List<InetAddress> value) {
      bindAddresses = List.copyOf(value);
      return this;
    }

    /**
     * The addresses a 1:1 NAT in front of this host maps to it, at most one for each IP version:
     * told in place of the host's own; none by default.
     */
    public Builder advertisedAddresses(List<InetAddress> value) {
      advertisedAddresses = List.copyOf(value);
      return this;
    }

    /** Whether IPv6 addresses of interfaces are used; true by default. */
    public Builder ipv6(boolean value) {
      ipv6 = value;
      return this;
    }

    /** Whether loopback is used; by default only if there is no other interface. */
    public Builder loopback(boolean value) {
      loopback = value;
      return this;
    }

    /** Which interfaces are used, by name; all by default. */
    public Builder interfaces(Predicate<String> value) {
      interfaces = Objects.requireNonNull(value, "interfaces");
      return this;
    }

    /** What certificates of TURN servers are verified with; by default what Java trusts. */
    public Builder tls(SSLContext value) {
      tls = Optional.of(value);
      return this;
    }

    /** The time between two checks, Ta of RFC 8445; at least 5 ms, the default. */
    public Builder checkInterval(Duration value) {
      checkInterval = atLeast("checkInterval", value, Duration.ofMillis(5));
      return this;
    }

    /**
     * How the peer's consent is kept fresh (RFC 7675).
     *
     * @param interval between two checks, randomised by a fifth; by default 5 s
     * @param disconnected after so long without a packet of the peer the agent is {@link
     *     IceState#DISCONNECTED}; by default 8 s
     * @param expired after so long without an answer it is {@link IceState#FAILED}; by default 30 s
     */
    public Builder consent(Duration interval, Duration disconnected, Duration expired) {
      consentInterval = atLeast("interval", interval, Duration.ofMillis(10));
      disconnectedTimeout = atLeast("disconnected", disconnected, interval);
      consentTimeout = atLeast("expired", expired, disconnected);
      return this;
    }

    /** How long pairs are checked before the agent is failed; by default 30 s. */
    public Builder connectTimeout(Duration value) {
      connectTimeout = atLeast("connectTimeout", value, Duration.ofMillis(100));
      return this;
    }

    /** The configuration. */
    public IceConfig build() {
      return new IceConfig(this);
    }

    private static Duration atLeast(String name, Duration value, Duration least) {
      if (value.compareTo(least) < 0 || value.compareTo(Duration.ofDays(1)) > 0) {
        throw new IllegalArgumentException(name + " must be at least " + least + " and at most 1d");
      }
      return value;
    }
  }
}
