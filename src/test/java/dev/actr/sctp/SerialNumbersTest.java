package dev.actr.sctp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Numbers that begin anew at zero: RFC 9260 section 1.6. */
class SerialNumbersTest {

  @Test
  void transmissionNumbersPassZeroWithLossAndGaps() {
    // Both sides begin 20 numbers before zero.
    SimulatedNetwork network = new SimulatedNetwork(1, () -> -20L << 32);
    network.loss = 0.1;
    network.jitter = 30 * SimulatedNetwork.MILLISECOND;
    network.connect();
    assertThat(network.a.association().localTsn()).isEqualTo(-20);
    Endpoint.Log log = new Endpoint.Log();
    DataChannel channel = network.open(DataChannelOptions.of("x"), log);
    List<byte[]> messages = ReliableTransferTest.messages(1, 50, 20_000);
    ReliableTransferTest.sendAll(channel, log, messages);
    Endpoint.Log received = network.b.acceptedLogs.get(0);
    network.runUntil(Duration.ofHours(1), () -> received.messages.size() == 50);
    assertThat(received.messages).containsExactlyElementsOf(messages);
    assertThat(network.a.association().sender().nextTsn()).isPositive();
  }

  @Test
  void streamNumbersPassZero() {
    SimulatedNetwork network = new SimulatedNetwork(2).connect();
    network.delay = SimulatedNetwork.MILLISECOND;
    network.loss = 0.001;
    Endpoint.Log log = new Endpoint.Log();
    DataChannel channel = network.open(DataChannelOptions.of("x"), log);
    List<byte[]> messages = new ArrayList<>();
    for (int i = 0; i < 70_000; i++) {
      messages.add(new byte[] {(byte) (i >> 16), (byte) (i >> 8), (byte) i});
    }
    ReliableTransferTest.sendAll(channel, log, messages);
    Endpoint.Log received = network.b.acceptedLogs.get(0);
    network.runUntil(Duration.ofHours(1), () -> received.messages.size() == 70_000);
    assertThat(received.messages).containsExactlyElementsOf(messages);
  }

  @Property(tries = 500, seed = "1")
  void aRingOfBitsIsASetOfNumbers(
      @ForAll int base, @ForAll @Size(max = 60) List<@IntRange(max = 16_000) Integer> members) {
    TsnBits bits = new TsnBits();
    TreeSet<Integer> set = new TreeSet<>(members);
    set.forEach(member -> bits.set(base + member));
    for (int from = 0; from < 16_100; from += 7) {
      Integer expected = set.ceiling(from);
      assertThat(bits.nextSet(base + from, base + 16_200) - base)
          .isEqualTo(expected == null ? 16_200 : expected);
      int clear = from;
      while (set.contains(clear)) {
        clear++;
      }
      assertThat(bits.nextClear(base + from, base + 16_200) - base).isEqualTo(clear);
      assertThat(bits.get(base + from)).isEqualTo(set.contains(from));
    }
    set.forEach(member -> bits.clear(base + member));
    assertThat(bits.nextSet(base, base + 16_383)).isEqualTo(base + 16_383);
  }
}
