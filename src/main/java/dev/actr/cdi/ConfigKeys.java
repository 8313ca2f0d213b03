package dev.actr.cdi;

import static dev.actr.cdi.ConfigType.ACTOR_TYPE;
import static dev.actr.cdi.ConfigType.BOOLEAN;
import static dev.actr.cdi.ConfigType.DURATION;
import static dev.actr.cdi.ConfigType.DURATION_OR_ZERO;
import static dev.actr.cdi.ConfigType.HOST;
import static dev.actr.cdi.ConfigType.HTTP_URL;
import static dev.actr.cdi.ConfigType.NOT_NEGATIVE;
import static dev.actr.cdi.ConfigType.PERMISSION;
import static dev.actr.cdi.ConfigType.PORT;
import static dev.actr.cdi.ConfigType.POSITIVE;
import static dev.actr.cdi.ConfigType.REALM;
import static dev.actr.cdi.ConfigType.REALMS;
import static dev.actr.cdi.ConfigType.RULE_REALM;
import static dev.actr.cdi.ConfigType.SECRET;
import static dev.actr.cdi.ConfigType.WS_URL;

import dev.actr.ActrType;
import dev.actr.Realm;
import dev.actr.mailbox.Durability;
import dev.actr.mailbox.MailboxLimits;
import dev.actr.peer.webrtc.WebRtcConfig;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Every key there is. {@code docs/configuration.md} is held against this list by a test. */
final class ConfigKeys {

  static final ConfigKey<Realm> REALM_ID =
      required("realm.id", REALM, "the realm the actor registers in");

  static final ConfigKey<String> REALM_SECRET =
      optional("realm.secret", SECRET, "proves that it may register there; unset: no proof");

  static final ConfigKey<URI> AIS_URL =
      required("ais.url", HTTP_URL, "base URL of the AIS, which gives actors their identity");

  static final ConfigKey<URI> SIGNALING_URL =
      required("signaling.url", WS_URL, "URL of the signaling server, used as it is");

  static final ConfigKey<Integer> WEBSOCKET_PORT =
      optional(
          "websocket.port",
          PORT,
          "port that accepts WebSocket connections of peers; unset: none; 0: any free one");

  static final ConfigKey<String> WEBSOCKET_HOST =
      key("websocket.host", HOST, "0.0.0.0", "", "local address that port is bound to");

  static final ConfigKey<String> WEBSOCKET_ADVERTISED_HOST =
      key(
          "websocket.advertised-host",
          HOST,
          "127.0.0.1",
          "",
          "host name or address peers are told to connect to");

  static final ConfigKey<Integer> MAX_MESSAGE_SIZE =
      key(
          "max-message-size",
          ConfigType.integer("integer", 1, 64 * 1024 * 1024),
          "16777216",
          "bytes",
          "largest message from or to a peer, at most 67108864; a call that is longer than the"
              + " limit of either side fails as `INVALID_ARGUMENT`");

  static final ConfigKey<Integer> MAX_CONNECTIONS =
      key(
          "websocket.max-connections",
          ConfigType.integer("integer", 1, Integer.MAX_VALUE),
          "4096",
          "connections",
          "connections to that port at a time; further ones are closed at once");

  static final ConfigKey<Integer> MAX_CONNECTIONS_PER_PEER =
      key(
          "websocket.max-connections-per-peer",
          ConfigType.integer("integer", 1, Integer.MAX_VALUE),
          "4",
          "connections",
          "how many of these one peer may have; a further one ends its oldest");

  static final ConfigKey<Duration> HANDSHAKE_TIMEOUT =
      key(
          "websocket.handshake-timeout",
          DURATION,
          "PT10S",
          "ISO 8601",
          "how long a peer may take to connect there, from the first byte of TLS to the last of the"
              + " request");

  static final ConfigKey<Duration> KEEPALIVE =
      key(
          "websocket.keepalive",
          DURATION_OR_ZERO,
          "PT30S",
          "ISO 8601",
          "how often a silent peer is pinged; one that stays silent for three times as long counts"
              + " as gone; PT0S: never");

  static final ConfigKey<Integer> MAX_REQUESTS_PER_SECOND =
      key(
          "max-requests-per-second",
          ConfigType.integer("integer", 0, 1_000_000_000),
          "100000",
          "requests",
          "how many requests of one peer are read in a second; it has to wait with more; 0: any"
              + " number");

  static final ConfigKey<Integer> MAX_PENDING_CALLS =
      key(
          "max-pending-calls",
          ConfigType.integer("integer", 1, Integer.MAX_VALUE),
          "65536",
          "calls",
          "calls to peers that may wait for a response; further ones fail at once");

  static final ConfigKey<Boolean> WEBRTC_ENABLED =
      key(
          "webrtc.enabled",
          BOOLEAN,
          "true",
          "",
          "whether the actor connects with peers over WebRTC, through the signaling server;"
              + " where not, nodes of the Rust framework take 7 s to find that out before they use"
              + " the WebSocket");

  static final ConfigKey<List<String>> WEBRTC_STUN_URLS =
      optional(
          "webrtc.stun-urls",
          WebRtcTypes.STUN_URLS,
          "servers that tell the actor its public address; unset: none");

  static final ConfigKey<List<String>> WEBRTC_TURN_URLS =
      optional(
          "webrtc.turn-urls",
          WebRtcTypes.TURN_URLS,
          "servers that relay, with the credentials the AIS issues; unset: none");

  static final ConfigKey<Boolean> WEBRTC_FORCE_RELAY =
      key("webrtc.force-relay", BOOLEAN, "false", "", "whether all goes through those that relay");

  static final ConfigKey<WebRtcConfig.PortRange> WEBRTC_PORTS =
      optional(
          "webrtc.ports",
          WebRtcTypes.PORTS,
          "UDP ports to use, both included, and to let peers make the offers; unset: any");

  static final ConfigKey<List<InetAddress>> WEBRTC_PUBLIC_ADDRESSES =
      optional(
          "webrtc.public-addresses",
          WebRtcTypes.ADDRESSES,
          "what a 1:1 NAT maps to this host, told peers in place of its own; unset: none");

  static final ConfigKey<List<InetAddress>> WEBRTC_BIND_ADDRESSES =
      optional(
          "webrtc.bind-addresses",
          WebRtcTypes.ADDRESSES,
          "local addresses to use; unset: those of the interfaces");

  static final ConfigKey<List<String>> WEBRTC_INTERFACES =
      optional(
          "webrtc.interfaces", WebRtcTypes.NAMES, "network interfaces to use; unset: all of them");

  static final ConfigKey<Boolean> WEBRTC_IPV6 =
      key("webrtc.ipv6", BOOLEAN, "true", "", "whether addresses of IPv6 are used");

  static final ConfigKey<Boolean> WEBRTC_LOOPBACK =
      key(
          "webrtc.loopback",
          BOOLEAN,
          "false",
          "",
          "whether loopback addresses are used even though there are others");

  static final ConfigKey<Duration> WEBRTC_IDLE_TIMEOUT =
      key(
          "webrtc.idle-timeout",
          DURATION_OR_ZERO,
          "PT15M",
          "ISO 8601",
          "how long a connection that nobody uses is kept; zero: as long as it holds");

  static final ConfigKey<Duration> CALL_TIMEOUT =
      key("call.timeout", DURATION, "PT30S", "ISO 8601", "deadline of a call");

  static final ConfigKey<Duration> TELL_TIMEOUT =
      key(
          "tell.timeout",
          DURATION,
          "PT13S",
          "ISO 8601",
          "how long a message may take to be handed to the transport");

  static final ConfigKey<Duration> SHUTDOWN_TIMEOUT =
      key(
          "shutdown.timeout",
          DURATION_OR_ZERO,
          "PT10S",
          "ISO 8601",
          "how long requests in flight may take when the actor stops");

  static final ConfigKey<Duration> RECONNECT_INITIAL_DELAY =
      key(
          "reconnect.initial-delay",
          DURATION,
          "PT1S",
          "ISO 8601",
          "wait before the second attempt to reach the AIS or the signaling server");

  static final ConfigKey<Duration> RECONNECT_MAX_DELAY =
      key(
          "reconnect.max-delay",
          DURATION,
          "PT60S",
          "ISO 8601",
          "what the wait between attempts doubles up to");

  static final ConfigKey<Path> DATA_DIR =
      key(
          "data-dir",
          MailboxTypes.FOLDER,
          "actr-data",
          "",
          "folder that keeps the mailboxes, one folder below it for each actor");

  static final ConfigKey<Durability> MAILBOX_DURABILITY =
      key(
          "mailbox.durability",
          MailboxTypes.DURABILITY,
          "disk",
          "",
          "what an accepted request survives: disk: the end of the machine; process: the end of the"
              + " process; memory: neither");

  static final ConfigKey<String> MAILBOX_JDBC_URL =
      optional(
          "mailbox.jdbc-url",
          MailboxTypes.JDBC_URL,
          "database that keeps the mailbox, in place of the folder; may be shared by replicas");

  static final ConfigKey<String> MAILBOX_DATASOURCE =
      optional(
          "mailbox.datasource",
          MailboxTypes.DATA_SOURCE,
          "data source of such a database: its JNDI name, or the name of a bean");

  static final ConfigKey<Integer> MAILBOX_CAPACITY =
      key(
          "mailbox.capacity",
          POSITIVE,
          "1024",
          "requests",
          "requests that may wait for the handler before no more are read from peers");

  static final ConfigKey<Integer> MAILBOX_BACKPRESSURE_THRESHOLD =
      key(
          "mailbox.backpressure-threshold",
          POSITIVE,
          "1024",
          "requests",
          "requests that may wait for the handler before `onMailboxBackpressure`; unset: no more"
              + " than the capacity");

  static final ConfigKey<Duration> MAILBOX_DEDUP_WINDOW =
      key(
          "mailbox.dedup-window",
          DURATION_OR_ZERO,
          "PT30S",
          "ISO 8601",
          "for how long a request that comes again is answered again and not handled again");

  static final ConfigKey<Integer> MAILBOX_DEDUP_ENTRIES =
      key(
          "mailbox.dedup-entries",
          NOT_NEGATIVE,
          "100000",
          "requests",
          "how many handled requests are known for that at most; the oldest are forgotten first");

  static final ConfigKey<Integer> MAILBOX_DEDUP_BYTES =
      key(
          "mailbox.dedup-bytes",
          NOT_NEGATIVE,
          "67108864",
          "bytes",
          "how many bytes of their responses are kept at most; the oldest are forgotten first");

  static final ConfigKey<Integer> MAILBOX_MAX_DELIVERIES =
      key(
          "mailbox.max-deliveries",
          ConfigType.integer("integer", 1, MailboxLimits.MOST_DELIVERIES),
          "5",
          "times",
          "how often a request is begun that never ends, as the process ends first; then it is a"
              + " dead letter; at most 100");

  static final ConfigKey<Duration> MAILBOX_DEAD_LETTER_RETENTION =
      key(
          "mailbox.dead-letter-retention",
          DURATION,
          "P7D",
          "ISO 8601",
          "for how long dead letters are kept");

  static final ConfigKey<Integer> MAILBOX_DEAD_LETTER_ENTRIES =
      key(
          "mailbox.dead-letter-entries",
          NOT_NEGATIVE,
          "10000",
          "messages",
          "how many dead letters are kept at most; the oldest are dropped first");

  static final ConfigKey<Integer> MAILBOX_DEAD_LETTER_BYTES =
      key(
          "mailbox.dead-letter-bytes",
          NOT_NEGATIVE,
          "67108864",
          "bytes",
          "how many bytes of dead letters are kept at most; the oldest are dropped first");

  static final ConfigKey<Integer> DISPATCH_CONCURRENCY =
      key(
          "dispatch.concurrency",
          POSITIVE,
          "8",
          "requests",
          "requests with different conflict keys handled at a time; 1: all one after the other");

  static final ConfigKey<Integer> DISPATCH_QUEUE =
      key(
          "dispatch.queue",
          POSITIVE,
          "256",
          "requests",
          "requests taken from the mailbox ahead of their turn, with those being handled");

  static final ConfigKey<Boolean> ACL_PERMISSION =
      optional("acl[i].permission", PERMISSION, "what rule number i does; required in each rule");

  static final ConfigKey<ActrType> ACL_TYPE =
      optional("acl[i].type", ACTOR_TYPE, "the callers' type; required in each rule");

  static final ConfigKey<ConfigType.RuleRealm> ACL_REALM =
      key("acl[i].realm", RULE_REALM, "self", "", "the callers' realm; self: the actor's own");

  static final ConfigKey<Duration> CREDENTIAL_EXPIRY_WARNING =
      key(
          "credential.expiry-warning",
          DURATION,
          "PT5M",
          "ISO 8601",
          "how long before its expiry a credential is renewed; at most half of its lifetime"
              + " counts");

  static final ConfigKey<Boolean> AUTO_START =
      key("auto-start", BOOLEAN, "true", "", "whether the actor starts with the application");

  static final ConfigKey<Boolean> HEALTH_ENABLED =
      key(
          "health.enabled",
          BOOLEAN,
          "true",
          "",
          "whether the actor counts in health; if not, its readiness check is always UP");

  static final ConfigKey<Boolean> DEVSERVER_ENABLED =
      application(
          "devserver.enabled",
          BOOLEAN,
          "false",
          "",
          "whether to run an AIS and a signaling server inside the application, for development"
              + " and tests");

  static final ConfigKey<String> DEVSERVER_HOST =
      application("devserver.host", HOST, "127.0.0.1", "", "local address it is bound to");

  static final ConfigKey<Integer> DEVSERVER_PORT =
      application("devserver.port", PORT, "8081", "", "port it is bound to; 0: any free one");

  static final ConfigKey<Map<Realm, Optional<String>>> DEVSERVER_REALMS =
      application(
          "devserver.realms",
          REALMS,
          null,
          "",
          "the realms it serves, each as `id` or `id=secret`; unset: those of the application's"
              + " actors");

  static final ConfigKey<List<Manufacturer>> DEVSERVER_MANUFACTURERS =
      application(
          "devserver.manufacturers",
          ConfigType.of("list of manufacturers", Manufacturer::parse),
          null,
          "",
          "manufacturers whose packages it registers, each as `name=key` with the public key in"
              + " base64, besides those of the application's actors");

  static final ConfigKey<Duration> DEVSERVER_CREDENTIAL_LIFETIME =
      application(
          "devserver.credential-lifetime",
          DURATION,
          "PT1H",
          "ISO 8601",
          "how long the credentials it issues are valid");

  static final ConfigKey<Boolean> DEVSERVER_TLS =
      application(
          "devserver.tls",
          BOOLEAN,
          "false",
          "",
          "whether it serves https and wss, with the key that actr.tls.key-store names");

  private static final List<ConfigKey<?>> HERE =
      List.of(
          REALM_ID,
          REALM_SECRET,
          AIS_URL,
          SIGNALING_URL,
          WEBSOCKET_PORT,
          WEBSOCKET_HOST,
          WEBSOCKET_ADVERTISED_HOST,
          MAX_CONNECTIONS,
          MAX_CONNECTIONS_PER_PEER,
          HANDSHAKE_TIMEOUT,
          KEEPALIVE,
          MAX_MESSAGE_SIZE,
          MAX_REQUESTS_PER_SECOND,
          MAX_PENDING_CALLS,
          WEBRTC_ENABLED,
          WEBRTC_STUN_URLS,
          WEBRTC_TURN_URLS,
          WEBRTC_FORCE_RELAY,
          WEBRTC_PORTS,
          WEBRTC_PUBLIC_ADDRESSES,
          WEBRTC_BIND_ADDRESSES,
          WEBRTC_INTERFACES,
          WEBRTC_IPV6,
          WEBRTC_LOOPBACK,
          WEBRTC_IDLE_TIMEOUT,
          CALL_TIMEOUT,
          TELL_TIMEOUT,
          SHUTDOWN_TIMEOUT,
          RECONNECT_INITIAL_DELAY,
          RECONNECT_MAX_DELAY,
          DATA_DIR,
          MAILBOX_DURABILITY,
          MAILBOX_JDBC_URL,
          MAILBOX_DATASOURCE,
          MAILBOX_CAPACITY,
          MAILBOX_BACKPRESSURE_THRESHOLD,
          MAILBOX_DEDUP_WINDOW,
          MAILBOX_DEDUP_ENTRIES,
          MAILBOX_DEDUP_BYTES,
          MAILBOX_MAX_DELIVERIES,
          MAILBOX_DEAD_LETTER_RETENTION,
          MAILBOX_DEAD_LETTER_ENTRIES,
          MAILBOX_DEAD_LETTER_BYTES,
          DISPATCH_CONCURRENCY,
          DISPATCH_QUEUE,
          ACL_PERMISSION,
          ACL_TYPE,
          ACL_REALM,
          CREDENTIAL_EXPIRY_WARNING,
          AUTO_START,
          HEALTH_ENABLED,
          DEVSERVER_ENABLED,
          DEVSERVER_HOST,
          DEVSERVER_PORT,
          DEVSERVER_REALMS,
          DEVSERVER_MANUFACTURERS,
          DEVSERVER_CREDENTIAL_LIFETIME,
          DEVSERVER_TLS);

  static final List<ConfigKey<?>> ALL =
      Stream.of(HERE, TlsKeys.ALL, PackageKeys.ALL).<ConfigKey<?>>flatMap(List::stream).toList();

  private ConfigKeys() {}

  static <T> ConfigKey<T> key(
      String name, ConfigType<T> type, String fallback, String unit, String meaning) {
    return new ConfigKey<>(name, type, Optional.ofNullable(fallback), unit, meaning, true);
  }

  private static <T> ConfigKey<T> required(String name, ConfigType<T> type, String meaning) {
    return key(name, type, null, "", meaning + "; required");
  }

  static <T> ConfigKey<T> optional(String name, ConfigType<T> type, String meaning) {
    return key(name, type, null, "", meaning);
  }

  private static <T> ConfigKey<T> application(
      String name, ConfigType<T> type, String fallback, String unit, String meaning) {
    return new ConfigKey<>(name, type, Optional.ofNullable(fallback), unit, meaning, false);
  }
}
