package dev.actr.devserver;

import dev.actr.Realm;
import dev.actr.identity.Ed25519;
import dev.actr.identity.ManufacturerProof;
import dev.actr.identity.PackageManifest;
import dev.actr.net.IoLoops;
import dev.actr.net.ServerSettings;
import dev.actr.net.tls.Tls;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Configures a {@link DevServer}. Not for use by several threads at a time. */
public final class DevServerBuilder {

  private static final int MAX_PORT = 65_535;
  private static final int TURN_SECRET_LENGTH = 32;
  private static final Duration MAX_LIFETIME = Duration.ofDays(3650);
  private static final Duration MAX_HEARTBEAT = Duration.ofDays(1);

  private String host = "127.0.0.1";
  private int port = 8081;
  private final Map<Realm, Optional<String>> realms = new HashMap<>();
  private final Manufacturers manufacturers = new Manufacturers();
  private final Map<Packages.Published, String> published = new HashMap<>();
  private Duration credentialLifetime = Duration.ofHours(1);
  private Duration heartbeatInterval = Duration.ofSeconds(30);
  private Optional<byte[]> seed = Optional.empty();
  private Optional<String> turnSecret = Optional.empty();
  private boolean enforcesAccessRules = true;
  private Clock clock = Clock.systemUTC();
  private RegistryLimits limits = RegistryLimits.DEFAULT;
  private Optional<Tls> tls = Optional.empty();
  private int maxConnections = ServerSettings.MAX_CONNECTIONS;

  DevServerBuilder() {}

  /**
   * The local address to listen on; default {@code 127.0.0.1}.
   *
   * @param host a name or address, not null
   * @return this
   * @throws IllegalArgumentException if it is empty
   */
  public DevServerBuilder host(String host) {
    this.host = requireText("host", host);
    return this;
  }

  /**
   * The port to listen on; default 8081.
   *
   * @param port 0 for any free one
   * @return this
   * @throws IllegalArgumentException if it is not within 0..65535
   */
  public DevServerBuilder port(int port) {
    if (port < 0 || port > MAX_PORT) {
      throw new IllegalArgumentException("port " + port + " is not within 0.." + MAX_PORT);
    }
    this.port = port;
    return this;
  }

  /**
   * Adds a realm anyone may register in. As long as no realm is added, every realm is such a one.
   *
   * @param realm not null
   * @return this
   */
  public DevServerBuilder realm(Realm realm) {
    realms.put(Objects.requireNonNull(realm, "realm"), Optional.empty());
    return this;
  }

  /**
   * Adds a realm that takes a secret to register in.
   *
   * @param realm not null
   * @param secret not null; spaces around it do not count
   * @return this
   * @throws IllegalArgumentException if the secret is empty
   */
  public DevServerBuilder realm(Realm realm, String secret) {
    realms.put(
        Objects.requireNonNull(realm, "realm"), Optional.of(requireText("realm secret", secret)));
    return this;
  }

  /**
   * Adds a key of a manufacturer, whose packages may be registered from then on, also without being
   * published. The manufacturer proves each registration with its key.
   *
   * @param name as manifests have it, not null
   * @param publicKey the raw Ed25519 key, 32 bytes
   * @return this
   * @throws IllegalArgumentException if the bytes are no key
   * @throws IllegalStateException if the library that reads manifests is not there
   */
  public DevServerBuilder manufacturer(String name, byte[] publicKey) {
    if (!PackageManifest.isReadable()) {
      throw new IllegalStateException("to read manifests takes " + PackageManifest.READER);
    }
    manufacturers.add(requireText("manufacturer", name), publicKey);
    return this;
  }

  /**
   * Adds a package that is published: registrations with exactly its manifest are taken without a
   * proof.
   *
   * @param manifest of the package
   * @return this
   */
  public DevServerBuilder publishedPackage(PackageManifest manifest) {
    published.put(
        new Packages.Published(manifest.type(), manifest.target()),
        ManufacturerProof.digest(manifest.raw()));
    return this;
  }

  /**
   * How long credentials are valid; default one hour.
   *
   * @param lifetime one second to ten years
   * @return this
   * @throws IllegalArgumentException if it is not within these
   */
  public DevServerBuilder credentialLifetime(Duration lifetime) {
    this.credentialLifetime = requireWithin("credential lifetime", lifetime, MAX_LIFETIME);
    return this;
  }

  /**
   * How often nodes are told to send a heartbeat; default 30 seconds.
   *
   * @param interval one second to one day, in whole seconds
   * @return this
   * @throws IllegalArgumentException if it is not within these
   */
  public DevServerBuilder heartbeatInterval(Duration interval) {
    this.heartbeatInterval = requireWithin("heartbeat interval", interval, MAX_HEARTBEAT);
    return this;
  }

  /**
   * The Ed25519 seed of the first signing key; default random. With a fixed seed, credentials of an
   * earlier server have a valid signature, but their actors still have to register anew.
   *
   * @param seed 32 bytes
   * @return this
   * @throws IllegalArgumentException if it has another length
   */
  public DevServerBuilder seed(byte[] seed) {
    if (seed.length != Ed25519.KEY_LENGTH) {
      throw new IllegalArgumentException("seed of " + seed.length + " bytes, expected 32");
    }
    this.seed = Optional.of(seed.clone());
    return this;
  }

  /**
   * The secret shared with a TURN server, which then accepts the TURN credentials of this server;
   * default random, so that none does.
   *
   * @param secret not null
   * @return this
   * @throws IllegalArgumentException if it is empty
   */
  public DevServerBuilder turnSecret(String secret) {
    this.turnSecret = Optional.of(requireText("TURN secret", secret));
    return this;
  }

  /**
   * Serves {@code https} and {@code wss} instead of {@code http} and {@code ws}.
   *
   * @param tls has a key; who made it has it look for changed files
   * @return this
   * @throws IllegalArgumentException if it has no key
   */
  public DevServerBuilder tls(Tls tls) {
    if (!tls.hasKey()) {
      throw new IllegalArgumentException("no key to serve TLS with");
    }
    this.tls = Optional.of(tls);
    return this;
  }

  /**
   * Whether actors are hidden from those whom their access rules do not allow; default true.
   * Without it callees alone apply their rules, as with servers that have no access rules.
   *
   * @param enforced whether
   * @return this
   */
  public DevServerBuilder enforceAccessRules(boolean enforced) {
    this.enforcesAccessRules = enforced;
    return this;
  }

  DevServerBuilder maxConnections(int connections) {
    this.maxConnections = connections;
    return this;
  }

  DevServerBuilder clock(Clock clock) {
    this.clock = clock;
    return this;
  }

  DevServerBuilder limits(RegistryLimits limits) {
    this.limits = limits;
    return this;
  }

  /**
   * Starts a server on threads of its own.
   *
   * @return the listening server
   * @throws IOException if it cannot listen
   */
  public DevServer start() throws IOException {
    IoLoops loops = new IoLoops();
    try {
      return DevServer.start(this, loops, true);
    } catch (IOException e) {
      loops.close();
      throw e;
    }
  }

  /**
   * Starts a server on threads of the caller, which outlive it.
   *
   * @param loops move the bytes
   * @return the listening server
   * @throws IOException if it cannot listen
   */
  public DevServer start(IoLoops loops) throws IOException {
    return DevServer.start(this, Objects.requireNonNull(loops, "loops"), false);
  }

  private static String requireText(String what, String value) {
    String text = value.trim();
    if (text.isEmpty()) {
      throw new IllegalArgumentException(what + " is empty");
    }
    return text;
  }

  private static Duration requireWithin(String what, Duration value, Duration max) {
    if (value.compareTo(Duration.ofSeconds(1)) < 0 || value.compareTo(max) > 0) {
      throw new IllegalArgumentException(what + " " + value + " is not within PT1S.." + max);
    }
    return value;
  }

  String host() {
    return host;
  }

  int port() {
    return port;
  }

  Realms realms() {
    return new Realms(realms);
  }

  Packages packages() {
    return new Packages(published, manufacturers, clock);
  }

  Manufacturers manufacturers() {
    return manufacturers;
  }

  Duration credentialLifetime() {
    return credentialLifetime;
  }

  Duration heartbeatInterval() {
    return heartbeatInterval;
  }

  SigningKey signingKey() {
    return seed.map(SigningKey::ofSeed).orElseGet(SigningKey::random);
  }

  byte[] turnSecretBytes() {
    return turnSecret
        .map(s -> s.getBytes(StandardCharsets.UTF_8))
        .orElseGet(DevServerBuilder::random);
  }

  private static byte[] random() {
    byte[] secret = new byte[TURN_SECRET_LENGTH];
    new SecureRandom().nextBytes(secret);
    return secret;
  }

  boolean enforcesAccessRules() {
    return enforcesAccessRules;
  }

  Clock clock() {
    return clock;
  }

  RegistryLimits limits() {
    return limits;
  }

  Optional<Tls> tls() {
    return tls;
  }

  int maxConnections() {
    return maxConnections;
  }
}
