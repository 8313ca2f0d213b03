package dev.actr.cdi;

import static dev.actr.cdi.CdiLog.LOG;

import dev.actr.Realm;
import dev.actr.dispatch.DispatchConfig;
import dev.actr.identity.SignedPackage;
import dev.actr.net.tls.TlsConfig;
import dev.actr.node.NodeConfig;
import dev.actr.peer.PeerLimits;
import dev.actr.peer.webrtc.WebRtcConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Reads the configuration of actors and gathers what is wrong with it. What is wrong or missing
 * reads as some value that is not, so results are good only while there are no {@link #problems()}.
 */
final class ActorConfigReader {

  private static final DevServerConfig.Urls NOWHERE =
      DevServerConfig.Urls.at("localhost", 0, false);

  private final Set<String> problems = new LinkedHashSet<>();
  private final Map<ConfigKey<?>, List<String>> missing = new LinkedHashMap<>();
  private final ConfigTexts texts;
  private final AccessRuleReader accessRules;
  private final TlsConfigReader tls = new TlsConfigReader(problems::add);
  private final PackageConfigReader packages = new PackageConfigReader(problems::add);
  private final MailboxConfigReader mailboxes = new MailboxConfigReader(problems::add);

  ActorConfigReader(Config config) {
    this.texts = new ConfigTexts(config, problems::add);
    this.accessRules = new AccessRuleReader(texts, problems::add);
  }

  /** Everything that is wrong in the configuration of these actors; warns of what is odd. */
  static List<String> check(Collection<ActorBean> actors) {
    if (actors.isEmpty()) {
      return List.of();
    }
    Config config = ConfigProvider.getConfig();
    ActorConfigReader reader = new ActorConfigReader(config);
    reader
        .actors(actors, reader.devServer(actors).map(DevServerConfig::urls))
        .forEach(
            settings -> {
              reader.warnOfThreshold(settings);
              reader.mailboxes.warnOfDurability(
                  settings.mailbox(), reader.new View(Optional.of(settings.actor())));
            });
    List<String> keys = reader.texts.names(key -> true);
    List<String> problems = reader.problems();
    problems.addAll(
        new UnknownKeys(actors.stream().map(ActorBean::name).toList(), System.getenv().keySet())
            .report(keys));
    return problems;
  }

  /** What was wrong in all that has been read so far, each said once. */
  List<String> problems() {
    List<String> all = new ArrayList<>();
    missing.forEach(
        (key, actors) ->
            all.add(
                LOG.missingKey(
                    key.global(), actors, key.meaning(), key.of(actors.iterator().next()))));
    all.addAll(problems);
    return all;
  }

  /** The development server's configuration, if it is enabled. */
  Optional<DevServerConfig> devServer(Collection<ActorBean> actors) {
    if (!setting(ConfigKeys.DEVSERVER_ENABLED)) {
      return Optional.empty();
    }
    Map<Realm, Optional<String>> realms =
        text(ConfigKeys.DEVSERVER_REALMS.global())
            .flatMap(
                text ->
                    parse(ConfigKeys.DEVSERVER_REALMS, ConfigKeys.DEVSERVER_REALMS.global(), text))
            .orElseGet(() -> realmsOf(actors));
    return Optional.of(
        new DevServerConfig(
            setting(ConfigKeys.DEVSERVER_HOST),
            setting(ConfigKeys.DEVSERVER_PORT),
            realms,
            setting(ConfigKeys.DEVSERVER_CREDENTIAL_LIFETIME),
            packagesOf(actors),
            new View(Optional.empty()).value(ConfigKeys.DEVSERVER_MANUFACTURERS).orElse(List.of()),
            devServerTls()));
  }

  private Optional<TlsConfig> devServerTls() {
    if (!setting(ConfigKeys.DEVSERVER_TLS)) {
      return Optional.empty();
    }
    TlsConfig config = tls.read(new View(Optional.empty()));
    if (config.key().isEmpty()) {
      problems.add(
          LOG.incompleteTls(
              ConfigKeys.DEVSERVER_TLS.global(),
              TlsKeys.KEY_CERT.global(),
              TlsKeys.KEY_CERT.meaning()));
      return Optional.empty();
    }
    return Optional.of(config);
  }

  private List<SignedPackage> packagesOf(Collection<ActorBean> actors) {
    return actors.stream()
        .flatMap(actor -> packages.read(actor, new View(Optional.of(actor))).stream())
        .toList();
  }

  private Map<Realm, Optional<String>> realmsOf(Collection<ActorBean> actors) {
    Map<Realm, Optional<String>> realms = new LinkedHashMap<>();
    for (ActorBean actor : actors) {
      optional(ConfigKeys.REALM_ID, actor)
          .ifPresent(realm -> realms.putIfAbsent(realm, optional(ConfigKeys.REALM_SECRET, actor)));
    }
    return realms;
  }

  /**
   * The configuration of these actors.
   *
   * @param servers the development server's URLs, in place of the configured ones
   */
  List<ActorSettings> actors(Collection<ActorBean> actors, Optional<DevServerConfig.Urls> servers) {
    List<ActorSettings> settings = actors.stream().map(actor -> actor(actor, servers)).toList();
    for (int i = 0; i < settings.size(); i++) {
      for (int j = 0; j < i; j++) {
        checkPorts(settings.get(j).node(), settings.get(i).node());
      }
    }
    return settings;
  }

  private ActorSettings actor(ActorBean actor, Optional<DevServerConfig.Urls> servers) {
    Realm realm = required(ConfigKeys.REALM_ID, actor, new Realm(0));
    MailboxSettings mailbox = mailboxes.read(actor.name(), new View(Optional.of(actor)));
    NodeConfig node =
        new NodeConfig(
            actor.name(),
            actor.type(),
            realm,
            optional(ConfigKeys.REALM_SECRET, actor),
            servers
                .map(DevServerConfig.Urls::ais)
                .orElseGet(() -> required(ConfigKeys.AIS_URL, actor, NOWHERE.ais())),
            servers
                .map(DevServerConfig.Urls::signaling)
                .orElseGet(() -> required(ConfigKeys.SIGNALING_URL, actor, NOWHERE.signaling())),
            optional(ConfigKeys.WEBSOCKET_PORT, actor)
                .map(
                    port ->
                        new NodeConfig.Listener(
                            setting(ConfigKeys.WEBSOCKET_HOST, actor),
                            port,
                            ConfigType.inUrl(
                                setting(ConfigKeys.WEBSOCKET_ADVERTISED_HOST, actor)))),
            webRtc(actor),
            setting(ConfigKeys.CALL_TIMEOUT, actor),
            setting(ConfigKeys.TELL_TIMEOUT, actor),
            setting(ConfigKeys.SHUTDOWN_TIMEOUT, actor),
            setting(ConfigKeys.RECONNECT_INITIAL_DELAY, actor),
            setting(ConfigKeys.RECONNECT_MAX_DELAY, actor),
            dispatch(actor, mailbox.isInDatabase()),
            setting(ConfigKeys.MAX_MESSAGE_SIZE, actor),
            new PeerLimits(
                setting(ConfigKeys.MAX_CONNECTIONS, actor),
                setting(ConfigKeys.MAX_CONNECTIONS_PER_PEER, actor),
                setting(ConfigKeys.HANDSHAKE_TIMEOUT, actor),
                setting(ConfigKeys.KEEPALIVE, actor),
                setting(ConfigKeys.MAX_REQUESTS_PER_SECOND, actor),
                setting(ConfigKeys.MAX_PENDING_CALLS, actor),
                PeerLimits.DEFAULT.credentialGrace()),
            accessRules.read(actor.name(), realm),
            setting(ConfigKeys.CREDENTIAL_EXPIRY_WARNING, actor),
            packages.read(actor, new View(Optional.of(actor))));
    checkDelays(actor, node.reconnectInitialDelay(), node.reconnectMaxDelay());
    return new ActorSettings(
        actor,
        node,
        mailbox,
        tls.read(new View(Optional.of(actor))),
        setting(ConfigKeys.AUTO_START, actor),
        setting(ConfigKeys.HEALTH_ENABLED, actor));
  }

  private DispatchConfig dispatch(ActorBean actor, boolean shared) {
    int capacity = setting(ConfigKeys.MAILBOX_CAPACITY, actor);
    return new DispatchConfig(
        setting(ConfigKeys.DISPATCH_CONCURRENCY, actor),
        setting(ConfigKeys.DISPATCH_QUEUE, actor),
        capacity,
        optional(ConfigKeys.MAILBOX_BACKPRESSURE_THRESHOLD, actor)
            .orElseGet(
                () -> Math.min(capacity, fallback(ConfigKeys.MAILBOX_BACKPRESSURE_THRESHOLD))),
        shared);
  }

  /** No mistake where an actor sends many messages to itself, which the capacity is not for. */
  private void warnOfThreshold(ActorSettings settings) {
    DispatchConfig dispatch = settings.node().dispatch();
    if (dispatch.backpressureThreshold() > dispatch.capacity()) {
      LOG.thresholdAboveCapacity(
          settings.actor().name(),
          source(ConfigKeys.MAILBOX_BACKPRESSURE_THRESHOLD, settings.actor()),
          dispatch.backpressureThreshold(),
          source(ConfigKeys.MAILBOX_CAPACITY, settings.actor()),
          dispatch.capacity());
    }
  }

  private Optional<WebRtcConfig> webRtc(ActorBean actor) {
    WebRtcConfig config =
        new WebRtcConfig(
            optional(ConfigKeys.WEBRTC_STUN_URLS, actor).orElse(List.of()),
            optional(ConfigKeys.WEBRTC_TURN_URLS, actor).orElse(List.of()),
            setting(ConfigKeys.WEBRTC_FORCE_RELAY, actor),
            optional(ConfigKeys.WEBRTC_PORTS, actor),
            optional(ConfigKeys.WEBRTC_BIND_ADDRESSES, actor).orElse(List.of()),
            optional(ConfigKeys.WEBRTC_PUBLIC_ADDRESSES, actor).orElse(List.of()),
            setting(ConfigKeys.WEBRTC_IPV6, actor),
            setting(ConfigKeys.WEBRTC_LOOPBACK, actor),
            optional(ConfigKeys.WEBRTC_INTERFACES, actor).map(Set::copyOf).orElse(Set.of()),
            setting(ConfigKeys.WEBRTC_IDLE_TIMEOUT, actor));
    if (config.forceRelay() && config.turnUrls().isEmpty()) {
      problems.add(
          LOG.nothingRelays(
              actor.name(),
              source(ConfigKeys.WEBRTC_FORCE_RELAY, actor),
              ConfigKeys.WEBRTC_TURN_URLS.global()));
    }
    return setting(ConfigKeys.WEBRTC_ENABLED, actor) ? Optional.of(config) : Optional.empty();
  }

  private void checkDelays(ActorBean actor, Duration initial, Duration max) {
    if (initial.compareTo(max) > 0) {
      problems.add(
          LOG.badDelays(
              actor.name(),
              source(ConfigKeys.RECONNECT_INITIAL_DELAY, actor),
              initial,
              source(ConfigKeys.RECONNECT_MAX_DELAY, actor),
              max));
    }
  }

  private void checkPorts(NodeConfig first, NodeConfig second) {
    if (first.listener().isEmpty() || second.listener().isEmpty()) {
      return;
    }
    NodeConfig.Listener one = first.listener().get();
    NodeConfig.Listener other = second.listener().get();
    boolean sameAddress =
        one.host().equals(other.host()) || isWildcard(one.host()) || isWildcard(other.host());
    if (one.port() != 0 && one.port() == other.port() && sameAddress) {
      problems.add(
          LOG.samePort(
              first.name(),
              second.name(),
              one.port(),
              ConfigKeys.WEBSOCKET_PORT.of(second.name())));
    }
  }

  private static boolean isWildcard(String host) {
    return host.equals("0.0.0.0") || host.equals("::");
  }

  /** The configuration as one actor sees it, or the application. */
  private final class View implements ConfigView {

    private final Optional<ActorBean> actor;

    View(Optional<ActorBean> actor) {
      this.actor = actor;
    }

    @Override
    public <T> Optional<T> value(ConfigKey<T> key) {
      String source = source(key);
      return text(source).flatMap(text -> parse(key, source, text));
    }

    @Override
    public <T> T setting(ConfigKey<T> key) {
      return value(key).orElseGet(() -> fallback(key));
    }

    @Override
    public String source(ConfigKey<?> key) {
      return actor.map(a -> ActorConfigReader.this.source(key, a)).orElseGet(key::global);
    }
  }

  private <T> T required(ConfigKey<T> key, ActorBean actor, T placeholder) {
    if (text(source(key, actor)).isEmpty()) {
      missing.computeIfAbsent(key, k -> new ArrayList<>()).add(actor.name());
    }
    return optional(key, actor).orElse(placeholder);
  }

  private <T> Optional<T> optional(ConfigKey<T> key, ActorBean actor) {
    String source = source(key, actor);
    return text(source).flatMap(text -> parse(key, source, text));
  }

  private <T> T setting(ConfigKey<T> key, ActorBean actor) {
    return optional(key, actor).orElseGet(() -> fallback(key));
  }

  private <T> T setting(ConfigKey<T> key) {
    return text(key.global())
        .flatMap(text -> parse(key, key.global(), text))
        .orElseGet(() -> fallback(key));
  }

  private static <T> T fallback(ConfigKey<T> key) {
    return key.type().parser().apply(key.fallback().orElseThrow());
  }

  /** The key that decides for this actor: its own if that is set. */
  private String source(ConfigKey<?> key, ActorBean actor) {
    String own = key.of(actor.name());
    return text(own).isPresent() ? own : key.global();
  }

  private Optional<String> text(String key) {
    return texts.text(key);
  }

  private <T> Optional<T> parse(ConfigKey<T> key, String source, String text) {
    return texts.parse(key, source, text);
  }
}
