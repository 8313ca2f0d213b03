package dev.actr.webrtc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.actr.interop.Required;
import dev.actr.sctp.DataChannelOptions;
import dev.actr.webrtc.ice.CandidateType;
import dev.actr.webrtc.ice.IceConfig;
import dev.actr.webrtc.ice.IceServer;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Relaying by a coturn. */
class TurnInteropTest {

  @TempDir static Path folder;
  private static Coturn coturn;

  private final ExecutorService executor = Executors.newCachedThreadPool();
  private final List<Peer> peers = new ArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    Required.that(Coturn.isInstalled(), () -> "coturn is not installed");
    coturn = new Coturn(folder);
  }

  @AfterAll
  static void stop() {
    if (coturn != null) {
      coturn.close();
    }
  }

  @AfterEach
  void close() {
    peers.forEach(Peer::close);
    executor.shutdown();
  }

  private Peer peer(boolean relayOnly, IceServer... servers) throws Exception {
    IceConfig ice =
        IceConfig.builder()
            .bindAddresses(List.of(InetAddress.getLoopbackAddress()))
            .servers(List.of(servers))
            .relayOnly(relayOnly)
            .tls(coturn.trust())
            .build();
    Peer peer = new Peer(PeerConnectionFactory.builder(executor).ice(ice).build());
    peers.add(peer);
    return peer;
  }

  private static void exchange(Peer one, Peer other) {
    one.open(DataChannelOptions.of("bulk"));
    one.connect(other);
    await().atMost(Duration.ofSeconds(20)).until(() -> one.channels.containsKey("bulk"));
    await().until(() -> other.channels.containsKey("bulk"));
    for (int size : new int[] {0, 100, 65_536, 262_144}) {
      one.channels.get("bulk").send(new byte[size], true);
      other.channels.get("bulk").send(new byte[size], true);
    }
    await().untilAsserted(() -> assertThat(one.received).hasSize(4));
    await().untilAsserted(() -> assertThat(other.received).hasSize(4));
  }

  @ParameterizedTest
  @ValueSource(strings = {"udp", "tcp", "tls"})
  void bothSidesRelay(String transport) throws Exception {
    Peer one = peer(true, coturn.server(transport));
    Peer other = peer(true, coturn.server(transport));

    exchange(one, other);

    assertThat(one.candidates).allMatch(candidate -> candidate.type() == CandidateType.RELAYED);
    assertThat(one.connection.stats().join().relayed()).isTrue();
    assertThat(other.connection.stats().join().relayed()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"udp", "tcp", "tls"})
  void oneSideRelays(String transport) throws Exception {
    Peer one = peer(true, coturn.server(transport));
    Peer other = peer(false);

    exchange(one, other);

    assertThat(one.connection.stats().join().relayed()).isTrue();
    assertThat(other.connection.stats().join().relayed()).isTrue();
  }

  @Test
  void aDirectWayIsPreferred() throws Exception {
    Peer one = peer(false, coturn.server("udp"));
    Peer other = peer(false, coturn.server("udp"));

    exchange(one, other);

    assertThat(one.connection.stats().join().relayed()).isFalse();
  }

  @Test
  void aRestartKeepsTheRelay() throws Exception {
    Peer one = peer(true, coturn.server("udp"));
    Peer other = peer(true, coturn.server("udp"));
    exchange(one, other);
    int before = other.candidates.size();

    one.connection.restartIce();
    one.negotiate();
    await().until(() -> other.candidates.size() > before);
    one.channels.get("bulk").send(new byte[1], true);

    await().untilAsserted(() -> assertThat(other.received).hasSize(5));
    assertThat(one.candidates).extracting(c -> c.port()).containsOnly(one.candidates.get(0).port());
  }

  @ParameterizedTest
  @ValueSource(strings = {"udp", "tcp", "tls"})
  void aWrongPasswordGivesNoRelay(String transport) throws Exception {
    Peer one = peer(true, coturn.server(transport, "wrong"));

    one.connection.createOffer().join();

    await().until(() -> one.gathered);
    assertThat(one.candidates).isEmpty();
  }
}
