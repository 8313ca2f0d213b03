package dev.actr.sctp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Slow readers and slow paths push back, and nothing grows without bound. */
class FlowControlTest {

  private static final SctpConfig SMALL =
      SctpConfig.builder().maxMessageSize(20_000).receiveWindow(60_000).build();

  private final SimulatedNetwork network = new SimulatedNetwork(1, SctpConfig.DEFAULT, SMALL);
  private final Endpoint.Log log = new Endpoint.Log();

  private DataChannel openPaused(DataChannelOptions options) {
    network.connect();
    network.b.pauseAccepted = true;
    DataChannel channel = network.open(options, log);
    network.run(Duration.ofSeconds(1));
    return channel;
  }

  private Endpoint.Log received() {
    return network.b.acceptedLogs.get(0);
  }

  /** RFC 9260 sections 6.1 A and 6.2: the window closes, is probed, and opens again. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.1})
  void aReaderThatPausesStopsTheSenderAndGoesOn(double loss) {
    DataChannel channel = openPaused(DataChannelOptions.of("data"));
    network.loss = loss;
    for (int i = 0; i < 50; i++) {
      assertThat(channel.send(new byte[10_000], true)).isTrue();
    }
    network.run(Duration.ofMinutes(20));
    assertThat(network.a.events).hasSize(1);
    assertThat(received().messages).isEmpty();
    assertThat(network.b.association().receiver().held()).isBetween(40_000, 2 * 60_000);
    assertThat(channel.bufferedAmount()).isGreaterThan(400_000);
    network.b.accepted.get(0).resume();
    long start = network.now;
    network.runUntil(Duration.ofMinutes(10), () -> received().messages.size() == 50);
    assertThat(network.b.association().receiver().held()).isZero();
    if (loss == 0) {
      // The open window is told, not found by a probe.
      assertThat(network.now - start).isLessThan(SimulatedNetwork.SECOND);
    }
  }

  @Test
  void whatAClosedWindowRefusedIsSentAgainAsSoonAsItOpens() {
    DataChannel channel = openPaused(DataChannelOptions.of("data"));
    int sent = 0;
    int before;
    do {
      before = network.b.association().receiver().held();
      channel.send(new byte[1000], true);
      sent++;
      network.run(Duration.ofSeconds(1));
    } while (network.b.association().receiver().held() > before);
    // Its time-out has become long.
    network.run(Duration.ofMinutes(5));
    network.b.accepted.get(0).resume();
    int all = sent;
    network.runUntil(Duration.ofSeconds(1), () -> received().messages.size() == all);
  }

  @Test
  void anOpenedWindowThatWasNotHeardOfIsFoundByAProbe() {
    DataChannel channel = openPaused(DataChannelOptions.of("data"));
    for (int i = 0; i < 20; i++) {
      channel.send(new byte[10_000], true);
    }
    network.run(Duration.ofMinutes(5));
    network.b.accepted.get(0).resume();
    network.fromB = packet -> false;
    network.run(Duration.ofMillis(100));
    network.fromB = packet -> true;
    network.runUntil(Duration.ofMinutes(5), () -> received().messages.size() == 20);
  }

  @Test
  void tinyMessagesAreBoundedByWhatTheyCostAndNotByTheirSize() {
    DataChannel channel = openPaused(DataChannelOptions.of("data").unordered());
    int taken = 0;
    while (channel.send(new byte[1], true)) {
      taken++;
    }
    // A megabyte of buffer.
    assertThat(taken).isBetween(10_000, 20_000);
    network.run(Duration.ofMinutes(5));
    assertThat(network.b.association().receiver().held()).isLessThanOrEqualTo(120_000);
    network.b.accepted.get(0).resume();
    int all = taken;
    network.runUntil(Duration.ofMinutes(10), () -> received().messages.size() == all);
    assertThat(log.events).contains("low");
  }

  @Test
  void aFullBufferRefusesAndTellsWhenToGoOn() {
    DataChannel channel = openPaused(DataChannelOptions.of("data"));
    network.b.accepted.get(0).resume();
    channel.setBufferedAmountLowThreshold(100_000);
    int taken = 0;
    while (channel.send(new byte[10_000], true)) {
      taken++;
    }
    assertThat(taken).isBetween(100, 105);
    assertThat(channel.bufferedAmount()).isEqualTo(taken * 10_000);
    List<Integer> amounts = new ArrayList<>();
    log.onLow = () -> amounts.add(channel.bufferedAmount());
    int all = taken;
    network.runUntil(Duration.ofMinutes(1), () -> received().messages.size() == all);
    // Once because there is room again, once because of the threshold.
    assertThat(amounts).hasSize(2);
    assertThat(amounts.get(0)).isBetween(400_000, 530_000);
    assertThat(amounts.get(1)).isBetween(80_000, 100_000);
  }

  @Test
  void anEmptyBufferTakesAMessageLargerThanItself() {
    SctpConfig tiny = SctpConfig.builder().sendBuffer(1000).build();
    SimulatedNetwork other = new SimulatedNetwork(2, tiny, tiny).connect();
    DataChannel channel = other.open(DataChannelOptions.of("data"), log);
    other.run(Duration.ofSeconds(1));
    assertThat(channel.send(new byte[50_000], true)).isTrue();
    assertThat(channel.send(new byte[1], true)).isFalse();
    other.runUntil(Duration.ofMinutes(1), () -> log.events.contains("low"));
    assertThat(channel.send(new byte[1], true)).isTrue();
  }

  @Test
  void aPausedChannelKeepsItsMessagesUntilItsEnd() {
    DataChannel channel = openPaused(DataChannelOptions.of("data"));
    channel.send(new byte[10], true);
    channel.send(new byte[20], true);
    channel.close();
    network.run(Duration.ofSeconds(5));
    assertThat(channel.state()).isEqualTo(DataChannel.State.CLOSED);
    assertThat(received().events).containsExactly("open");
    network.b.accepted.get(0).resume();
    network.run(Duration.ofSeconds(1));
    assertThat(received().messages).hasSize(2);
    assertThat(received().events).containsExactly("open", "close");
  }

  /** What is in flight is bounded, whatever window the peer offers. */
  @Test
  void noMoreIsInFlightThanTheSendWindowAllows() {
    SctpConfig narrow = SctpConfig.builder().sendWindow(30_000).build();
    SctpConfig wide = SctpConfig.builder().receiveWindow(1 << 28).build();
    SimulatedNetwork other = new SimulatedNetwork(3, narrow, wide);
    other.delay = 50 * SimulatedNetwork.MILLISECOND;
    other.connect();
    DataChannel channel = other.open(DataChannelOptions.of("data"), log);
    for (int i = 0; i < 100; i++) {
      channel.send(new byte[10_000], true);
    }
    int[] most = new int[1];
    other.fromA =
        packet -> {
          most[0] = Math.max(most[0], other.a.association().sender().flight());
          return true;
        };
    Endpoint.Log there = other.b.acceptedLogs.get(0);
    other.runUntil(Duration.ofMinutes(1), () -> there.messages.size() == 100);
    assertThat(most[0]).isBetween(25_000, 31_200);
  }
}
