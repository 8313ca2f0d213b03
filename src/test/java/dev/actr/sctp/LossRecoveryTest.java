package dev.actr.sctp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When what is sent again, and how fast: RFC 9260 sections 6.2, 6.3 and 7.2. */
class LossRecoveryTest {

  private static final long SECOND = SimulatedNetwork.SECOND;
  private static final long MILLISECOND = SimulatedNetwork.MILLISECOND;

  private final SimulatedNetwork network = new SimulatedNetwork(1).connect();
  private DataChannel channel;
  private Endpoint.Log received;

  @BeforeEach
  void open() {
    channel = network.open(DataChannelOptions.of("data"), new Endpoint.Log());
    network.run(Duration.ofSeconds(1));
    received = network.b.acceptedLogs.get(0);
  }

  private Sender sender() {
    return network.a.association().sender();
  }

  private void fill(int bytes) {
    for (int i = 0; i < bytes; i += 10_000) {
      channel.send(new byte[10_000], true);
    }
  }

  /** Section 7.2.4: three reports are enough, the timer need not expire. */
  @Test
  void aLostChunkIsRetransmittedAfterThreeReports() {
    fill(200_000);
    network.run(Duration.ofMillis(30));
    boolean[] dropped = new boolean[1];
    Map<Integer, Integer> times = new HashMap<>();
    int[] window = new int[2];
    network.fromA =
        packet -> {
          byte[] data = Packets.chunk(packet, Wire.DATA);
          if (data == null) {
            return true;
          }
          if (times.merge(Bytes.i32(data, 4), 1, Integer::sum) == 2) {
            window[1] = sender().congestionWindow();
          }
          boolean drop = !dropped[0];
          window[0] = drop ? sender().congestionWindow() : window[0];
          dropped[0] = true;
          return !drop;
        };
    long start = network.now;
    network.runUntil(Duration.ofSeconds(2), () -> received.bytes == 200_000);
    assertThat(network.now - start).isLessThan(SECOND);
    assertThat(times.values()).filteredOn(n -> n > 1).containsExactly(2);
    // Half of what it had grown to until the loss was known.
    assertThat(window[1]).isBetween(window[0] / 2, window[0] - 1);
  }

  /** Section 6.3.3: T3-rtx, its backoff, and one packet at a time. */
  @Test
  void theTimerDoublesWithEachExpiry() {
    List<Long> sent = new ArrayList<>();
    network.fromA =
        packet -> {
          if (Packets.chunk(packet, Wire.DATA) != null) {
            sent.add(network.now);
          }
          return false;
        };
    network.cut = true;
    long start = network.now;
    channel.send(new byte[10], true);
    network.run(Duration.ofSeconds(130));
    assertThat(sent).hasSize(8);
    for (int i = 0; i < sent.size(); i++) {
      long expected = i == 7 ? 123 : (1L << i) - 1;
      assertThat((sent.get(i) - start) / SECOND).isEqualTo(expected);
    }
    assertThat(sender().congestionWindow()).isEqualTo(1172);
    network.cut = false;
    network.fromA = packet -> true;
    network.runUntil(Duration.ofSeconds(61), () -> received.messages.size() == 1);
  }

  /** Section 6.3.1: a round trip sets the time-out, a longer one raises it. */
  @Test
  void theTimeOutFollowsTheRoundTrip() {
    assertThat(network.a.association().rto().nanos()).isEqualTo(SECOND);
    network.delay = 700 * MILLISECOND;
    for (int i = 0; i < 20; i++) {
      channel.send(new byte[10], true);
      channel.send(new byte[2000], true);
      network.run(Duration.ofSeconds(10));
    }
    long rto = network.a.association().rto().nanos();
    assertThat(rto).isBetween(1400 * MILLISECOND, 4 * SECOND);
    Rto alone = new Rto(SctpConfig.DEFAULT);
    alone.measured(2 * SECOND);
    assertThat(alone.nanos()).isEqualTo(6 * SECOND);
    alone.measured(2 * SECOND);
    assertThat(alone.nanos()).isEqualTo(5 * SECOND);
    alone.backOff();
    assertThat(alone.nanos()).isEqualTo(10 * SECOND);
    for (int i = 0; i < 10; i++) {
      alone.backOff();
    }
    assertThat(alone.nanos()).isEqualTo(60 * SECOND);
  }

  /** Section 6.2: every second packet at once, a single one within 200 ms. */
  @Test
  void acknowledgementsAreDelayedAndNoMore() {
    List<Long> sacks = new ArrayList<>();
    network.fromB =
        packet -> {
          if (Packets.chunk(packet, Wire.SACK) != null) {
            sacks.add(network.now);
          }
          return true;
        };
    long start = network.now;
    channel.send(new byte[10], true);
    network.run(Duration.ofSeconds(1));
    assertThat(sacks).containsExactly(start + network.delay + 200 * MILLISECOND);
    sacks.clear();
    start = network.now;
    channel.send(new byte[2000], true);
    network.run(Duration.ofSeconds(1));
    assertThat(sacks).containsExactly(start + network.delay);
  }

  @Test
  void gapsAndDuplicatesAreReportedAtOnce() {
    int next = Packets.nextTsn(network.b);
    byte[] late = Packets.data(3, next + 2, 0, 9, Wire.PPID_BINARY, new byte[1]);
    network.inject(network.b, Packets.to(network.b, late));
    byte[] sack = Packets.chunk(Packets.poll(network.b, network.now).get(0), Wire.SACK);
    assertThat(sack).isEqualTo(Packets.sack(next - 1, Bytes.i32(sack, 8), 3, 3));
    network.inject(network.b, Packets.to(network.b, late));
    sack = Packets.chunk(Packets.poll(network.b, network.now).get(0), Wire.SACK);
    assertThat(Bytes.u16(sack, 14)).isOne();
    assertThat(Bytes.i32(sack, 20)).isEqualTo(next + 2);
  }

  /** The peer waits to hear that the gap is filled. */
  @Test
  void theFillingOfAGapIsAcknowledgedAtOnce() {
    int next = Packets.nextTsn(network.b);
    for (int ahead = 1; ahead >= 0; ahead--) {
      byte[] data = Packets.data(3, next + ahead, 0, 1 + ahead, Wire.PPID_BINARY, new byte[1]);
      network.inject(network.b, Packets.to(network.b, data));
      assertThat(Packets.poll(network.b, network.now)).hasSize(1);
    }
    assertThat(Packets.nextTsn(network.b)).isEqualTo(next + 2);
  }

  /** What is sent again gives no measurement, but shows that the path is alive. */
  @Test
  void theDoublingEndsWithWhatWasSentAgain() {
    network.cut = true;
    channel.send(new byte[10], true);
    network.run(Duration.ofSeconds(10));
    network.cut = false;
    assertThat(network.a.association().rto().nanos()).isEqualTo(8 * SECOND);
    network.run(Duration.ofSeconds(10));
    assertThat(received.messages).hasSize(1);
    assertThat(network.a.association().rto().nanos()).isEqualTo(SECOND);
  }

  /** The time-outs of what is lost again and again must not add up. */
  @ParameterizedTest
  @ValueSource(longs = {9, 91})
  void echoesThatAreLostOftenAreNotKeptWaitingForLong(long seed) {
    SctpConfig config =
        SctpConfig.builder()
            .retransmissionTimeout(
                Duration.ofMillis(500), Duration.ofMillis(400), Duration.ofSeconds(3))
            .build();
    SimulatedNetwork lossy = new SimulatedNetwork(seed, config, config);
    lossy.delay = MILLISECOND / 2;
    lossy.connect();
    Endpoint.Log echoes = new Endpoint.Log();
    DataChannel there = lossy.open(DataChannelOptions.of("echo"), echoes);
    Endpoint.Log requests = lossy.b.acceptedLogs.get(0);
    DataChannel back = lossy.b.accepted.get(0);
    lossy.loss = 0.2;
    List<Long> sent = new ArrayList<>();
    long longest = 0;
    int returned = 0;
    for (int answered = 0; returned < 100; ) {
      if (sent.size() < 100 && lossy.now >= sent.size() * 50 * MILLISECOND) {
        sent.add(lossy.now);
        there.send(new byte[1050], true);
      }
      lossy.run(Duration.ofMillis(1));
      for (; answered < requests.messages.size(); answered++) {
        back.send(new byte[1050], true);
      }
      for (; returned < echoes.messages.size(); returned++) {
        longest = Math.max(longest, lossy.now - sent.get(returned));
      }
    }
    assertThat(Duration.ofNanos(longest)).isLessThan(Duration.ofSeconds(10));
  }

  /** Section 7.2.1: the window doubles each round trip while it is used, up to the limit. */
  @Test
  void theCongestionWindowGrowsToTheLimitWithoutLoss() {
    network.delay = 20 * MILLISECOND;
    Endpoint.Log log = new Endpoint.Log();
    int before = sender().congestionWindow();
    long start = network.now;
    DataChannel bulk = network.open(DataChannelOptions.of("bulk"), log);
    List<byte[]> messages = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      messages.add(new byte[10_000]);
    }
    ReliableTransferTest.sendAll(bulk, log, messages);
    Endpoint.Log other = network.b.acceptedLogs.get(1);
    network.runUntil(Duration.ofMinutes(5), () -> other.messages.size() == 2000);
    assertThat(before).isLessThan(10_000);
    assertThat(sender().congestionWindow()).isGreaterThan(700_000);
    // 20 MB in round trips of 40 ms, most of them with a full window.
    assertThat(network.now - start).isLessThan(6 * SECOND);
  }

  /** Section 7.2.1: an old window is not trusted. */
  @Test
  void theCongestionWindowShrinksWhileNothingIsSent() {
    fill(800_000);
    network.runUntil(Duration.ofMinutes(1), () -> received.bytes == 800_000);
    network.run(Duration.ofSeconds(1));
    int busy = sender().congestionWindow();
    network.run(Duration.ofSeconds(20));
    channel.send(new byte[10], true);
    network.run(Duration.ofMillis(1));
    assertThat(busy).isGreaterThan(50_000);
    assertThat(sender().congestionWindow()).isEqualTo(4 * 1172);
  }

  /** A receiver may drop what it has acknowledged ahead of a gap; the timer finds out. */
  @Test
  void whatThePeerTakesBackIsSentAgain() {
    int first = sender().nextTsn();
    List<Integer> tsns = new ArrayList<>();
    network.fromA =
        packet -> {
          byte[] data = Packets.chunk(packet, Wire.DATA);
          if (data != null) {
            tsns.add(Bytes.i32(data, 4));
          }
          return false;
        };
    channel.send(new byte[3000], true);
    network.run(Duration.ofMillis(1));
    network.inject(network.a, Packets.to(network.a, Packets.sack(first - 1, 100_000, 2, 3)));
    network.inject(network.a, Packets.to(network.a, Packets.sack(first, 100_000)));
    assertThat(tsns).containsExactly(first, first + 1, first + 2);
    network.run(Duration.ofSeconds(4));
    assertThat(tsns.subList(3, tsns.size())).contains(first + 1).doesNotContain(first);
  }
}
