package dev.actr.sctp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How an association ends: RFC 9260 sections 8 and 9. */
class ShutdownTest {

  private static void ended(SimulatedNetwork network, String a, String b) {
    network.runUntil(
        Duration.ofHours(1), () -> network.a.events.size() == 2 && network.b.events.size() == 2);
    assertThat(network.a.events).containsExactly("connected", "closed " + a);
    assertThat(network.b.events).containsExactly("connected", "closed " + b);
    network.run(Duration.ofSeconds(1));
    assertThat(network.a.channels.timeout(network.now)).isEqualTo(Long.MAX_VALUE);
    assertThat(network.b.channels.timeout(network.now)).isEqualTo(Long.MAX_VALUE);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.3})
  void everythingIsDeliveredBeforeTheEnd(double loss) {
    SimulatedNetwork network = new SimulatedNetwork(1).connect();
    Endpoint.Log log = new Endpoint.Log();
    DataChannel channel = network.open(DataChannelOptions.of("data"), log);
    network.loss = loss;
    for (int i = 0; i < 10; i++) {
      channel.send(new byte[20_000], true);
    }
    network.a.channels.shutdown();
    assertThatThrownBy(() -> channel.send(new byte[1], true))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> network.a.channels.open(DataChannelOptions.of("x"), log))
        .isInstanceOf(IllegalStateException.class);
    ended(network, "SHUTDOWN", "SHUTDOWN");
    assertThat(network.b.acceptedLogs.get(0).messages).hasSize(10);
    assertThat(network.b.acceptedLogs.get(0).events).endsWith("close");
    assertThat(log.events).endsWith("close");
  }

  @Test
  void bothSidesMayEndAtOnce() {
    SimulatedNetwork network = new SimulatedNetwork(2).connect();
    network.a.channels.shutdown();
    network.b.channels.shutdown();
    ended(network, "SHUTDOWN", "SHUTDOWN");
  }

  /** Section 8.5.1 E: the last packet of the sequence is lost. */
  @Test
  void aShutdownCompleteThatGotLostIsSentAgain() {
    SimulatedNetwork network = new SimulatedNetwork(3).connect();
    int[] lost = new int[1];
    network.fromA =
        packet -> Packets.chunk(packet, Wire.SHUTDOWN_COMPLETE) == null || lost[0]++ > 1;
    network.a.channels.shutdown();
    ended(network, "SHUTDOWN", "SHUTDOWN");
    assertThat(lost[0]).isGreaterThan(1);
  }

  /** T2-shutdown: an answer that never comes. */
  @Test
  void aPeerThatDoesNotAnswerTheShutdownIsGivenUp() {
    SimulatedNetwork network = new SimulatedNetwork(4).connect();
    network.run(Duration.ofSeconds(1));
    network.cut = true;
    network.a.channels.shutdown();
    network.runUntil(Duration.ofHours(1), () -> network.a.events.size() == 2);
    assertThat(network.a.events).endsWith("closed UNREACHABLE");
  }

  /** T5-shutdown-guard: a peer that answers and never ends. */
  @Test
  void aPeerThatNeverEndsIsAborted() {
    SimulatedNetwork network = new SimulatedNetwork(5).connect();
    network.run(Duration.ofSeconds(1));
    network.fromB = packet -> false;
    network.a.channels.shutdown();
    int[] tsn = {Packets.nextTsn(network.a)};
    while (network.a.events.size() == 1) {
      network.inject(
          network.a,
          Packets.to(
              network.a,
              Packets.data(3, tsn[0]++, 0, 0, Wire.PPID_BINARY, new byte[1]),
              new ChunkWriter(Wire.HEARTBEAT, 0).build()));
      // Answers to what is sent keep the peer from being taken for gone.
      network.a.association().answered();
      network.run(Duration.ofMillis(500));
    }
    assertThat(network.a.events).endsWith("closed UNREACHABLE");
    assertThat(network.now).isLessThan(310 * SimulatedNetwork.SECOND);
  }

  @Test
  void anAbortEndsBothSidesAtOnce() {
    SimulatedNetwork network = new SimulatedNetwork(6).connect();
    Endpoint.Log log = new Endpoint.Log();
    network.open(DataChannelOptions.of("data"), log);
    network.a.channels.abort();
    ended(network, "ABORTED", "ABORTED_BY_PEER");
    assertThat(log.events).containsExactly("open", "close");
    assertThat(network.b.acceptedLogs.get(0).events).containsExactly("open", "close");
    network.a.channels.abort();
    network.a.channels.shutdown();
    network.run(Duration.ofSeconds(1));
    assertThat(network.a.events).hasSize(2);
  }

  @Test
  void anAssociationThatWasNeverConnectedCanBeEnded() {
    SimulatedNetwork network = new SimulatedNetwork(7);
    Endpoint.Log log = new Endpoint.Log();
    DataChannel channel = network.a.channels.open(DataChannelOptions.of("data"), log);
    network.a.channels.shutdown();
    network.b.channels.abort();
    network.run(Duration.ofSeconds(1));
    assertThat(network.a.events).containsExactly("closed SHUTDOWN");
    assertThat(network.b.events).containsExactly("closed ABORTED");
    assertThat(log.events).containsExactly("close");
    assertThat(channel.state()).isEqualTo(DataChannel.State.CLOSED);
  }

  /** Section 8.1: Association.Max.Retrans time-outs of T3-rtx. */
  @Test
  void aPeerThatAcknowledgesNothingIsGivenUp() {
    SimulatedNetwork network = new SimulatedNetwork(8).connect();
    DataChannel channel = network.open(DataChannelOptions.of("data"), new Endpoint.Log());
    network.run(Duration.ofSeconds(1));
    network.cut = true;
    long start = network.now;
    channel.send(new byte[10], true);
    network.runUntil(Duration.ofHours(1), () -> network.a.events.size() == 2);
    assertThat(network.a.events).endsWith("closed UNREACHABLE");
    // 1, 2, 4, 8, 16, 32 and then 60 s each, eleven times in all.
    assertThat((network.now - start) / SimulatedNetwork.SECOND).isBetween(362L, 364L);
  }

  /** Section 8.3: an idle peer is asked, and given up if it does not answer. */
  @Test
  void anIdlePeerIsAskedForASign() {
    SctpConfig config = SctpConfig.builder().maxRetransmits(3).build();
    SimulatedNetwork network = new SimulatedNetwork(9, config, config).connect();
    network.run(Duration.ofMinutes(10));
    assertThat(network.a.events).hasSize(1);
    int[] beats = new int[1];
    network.fromA =
        packet -> {
          beats[0] += Packets.chunk(packet, Wire.HEARTBEAT) != null ? 1 : 0;
          return false;
        };
    network.cut = true;
    network.runUntil(Duration.ofHours(1), () -> network.a.events.size() == 2);
    assertThat(network.a.events).endsWith("closed UNREACHABLE");
    assertThat(beats[0]).isEqualTo(4);
  }
}
