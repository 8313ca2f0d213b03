package dev.actr.sctp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.Hostile;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A peer that makes an association keep, send or wait for as much as it can. */
class HostileAssociationsTest {

  private static final SctpConfig CONFIG =
      SctpConfig.builder().maxMessageSize(50_000).receiveWindow(100_000).sendBuffer(60_000).build();
  private static final int WHOLE = Wire.FIRST | Wire.LAST;

  private final SimulatedNetwork network = new SimulatedNetwork(1, SctpConfig.DEFAULT, CONFIG);
  private int next;

  @BeforeEach
  void open() {
    network.connect();
    network.open(DataChannelOptions.of("x"), new Endpoint.Log());
    network.run(Duration.ofSeconds(1));
    network.cut = true;
    next = Packets.nextTsn(network.b);
  }

  private List<byte[]> inject(byte[]... chunks) {
    network.inject(network.b, Packets.to(network.b, chunks));
    return Packets.poll(network.b, network.now);
  }

  private SctpAssociation association() {
    return network.b.association();
  }

  private void answersStill() {
    byte[] heartbeat = new ChunkWriter(Wire.HEARTBEAT, 0).parameter(1, new byte[8]).build();
    assertThat(inject(heartbeat))
        .anyMatch(packet -> Packets.chunk(packet, Wire.HEARTBEAT_ACK) != null);
  }

  @Test
  @Hostile("H192")
  void anInitOfThousandsOfUnknownParametersIsAnsweredWithinAPacket() {
    ChunkWriter init = new ChunkWriter(Wire.INIT, 0).u32(77).u32(100_000).u16(10).u16(10).u32(1000);
    for (int i = 0; i < 1500; i++) {
      init.parameter(0xc100 + i % 200, new byte[1]);
    }
    network.inject(network.b, Packets.packet(0, init.build()));
    List<byte[]> answers = Packets.poll(network.b, network.now);
    assertThat(answers).hasSize(1);
    assertThat(answers.get(0).length).isLessThanOrEqualTo(CONFIG.mtu());
    assertThat(Packets.types(answers.get(0))).containsExactly(Wire.INIT_ACK);
    answersStill();
  }

  @Test
  @Hostile("H193")
  void aPeerOfAllStreamsGetsThoseOfTheConfiguration() {
    SimulatedNetwork fresh = new SimulatedNetwork(2, SctpConfig.DEFAULT, CONFIG);
    fresh.fromA =
        packet -> {
          if (packet[12] == Wire.INIT || packet[12] == Wire.INIT_ACK) {
            Bytes.put16(packet, 24, 65_535);
            Bytes.put16(packet, 26, 65_535);
            Packets.signed(packet);
          }
          return true;
        };
    fresh.connect();
    assertThat(fresh.b.association().outboundStreams()).isLessThanOrEqualTo(CONFIG.maxStreams());
    assertThat(fresh.b.association().receiver().streams()).isEqualTo(CONFIG.maxStreams());
  }

  @Test
  @Hostile("H194")
  void channelsOpenedAndResetWithoutEndCostAChannelForEachStream() {
    byte[] open = Dcep.open(DataChannelOptions.of("y"));
    int request = network.a.association().localTsn();
    int sent = 0;
    for (int i = 0; i < 5000; i++) {
      byte[] reset = new byte[14];
      Bytes.put32(reset, 0, request + i);
      Bytes.put32(reset, 8, next);
      Bytes.put16(reset, 12, 2);
      byte[] data = Packets.data(WHOLE | Wire.UNORDERED, next++, 2, 0, Wire.PPID_DCEP, open);
      sent +=
          inject(
                  data,
                  new ChunkWriter(Wire.RE_CONFIG, 0)
                      .parameter(Wire.PARAM_OUTGOING_RESET, reset)
                      .build())
              .size();
      assertThat(association().sender().flight()).isLessThan(CONFIG.sendBuffer());
    }
    assertThat(sent).isLessThan(3 * 5000);
    assertThat(network.b.accepted.stream().filter(c -> c.state() != DataChannel.State.CLOSED))
        .hasSizeLessThanOrEqualTo(2);
    answersStill();
  }

  @Test
  @Hostile("H195")
  void everyStreamOpenedTwiceGivesAChannelForEachOfThePeersStreams() {
    byte[] open = Dcep.open(DataChannelOptions.of("y"));
    for (int i = 0; i < 70_000; i++) {
      network.inject(
          network.b,
          Packets.to(
              network.b,
              Packets.data(WHOLE | Wire.UNORDERED, next++, i & 0xffff, 0, Wire.PPID_DCEP, open)));
      Packets.poll(network.b, network.now);
    }
    assertThat(network.b.accepted.size()).isLessThanOrEqualTo(CONFIG.maxStreams() / 2 + 1);
    assertThat(association().receiver().held()).isLessThanOrEqualTo(100_000);
    answersStill();
  }

  @Test
  @Hostile("H196")
  void aWindowThatStaysClosedIsProbedNowAndThenAndNoMoreIsTakenThanTheBufferHolds() {
    DataChannel channel = network.b.accepted.get(0);
    int taken = 0;
    while (channel.send(new byte[1000], true)) {
      assertThat(++taken).isLessThanOrEqualTo(CONFIG.sendBuffer() / 1000);
    }
    int packets = 0;
    long end = network.now + Duration.ofMinutes(30).toNanos();
    while (network.now < end) {
      inject(Packets.sack(association().sender().cumulativeAck(), 0));
      long wait = network.b.channels.timeout(network.now);
      assertThat(wait).isPositive();
      network.now += wait;
      network.b.channels.advance(network.now);
      packets += Packets.poll(network.b, network.now).size();
    }
    assertThat(association().ended()).isNull();
    assertThat(packets).isLessThan(4 * 30 * 60);
    assertThat(taken).isPositive();
  }

  @Test
  @Hostile("H197")
  void aFloodOfResetsIsAnsweredOneByOneAndKeepsNothing() {
    int request = network.a.association().localTsn();
    for (int i = 0; i < 20_000; i++) {
      byte[] reset = new byte[12 + 2 * 100];
      Bytes.put32(reset, 0, request + i);
      Bytes.put32(reset, 8, next - 1);
      for (int at = 12; at < reset.length; at += 2) {
        Bytes.put16(reset, at, i % 50);
      }
      assertThat(
              inject(
                  new ChunkWriter(Wire.RE_CONFIG, 0)
                      .parameter(Wire.PARAM_OUTGOING_RESET, reset)
                      .build()))
          .hasSizeLessThan(3);
    }
    assertThat(association().receiver().held()).isZero();
    answersStill();
  }
}
