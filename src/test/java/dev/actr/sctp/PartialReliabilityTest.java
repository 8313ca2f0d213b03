package dev.actr.sctp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Messages that may be given up: RFC 3758. */
class PartialReliabilityTest {

  private static final Duration HOUR = Duration.ofHours(1);

  /** Message i consists of bytes i, so that parts of different messages are told apart. */
  private static byte[] message(int number, int size) {
    byte[] message = new byte[size];
    java.util.Arrays.fill(message, (byte) number);
    message[0] = (byte) (number >> 8);
    return message;
  }

  private static int number(byte[] message) {
    for (int i = 1; i < message.length; i++) {
      assertThat(message[i]).isEqualTo(message[1]);
    }
    return (message[0] & 0xff) << 8 | message[1] & 0xff;
  }

  private static List<Integer> numbers(Endpoint.Log log) {
    return log.messages.stream().map(PartialReliabilityTest::number).toList();
  }

  @ParameterizedTest(name = "{0} ordered {1}, {2} retransmits, {3} ms, jitter {4}, loss {5}")
  @CsvSource({
    "1, true, 0, -1, 0, 0.15",
    "2, false, 0, -1, 0, 0.15",
    "3, true, 1, -1, 30, 0.15",
    "4, false, 1, -1, 30, 0.15",
    "5, true, -1, 100, 0, 0.15",
    "6, false, -1, 300, 30, 0.15",
    "7, true, 0, -1, 50, 0.15",
    "8, true, 0, -1, 0, 0.01",
    "9, false, 0, -1, 30, 0.01",
    "10, true, 0, -1, 30, 0.05",
    "11, false, 1, -1, 30, 0.2",
    "12, true, -1, 200, 0, 0.2",
  })
  void whatArrivesIsWholeAndInOrderAndTheRestIsSkipped(
      long seed, boolean ordered, int retransmits, int millis, int jitter, double loss) {
    SimulatedNetwork network = new SimulatedNetwork(seed);
    network.connect();
    DataChannelOptions options = DataChannelOptions.of("lossy");
    options = ordered ? options : options.unordered();
    options =
        retransmits >= 0
            ? options.withMaxRetransmits(retransmits)
            : options.withMaxPacketLifeTime(Duration.ofMillis(millis));
    DataChannel lossy = network.open(options, new Endpoint.Log());
    DataChannel reliable = network.open(DataChannelOptions.of("reliable"), new Endpoint.Log());
    network.run(Duration.ofSeconds(1));
    network.loss = loss;
    network.duplication = 0.05;
    network.jitter = jitter * SimulatedNetwork.MILLISECOND;
    Random random = new Random(seed);
    for (int i = 0; i < 400; i++) {
      lossy.send(message(i, 2 + random.nextInt(i % 10 == 0 ? 20_000 : 1500)), true);
      reliable.send(message(i, 50), true);
      network.run(Duration.ofMillis(10));
    }
    Endpoint.Log all = network.b.acceptedLogs.get(1);
    network.runUntil(HOUR, () -> network.a.association().sender().isEmpty());
    assertThat(numbers(all)).hasSize(400).isSorted();
    List<Integer> some = numbers(network.b.acceptedLogs.get(0));
    assertThat(new HashSet<>(some)).hasSameSizeAs(some);
    assertThat(some.size()).isBetween(40, 399);
    if (ordered) {
      assertThat(some).isSorted();
    }
    // Nothing of what was given up is left.
    network.loss = 0;
    lossy.send(message(999, 100), true);
    network.runUntil(HOUR, () -> network.a.association().sender().isEmpty());
    assertThat(numbers(network.b.acceptedLogs.get(0))).endsWith(999);
    network.run(Duration.ofSeconds(1));
    assertThat(network.b.association().receiver().held()).isZero();
  }

  /** Section 3.5: one transmission, and then the peer is told to go on. */
  @Test
  void aMessageWithoutRetransmitsIsGivenUpOnceItIsLost() {
    SimulatedNetwork network = new SimulatedNetwork(11).connect();
    DataChannel channel =
        network.open(DataChannelOptions.of("once").withMaxRetransmits(0), new Endpoint.Log());
    network.run(Duration.ofSeconds(1));
    List<Integer> types = new ArrayList<>();
    network.fromA =
        packet -> {
          types.addAll(Packets.types(packet));
          return !Packets.types(packet).contains(Wire.DATA);
        };
    channel.send(new byte[5000], true);
    network.runUntil(HOUR, () -> network.a.association().sender().isEmpty());
    assertThat(types).filteredOn(type -> type == Wire.DATA).hasSize(4);
    assertThat(types).endsWith(Wire.FORWARD_TSN);
    network.fromA = packet -> true;
    channel.send(new byte[7], true);
    Endpoint.Log log = network.b.acceptedLogs.get(0);
    network.runUntil(HOUR, () -> log.messages.size() == 1);
    assertThat(log.messages.get(0)).hasSize(7);
  }

  @Test
  void aForwardTsnThatGotLostIsSentAgain() {
    SimulatedNetwork network = new SimulatedNetwork(12).connect();
    DataChannel channel =
        network.open(DataChannelOptions.of("once").withMaxRetransmits(0), new Endpoint.Log());
    network.run(Duration.ofSeconds(1));
    int[] lost = new int[1];
    network.fromA = packet -> lost[0]++ > 3;
    channel.send(new byte[50], true);
    network.runUntil(HOUR, () -> network.a.association().sender().isEmpty());
    assertThat(lost[0]).isGreaterThan(3);
  }

  @Test
  void aMessageThatWaitedTooLongIsNeverSent() {
    SimulatedNetwork network = new SimulatedNetwork(13).connect();
    Endpoint.Log sender = new Endpoint.Log();
    DataChannel channel =
        network.open(
            DataChannelOptions.of("fresh").withMaxPacketLifeTime(Duration.ofMillis(100)), sender);
    network.run(Duration.ofSeconds(1));
    network.cut = true;
    for (int i = 0; i < 10; i++) {
      channel.send(message(i, 10_000), true);
    }
    network.run(Duration.ofSeconds(5));
    assertThat(channel.bufferedAmount()).isZero();
    network.cut = false;
    network.run(Duration.ofSeconds(60));
    channel.send(message(10, 5000), true);
    network.runUntil(HOUR, () -> network.a.association().sender().isEmpty());
    assertThat(numbers(network.b.acceptedLogs.get(0))).containsExactly(10);
    assertThat(sender.events).contains("low");
  }

  @Test
  void aPeerThatCannotSkipGetsEverything() {
    SimulatedNetwork network = new SimulatedNetwork(14);
    // Both ways to say that FORWARD TSN is known are unsaid.
    network.fromB =
        packet -> {
          byte[] bytes = packet;
          int type = Packets.types(bytes).get(0);
          if (type == Wire.INIT || type == Wire.INIT_ACK) {
            int at = Wire.COMMON_HEADER + Wire.INIT_HEADER;
            Bytes.put16(bytes, at, 0x8fff);
            Bytes.put16(bytes, at + 4, 0x8ffe);
            Packets.signed(bytes);
          }
          return true;
        };
    network.connect();
    DataChannel channel =
        network.open(DataChannelOptions.of("once").withMaxRetransmits(0), new Endpoint.Log());
    network.run(Duration.ofSeconds(1));
    network.loss = 0.2;
    for (int i = 0; i < 50; i++) {
      channel.send(message(i, 3000), true);
    }
    network.runUntil(HOUR, () -> network.a.association().sender().isEmpty());
    assertThat(numbers(network.b.acceptedLogs.get(0))).hasSize(50);
  }
}
