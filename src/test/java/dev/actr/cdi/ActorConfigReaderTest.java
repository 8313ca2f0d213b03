package dev.actr.cdi;

import static dev.actr.cdi.Configs.CHAT;
import static dev.actr.cdi.Configs.ECHO;
import static dev.actr.cdi.Configs.FRIEND;
import static dev.actr.cdi.Configs.actor;
import static dev.actr.cdi.Configs.problems;
import static dev.actr.cdi.Configs.read;
import static dev.actr.cdi.Configs.required;
import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.Realm;
import dev.actr.dispatch.DispatchConfig;
import dev.actr.identity.Acl;
import dev.actr.identity.AclRule;
import dev.actr.net.tls.TlsConfig;
import dev.actr.node.NodeConfig;
import dev.actr.peer.PeerLimits;
import dev.actr.peer.webrtc.WebRtcConfig;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How configuration becomes settings, and what is said where it cannot. */
class ActorConfigReaderTest {

  @Test
  void defaultsStandForAllThatIsNotRequired() {
    ActorSettings settings = read(required());

    assertThat(settings.autoStart()).isTrue();
    assertThat(settings.healthEnabled()).isTrue();
    assertThat(settings.node())
        .isEqualTo(
            new NodeConfig(
                "echo",
                ECHO.type(),
                new Realm(101),
                Optional.empty(),
                URI.create("http://ais:8081/ais"),
                URI.create("wss://signaling/ws"),
                Optional.empty(),
                Optional.of(
                    new WebRtcConfig(
                        List.of(),
                        List.of(),
                        false,
                        Optional.empty(),
                        List.of(),
                        List.of(),
                        true,
                        false,
                        Set.of(),
                        Duration.ofMinutes(15))),
                Duration.ofSeconds(30),
                Duration.ofSeconds(13),
                Duration.ofSeconds(10),
                Duration.ofSeconds(1),
                Duration.ofSeconds(60),
                new DispatchConfig(8, 256, 1024, 1024, false),
                16 * 1024 * 1024,
                PeerLimits.DEFAULT,
                Optional.empty(),
                Duration.ofMinutes(5),
                Optional.empty()));
    assertThat(settings.tls()).isEqualTo(TlsConfig.DEFAULT);
  }

  @Test
  void everyKeyIsRead() throws UnknownHostException {
    ActorSettings settings =
        read(
            required(
                "actr.realm.id", "4294967295",
                "actr.realm.secret", " s3cret ",
                "actr.websocket.port", "9100",
                "actr.websocket.host", "127.0.0.1",
                "actr.websocket.advertised-host", "echo.example",
                "actr.max-message-size", "67108864",
                "actr.websocket.max-connections", "10",
                "actr.websocket.max-connections-per-peer", "2",
                "actr.websocket.handshake-timeout", "PT3S",
                "actr.websocket.keepalive", "PT0S",
                "actr.max-requests-per-second", "0",
                "actr.max-pending-calls", "7",
                "actr.credential.expiry-warning", "PT90S",
                "actr.webrtc.stun-urls", "stun:a, stun:[::1]:3479",
                "actr.webrtc.turn-urls", "turn:b?transport=tcp,turns:c",
                "actr.webrtc.force-relay", "true",
                "actr.webrtc.ports", "50000-50100",
                "actr.webrtc.bind-addresses", "10.0.0.1, fd00::1",
                "actr.webrtc.public-addresses", "192.0.2.1",
                "actr.webrtc.interfaces", "eth0,eth1",
                "actr.webrtc.ipv6", "false",
                "actr.webrtc.loopback", "true",
                "actr.webrtc.idle-timeout", "PT0S",
                "actr.call.timeout", "PT1M",
                "actr.tell.timeout", "PT2S",
                "actr.shutdown.timeout", "PT0S",
                "actr.reconnect.initial-delay", "PT0.5S",
                "actr.reconnect.max-delay", "PT5M",
                "actr.mailbox.capacity", "1",
                "actr.mailbox.backpressure-threshold", "3",
                "actr.dispatch.concurrency", "2",
                "actr.dispatch.queue", "16",
                "actr.acl[0].permission", "allow",
                "actr.acl[0].type", "acme:Friend:1.0.0",
                "actr.auto-start", "FALSE",
                "actr.health.enabled", "false"));

    assertThat(settings.autoStart()).isFalse();
    assertThat(settings.healthEnabled()).isFalse();
    assertThat(settings.node())
        .isEqualTo(
            new NodeConfig(
                "echo",
                ECHO.type(),
                new Realm(4294967295L),
                Optional.of(" s3cret "),
                URI.create("http://ais:8081/ais"),
                URI.create("wss://signaling/ws"),
                Optional.of(new NodeConfig.Listener("127.0.0.1", 9100, "echo.example")),
                Optional.of(
                    new WebRtcConfig(
                        List.of("stun:a", "stun:[::1]:3479"),
                        List.of("turn:b?transport=tcp", "turns:c"),
                        true,
                        Optional.of(new WebRtcConfig.PortRange(50_000, 50_100)),
                        List.of(
                            InetAddress.getByName("10.0.0.1"), InetAddress.getByName("fd00::1")),
                        List.of(InetAddress.getByName("192.0.2.1")),
                        false,
                        true,
                        Set.of("eth0", "eth1"),
                        Duration.ZERO)),
                Duration.ofMinutes(1),
                Duration.ofSeconds(2),
                Duration.ZERO,
                Duration.ofMillis(500),
                Duration.ofMinutes(5),
                new DispatchConfig(2, 16, 1, 3, false),
                67_108_864,
                new PeerLimits(
                    10, 2, Duration.ofSeconds(3), Duration.ZERO, 0, 7, Duration.ofSeconds(15)),
                Optional.of(new Acl(List.of(new AclRule(true, FRIEND, Optional.of(4294967295L))))),
                Duration.ofSeconds(90),
                Optional.empty()));
  }

  @Test
  void advertisedAddressOfIpv6StandsAsInAnUrl() {
    assertThat(
            read(required("actr.websocket.port", "0", "actr.websocket.advertised-host", "::1"))
                .node()
                .listener())
        .map(NodeConfig.Listener::advertisedHost)
        .contains("[::1]");
  }

  @Test
  void keyOfTheActorWinsOverTheKeyForAll() {
    NodeConfig node =
        read(required(
                "actr.call.timeout", "PT1S",
                "actr.actors.echo.call.timeout", "PT2S",
                "actr.actors.echo.realm.id", "7",
                "actr.actors.chat.realm.id", "8",
                "actr.actors.echo.websocket.port", "0"))
            .node();

    assertThat(node.callTimeout()).isEqualTo(Duration.ofSeconds(2));
    assertThat(node.realm()).isEqualTo(new Realm(7));
    assertThat(node.listener()).map(NodeConfig.Listener::port).contains(0);
  }

  @Test
  void expressionsAreExpanded() {
    assertThat(read(required("port", "9100", "actr.websocket.port", "${port}")).node().listener())
        .map(NodeConfig.Listener::port)
        .contains(9100);
    assertThat(problems(required("actr.websocket.port", "${nowhere}"), ECHO))
        .allSatisfy(problem -> assertThat(problem).contains("actr.websocket.port", "nowhere"));
  }

  @Test
  void missingKeysNameTheActorsAndTheKeyOfOne() {
    assertThat(problems(Map.of("actr.actors.chat.realm.id", "1"), CHAT, ECHO))
        .satisfiesExactly(
            ais ->
                assertThat(ais)
                    .contains("ACTR000111", "actr.ais.url is not set", "[chat, echo]")
                    .contains("actr.actors.chat.ais.url"),
            signaling -> assertThat(signaling).contains("actr.signaling.url is not set"),
            realm ->
                assertThat(realm)
                    .contains("actr.realm.id is not set", "[echo]", "actr.actors.echo.realm.id"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "actr.realm.id | 4294967296 | a number from 0 to 4294967295",
        "actr.realm.id | one | a number from 0 to 4294967295",
        "actr.ais.url | ws://host | http://host or https://host",
        "actr.ais.url | http:/host | http://host or https://host",
        "actr.ais.url | http://a b | http://host or https://host",
        "actr.signaling.url | http://host | ws://host or wss://host",
        "actr.websocket.port | 65536 | a whole number from 0 to 65535",
        "actr.websocket.port | -1 | a whole number from 0 to 65535",
        "actr.websocket.advertised-host | a/b | a host name or an IP address",
        "actr.websocket.advertised-host | a b | a host name or an IP address",
        "actr.websocket.advertised-host | host:80 | a host name or an IP address",
        "actr.max-message-size | 0 | a whole number from 1 to 67108864",
        "actr.max-message-size | 67108865 | a whole number from 1 to 67108864",
        "actr.call.timeout | 30 | ISO 8601 duration",
        "actr.call.timeout | PT0S | more than zero",
        "actr.call.timeout | -PT1S | more than zero",
        "actr.call.timeout | P366D | at most 365 days",
        "actr.shutdown.timeout | -PT1S | not negative",
        "actr.reconnect.initial-delay | 1s | ISO 8601 duration",
        "actr.mailbox.capacity | 0 | a whole number from 1",
        "actr.auto-start | yes | 'true' or 'false'",
        "actr.health.enabled | 1 | 'true' or 'false'"
      })
  void valueThatCannotBeReadIsNamedWithWhatIsExpected(String key, String value, String expected) {
    Map<String, String> values = required("actr.websocket.port", "0");
    values.put(key, value);

    assertThat(problems(values, ECHO, CHAT))
        .singleElement()
        .asString()
        .contains("ACTR000112", key + " is '" + value + "'", expected);
  }

  @Test
  void valueOfOneActorIsNamedWithItsKey() {
    assertThat(problems(required("actr.actors.echo.call.timeout", "soon"), ECHO, CHAT))
        .singleElement()
        .asString()
        .contains("actr.actors.echo.call.timeout is 'soon'");
  }

  @Test
  void passwordAndQueryOfAnUrlAreNotShown() {
    assertThat(problems(required("actr.ais.url", "ftp://me:hunter2@host/?token=t0ken"), ECHO))
        .singleElement()
        .asString()
        .contains("ftp://***@host/")
        .doesNotContain("hunter2", "t0ken");
  }

  @Test
  void delaysThatContradictEachOtherAreRefused() {
    assertThat(
            problems(
                required(
                    "actr.reconnect.initial-delay", "PT10S",
                    "actr.actors.echo.reconnect.max-delay", "PT5S"),
                ECHO))
        .singleElement()
        .asString()
        .contains("ACTR000113", "actr.reconnect.initial-delay is PT10S")
        .contains("actr.actors.echo.reconnect.max-delay, which is PT5S");
  }

  @Test
  void twoActorsOnOnePortAreRefused() {
    assertThat(problems(required("actr.websocket.port", "9100"), CHAT, ECHO))
        .singleElement()
        .asString()
        .contains("ACTR000116", "chat", "echo", "9100", "actr.actors.echo.websocket.port");
  }

  @Test
  void twoActorsOnAnyFreePortOrOnDifferentAddressesAreFine() {
    assertThat(problems(required("actr.websocket.port", "0"), CHAT, ECHO)).isEmpty();
    assertThat(
            problems(
                required(
                    "actr.websocket.port", "9100",
                    "actr.actors.echo.websocket.host", "127.0.0.1",
                    "actr.actors.chat.websocket.host", "127.0.0.2"),
                CHAT,
                ECHO))
        .isEmpty();
  }

  @Test
  void eachKeyIsLookedUpOnceHoweverManyActorsThereAre() {
    Map<String, Integer> asked = new HashMap<>();
    Config config =
        new SmallRyeConfigBuilder()
            .withSources(new PropertiesConfigSource(required(), "test", 100))
            .build();
    Config counting =
        (Config)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Config.class},
                (self, method, arguments) -> {
                  if (method.getName().equals("getOptionalValue")) {
                    asked.merge((String) arguments[0], 1, Integer::sum);
                  }
                  return method.invoke(config, arguments);
                });

    new ActorConfigReader(counting)
        .actors(IntStream.range(0, 100).mapToObj(i -> actor("a" + i)).toList(), Optional.empty());

    assertThat(asked).containsKeys("actr.realm.id", "actr.actors.a99.realm.id");
    assertThat(asked.values()).containsOnly(1);
  }
}
