package dev.actr.sctp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything that is sent on reliable channels arrives, once, whatever the network does. */
class ReliableTransferTest {

  private static final Duration LONG = Duration.ofHours(2);

  /** Sends all, as fast as the channel takes it. */
  static void sendAll(DataChannel channel, Endpoint.Log log, List<byte[]> messages) {
    Queue<byte[]> queue = new ArrayDeque<>(messages);
    channel.setBufferedAmountLowThreshold(200_000);
    log.onLow =
        () -> {
          while (!queue.isEmpty() && channel.send(queue.peek(), true)) {
            queue.remove();
          }
        };
    log.onLow.run();
  }

  static List<byte[]> messages(long seed, int count, int maxSize) {
    Random random = new Random(seed);
    List<byte[]> messages = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] message = new byte[random.nextInt(maxSize + 1)];
      random.nextBytes(message);
      messages.add(message);
    }
    return messages;
  }

  @ParameterizedTest(name = "loss {0}, duplication {1}, jitter {2} ms, seed {3}")
  @CsvSource({
    "0, 0, 0, 1",
    "0.01, 0, 0, 2",
    "0.05, 0.05, 0, 3",
    "0.2, 0, 0, 4",
    "0, 0.3, 30, 5",
    "0.05, 0.1, 40, 6",
    "0.2, 0.2, 100, 7",
  })
  void messagesArriveInOrderWhateverTheNetworkDoes(
      double loss, double duplication, long jitter, long seed) {
    SimulatedNetwork network = new SimulatedNetwork(seed);
    network.loss = loss;
    network.duplication = duplication;
    network.jitter = jitter * SimulatedNetwork.MILLISECOND;
    network.connect();
    Endpoint.Log log = new Endpoint.Log();
    DataChannel channel = network.open(DataChannelOptions.of("data"), log);
    List<byte[]> messages = messages(seed, 60, 40_000);
    messages.addAll(messages(seed + 1, 300, 300));
    sendAll(channel, log, messages);
    Endpoint.Log received = network.b.acceptedLogs.get(0);
    network.runUntil(LONG, () -> received.messages.size() == messages.size());
    assertThat(received.messages).containsExactlyElementsOf(messages);
    network.run(Duration.ofMinutes(3));
    assertThat(received.messages).hasSameSizeAs(messages);
    assertThat(network.a.association().sender().isEmpty()).isTrue();
    assertThat(network.b.association().receiver().held()).isZero();
    assertThat(network.largest).isLessThanOrEqualTo(1200);
  }

  @Test
  void anAssociationIsIdleOnceAllItHasTakenIsAcknowledged() {
    SimulatedNetwork network = new SimulatedNetwork(9);
    assertThat(network.a.channels.isIdle()).isFalse();
    network.connect();
    DataChannel channel = network.open(DataChannelOptions.of("data"), new Endpoint.Log());
    network.runUntil(LONG, network.a.channels::isIdle);

    channel.send(new byte[100], true);
    assertThat(network.a.channels.isIdle()).isFalse();
    Endpoint.Log received = network.b.acceptedLogs.get(0);
    network.runUntil(LONG, () -> received.messages.size() == 1);
    assertThat(network.a.channels.isIdle()).isFalse();
    network.runUntil(LONG, network.a.channels::isIdle);
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  void bothDirectionsAndSeveralChannelsDoNotMixUp(long seed) {
    SimulatedNetwork network = new SimulatedNetwork(seed);
    network.loss = 0.03;
    network.jitter = 10 * SimulatedNetwork.MILLISECOND;
    network.connect();
    List<List<byte[]>> sent = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Endpoint.Log log = new Endpoint.Log();
      DataChannelOptions options = DataChannelOptions.of("c" + i);
      network.open(i % 2 == 0 ? options : options.unordered(), log);
      sent.add(messages(seed * 10 + i, 50, 20_000));
    }
    for (int i = 0; i < 4; i++) {
      DataChannel back = network.b.accepted.get(i);
      for (byte[] message : sent.get(i)) {
        assertThat(back.send(message, false)).isTrue();
      }
    }
    network.runUntil(
        LONG, () -> network.b.accepted.stream().allMatch(c -> c.bufferedAmount() == 0));
    network.runUntil(LONG, () -> network.b.association().sender().isEmpty());
    for (int i = 0; i < 4; i++) {
      assertThat(network.b.accepted.get(i).options().label()).isEqualTo("c" + i);
    }
  }

  @ParameterizedTest(name = "{0} s")
  @CsvSource({"3, 30", "60, 200"})
  void aCutOfTheLinkIsSurvived(int seconds, int limit) {
    SimulatedNetwork network = new SimulatedNetwork(21).connect();
    Endpoint.Log log = new Endpoint.Log();
    DataChannel channel = network.open(DataChannelOptions.of("data"), log);
    List<byte[]> messages = messages(21, 100, 30_000);
    sendAll(channel, log, messages);
    network.run(Duration.ofMillis(40));
    network.cut = true;
    network.run(Duration.ofSeconds(seconds));
    network.cut = false;
    Endpoint.Log received = network.b.acceptedLogs.get(0);
    assertThat(received.messages.size()).isLessThan(messages.size());
    network.runUntil(Duration.ofSeconds(limit), () -> received.messages.size() == messages.size());
    assertThat(received.messages).containsExactlyElementsOf(messages);
  }

  @Test
  void everySizeOfMessageIsTakenApartAndPutTogether() {
    SimulatedNetwork network = new SimulatedNetwork(31);
    network.loss = 0.01;
    network.delay = SimulatedNetwork.MILLISECOND;
    network.connect();
    Endpoint.Log log = new Endpoint.Log();
    DataChannel channel = network.open(DataChannelOptions.of("data"), log);
    List<byte[]> messages = new ArrayList<>();
    Random random = new Random(31);
    for (int size = 0; size <= 262_144; size += size < 5000 ? 1 : size < 20_000 ? 97 : 12_107) {
      byte[] message = new byte[size];
      random.nextBytes(message);
      messages.add(message);
    }
    messages.add(new byte[262_143]);
    messages.add(new byte[262_144]);
    sendAll(channel, log, messages);
    Endpoint.Log received = network.b.acceptedLogs.get(0);
    network.runUntil(LONG, () -> received.messages.size() == messages.size());
    assertThat(received.messages).containsExactlyElementsOf(messages);
  }

  /** RFC 9260 section 6.6: one stream does not wait for another. */
  @Test
  void unorderedMessagesOvertakeWhatIsLost() {
    SimulatedNetwork network = new SimulatedNetwork(41).connect();
    DataChannel channel =
        network.open(DataChannelOptions.of("data").unordered(), new Endpoint.Log());
    network.run(Duration.ofSeconds(1));
    boolean[] dropped = new boolean[1];
    network.fromA =
        packet -> {
          boolean drop = !dropped[0];
          dropped[0] = true;
          return !drop;
        };
    for (int i = 0; i < 10; i++) {
      channel.send(new byte[] {(byte) i, 0, 0}, true);
      network.run(Duration.ofMillis(1));
    }
    Endpoint.Log received = network.b.acceptedLogs.get(0);
    network.runUntil(Duration.ofSeconds(10), () -> received.messages.size() == 10);
    assertThat(received.messages.get(9)[0]).isZero();
  }

  @Test
  void anOrderedStreamDoesNotWaitForAnother() {
    SimulatedNetwork network = new SimulatedNetwork(42).connect();
    DataChannel first = network.open(DataChannelOptions.of("1"), new Endpoint.Log());
    DataChannel second = network.open(DataChannelOptions.of("2"), new Endpoint.Log());
    network.run(Duration.ofSeconds(1));
    network.cut = true;
    first.send(new byte[3000], true);
    network.run(Duration.ofMillis(1));
    network.cut = false;
    second.send(new byte[10], true);
    network.run(Duration.ofMillis(20));
    assertThat(network.b.acceptedLogs.get(0).messages).isEmpty();
    assertThat(network.b.acceptedLogs.get(1).messages).hasSize(1);
    network.runUntil(
        Duration.ofSeconds(10), () -> network.b.acceptedLogs.get(0).messages.size() == 1);
  }

  @Test
  void packetsLargerThanThePathAreNotMade() {
    SctpConfig small = SctpConfig.builder().mtu(600).build();
    SimulatedNetwork network = new SimulatedNetwork(51, small, small);
    network.maxSize = 600;
    network.connect();
    Endpoint.Log log = new Endpoint.Log();
    DataChannel channel = network.open(DataChannelOptions.of("data"), log);
    channel.send(new byte[100_000], true);
    Endpoint.Log received = network.b.acceptedLogs.get(0);
    network.runUntil(Duration.ofMinutes(1), () -> received.messages.size() == 1);
    assertThat(network.largest).isEqualTo(600);
  }

  @Test
  void smallMessagesShareAPacket() {
    SimulatedNetwork network = new SimulatedNetwork(61).connect();
    DataChannel channel = network.open(DataChannelOptions.of("data"), new Endpoint.Log());
    network.run(Duration.ofSeconds(1));
    int before = network.sent;
    for (int i = 0; i < 20; i++) {
      channel.send(new byte[10], true);
    }
    Endpoint.Log received = network.b.acceptedLogs.get(0);
    network.runUntil(Duration.ofSeconds(1), () -> received.messages.size() == 20);
    assertThat(network.sent - before).isOne();
  }
}
