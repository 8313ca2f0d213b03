package dev.actr.sctp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.Hostile;
import dev.actr.sctp.DataChannel.State;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A peer that means harm costs its own association at most. */
class HostilePacketsTest {

  private static final SctpConfig CONFIG =
      SctpConfig.builder().maxMessageSize(50_000).receiveWindow(100_000).build();
  private static final int WHOLE = Wire.FIRST | Wire.LAST;

  private final SimulatedNetwork network = new SimulatedNetwork(1, SctpConfig.DEFAULT, CONFIG);
  private final Endpoint.Log log = new Endpoint.Log();
  private DataChannel channel;
  private int next;

  @BeforeEach
  void open() {
    network.connect();
    channel = network.open(DataChannelOptions.of("x"), log);
    network.run(Duration.ofSeconds(1));
    next = Packets.nextTsn(network.b);
  }

  private void inject(byte[]... chunks) {
    network.inject(network.b, Packets.to(network.b, chunks));
  }

  private Receiver receiver() {
    return network.b.association().receiver();
  }

  private void stillWorks() {
    assertThat(network.b.events).hasSize(1);
    Endpoint.Log other = network.b.acceptedLogs.get(0);
    int before = other.messages.size();
    channel.send(new byte[3000], true);
    network.runUntil(Duration.ofMinutes(5), () -> other.messages.size() > before);
  }

  private void aborted() {
    assertThat(network.b.events).endsWith("closed PROTOCOL_VIOLATION");
    List<byte[]> packets = Packets.poll(network.b, network.now);
    assertThat(packets).hasSize(1);
    assertThat(Packets.types(packets.get(0))).containsExactly(Wire.ABORT);
    assertThat(network.b.channels.timeout(network.now)).isEqualTo(Long.MAX_VALUE);
    assertThat(network.b.accepted.get(0).state()).isEqualTo(State.CLOSED);
  }

  @Test
  @Hostile("H82")
  void chunksOfEveryTypeAndLengthAreSurvived() {
    // Those that may rightly end an association have tests of their own.
    Set<Integer> others = Set.of(Wire.DATA, Wire.SACK, Wire.ABORT, Wire.SHUTDOWN, Wire.FORWARD_TSN);
    for (int type = 0; type < 256; type++) {
      for (int length : new int[] {0, 1, 3, 4, 5, 7, 8, 12, 15, 16, 17, 19, 20, 65_535}) {
        for (int value : new int[] {0, 1, 4, 12, 13, 16, 64}) {
          if (!others.contains(type)) {
            inject(Packets.raw(type, 0, length, new byte[value]));
            assertThat(Packets.poll(network.b, network.now).size()).isLessThan(4);
          }
        }
      }
    }
    stillWorks();
  }

  @ParameterizedTest
  @ValueSource(
      ints = {Wire.DATA, Wire.SACK, Wire.FORWARD_TSN, Wire.SHUTDOWN, Wire.ABORT, Wire.INIT})
  void aChunkThatEndsTooEarlyCostsThePacketOnly(int type) {
    for (int length = 0; length < (type == Wire.SACK ? 16 : 8); length++) {
      if (type != Wire.ABORT || length < 4) {
        inject(Packets.raw(type, 3, length, new byte[12]));
      }
    }
    for (int length = 17; length < 70_000; length += 1000) {
      inject(Packets.raw(type, 3, length, new byte[12]));
    }
    stillWorks();
  }

  @Test
  void whatIsNotAPacketIsDropped() {
    for (int length = 0; length < 40; length++) {
      network.inject(network.b, new byte[length]);
      byte[] noChunk = Packets.to(network.b);
      network.inject(network.b, java.util.Arrays.copyOf(noChunk, Math.min(length, 12)));
    }
    stillWorks();
  }

  @Test
  void anUnknownChunkIsReportedOrSkippedAsItsBitsSay() {
    byte[] data = Packets.data(WHOLE, next, 0, 1, Wire.PPID_BINARY, new byte[1]);
    inject(Packets.raw(0x3f, 0, 8, new byte[4]), data);
    assertThat(Packets.nextTsn(network.b)).isEqualTo(next);
    assertThat(Packets.poll(network.b, network.now)).isEmpty();
    inject(Packets.raw(0x7f, 0, 8, new byte[4]), data);
    assertThat(Packets.nextTsn(network.b)).isEqualTo(next);
    byte[] error = Packets.chunk(Packets.poll(network.b, network.now).get(0), Wire.ERROR);
    assertThat(Bytes.u16(error, 4)).isEqualTo(Wire.CAUSE_UNRECOGNIZED_CHUNK);
    assertThat(Bytes.u8(error, 8)).isEqualTo(0x7f);
    inject(Packets.raw(0xbf, 0, 8, new byte[4]), data);
    assertThat(Packets.nextTsn(network.b)).isEqualTo(next + 1);
    data = Packets.data(WHOLE, next + 1, 0, 2, Wire.PPID_BINARY, new byte[1]);
    inject(Packets.raw(0xff, 0, 8, new byte[4]), data);
    assertThat(Packets.nextTsn(network.b)).isEqualTo(next + 2);
    assertThat(Packets.types(Packets.poll(network.b, network.now).get(0))).contains(Wire.ERROR);
    inject(Packets.raw(0xff, 0, 60_004, new byte[60_000]));
    assertThat(Packets.poll(network.b, network.now)).allMatch(p -> p.length <= 1200).hasSize(1);
  }

  @Test
  @Hostile("H180")
  void tsnsFarAheadAreNotKept() {
    for (int distance : new int[] {16_383, 20_000, 1 << 20, 1 << 30, Integer.MAX_VALUE}) {
      inject(Packets.data(WHOLE, next + distance, 0, 5, Wire.PPID_BINARY, new byte[1000]));
    }
    assertThat(receiver().held()).isZero();
    inject(Packets.data(WHOLE, next + 16_381, 0, 5, Wire.PPID_BINARY, new byte[1000]));
    assertThat(receiver().held()).isPositive();
  }

  @Test
  @Hostile("H84")
  void fragmentsThatNeverCompleteAreBounded() {
    for (int i = 0; i < 16_000; i++) {
      int at = next + 1 + (i * 7919 & 0x3ffc);
      inject(Packets.data(Wire.FIRST, at, 0, i, Wire.PPID_BINARY, new byte[1 + i % 1000]));
      assertThat(receiver().held()).isLessThanOrEqualTo(200_000);
    }
    assertThat(receiver().held()).isGreaterThan(99_000);
  }

  @Test
  @Hostile("H181")
  void messagesThatWaitForOneThatNeverComesAreBounded() {
    for (int i = 0; i < 16_000; i++) {
      inject(Packets.data(WHOLE, next + i, 0, 2 + i, Wire.PPID_BINARY, new byte[1]));
    }
    assertThat(receiver().held()).isBetween(99_000, 100_000);
  }

  @Test
  @Hostile("H182")
  void manySmallHolesAreFilledWithinTwiceTheWindow() {
    for (int i = 1; i < 16_000; i += 2) {
      inject(Packets.data(WHOLE, next + i, 5, i + 1, Wire.PPID_BINARY, new byte[20]));
    }
    for (int i = 2; i < 16_000; i += 2) {
      inject(Packets.data(WHOLE, next + i, 5, i + 1, Wire.PPID_BINARY, new byte[700]));
      assertThat(receiver().held()).isLessThanOrEqualTo(200_000);
    }
    List<byte[]> answers = Packets.poll(network.b, network.now);
    assertThat(answers).hasSize(1);
    assertThat(answers.get(0).length).isLessThanOrEqualTo(1200);
  }

  @Test
  @Hostile("H83")
  void aMessageThatNeverEndsIsCutAtTheLargestSize() {
    inject(Packets.data(Wire.FIRST, next, 0, 1, Wire.PPID_BINARY, new byte[1000]));
    for (int i = 1; i < 50; i++) {
      inject(Packets.data(0, next + i, 0, 1, Wire.PPID_BINARY, new byte[1000]));
    }
    assertThat(network.b.events).hasSize(1);
    inject(Packets.data(0, next + 50, 0, 1, Wire.PPID_BINARY, new byte[1]));
    aborted();
  }

  @Test
  @Hostile("H183")
  void aMessageWithinAMessageEndsTheAssociation() {
    inject(Packets.data(Wire.FIRST, next, 0, 1, Wire.PPID_BINARY, new byte[10]));
    inject(Packets.data(Wire.FIRST, next + 1, 0, 2, Wire.PPID_BINARY, new byte[10]));
    aborted();
  }

  @Test
  void aWholeMessageWithinAMessageEndsTheAssociationAlsoIfItCameFirst() {
    inject(Packets.data(WHOLE, next + 1, 0, 2, Wire.PPID_BINARY, new byte[10]));
    inject(Packets.data(Wire.FIRST, next, 0, 1, Wire.PPID_BINARY, new byte[10]));
    aborted();
  }

  @Test
  void aFragmentWithoutItsFirstEndsTheAssociation() {
    inject(Packets.data(Wire.LAST, next, 0, 1, Wire.PPID_BINARY, new byte[10]));
    aborted();
  }

  /** RFC 9260 section 6.2: DATA without data. */
  @Test
  @Hostile("H191")
  void anEmptyDataChunkEndsTheAssociation() {
    inject(Packets.data(WHOLE, next, 0, 1, Wire.PPID_BINARY, new byte[0]));
    aborted();
  }

  /** RFC 9260 section 6.5. */
  @Test
  void aStreamThatIsNotThereIsReportedAndTheDataAcknowledged() {
    inject(Packets.data(WHOLE, next, 40_000, 1, Wire.PPID_BINARY, new byte[1]));
    byte[] packet = Packets.poll(network.b, network.now).get(0);
    byte[] error = Packets.chunk(packet, Wire.ERROR);
    assertThat(Bytes.u16(error, 4)).isEqualTo(Wire.CAUSE_INVALID_STREAM);
    assertThat(Bytes.u16(error, 8)).isEqualTo(40_000);
    assertThat(Packets.nextTsn(network.b)).isEqualTo(next + 1);
  }

  @Test
  @Hostile("H184")
  void anAcknowledgementOfWhatWasNotSentEndsTheAssociation() {
    int sent = network.b.association().sender().nextTsn();
    inject(Packets.sack(sent, 100_000));
    aborted();
  }

  @Test
  @Hostile("H185")
  void aGapBlockBeyondWhatWasSentEndsTheAssociation() {
    int sent = network.b.association().sender().nextTsn();
    inject(Packets.sack(sent - 1, 100_000, 1, 1));
    aborted();
  }

  @Test
  @Hostile("H186")
  void anAcknowledgementThatMakesNoSenseIsDropped() {
    DataChannel back = network.b.accepted.get(0);
    network.fromB = packet -> false;
    back.send(new byte[4000], true);
    network.run(Duration.ofMillis(1));
    int cumulative = network.b.association().sender().cumulativeAck();
    inject(Packets.sack(cumulative, 100_000, 0, 1));
    inject(Packets.sack(cumulative, 100_000, 3, 2));
    inject(Packets.sack(cumulative - 100, 0));
    inject(Packets.sack(cumulative, 100_000, 2, 3, 2, 3, 3, 3, 2, 2));
    inject(Packets.sack(cumulative, 100_000, 2, 3));
    inject(new ChunkWriter(Wire.SACK, 0).u32(cumulative).u32(0).u16(9999).u16(0).build());
    assertThat(network.b.events).hasSize(1);
    network.fromB = packet -> true;
    network.runUntil(Duration.ofMinutes(1), () -> !log.messages.isEmpty());
    assertThat(log.messages.get(0)).hasSize(4000);
  }

  @Test
  @Hostile("H187")
  void forwardTsnsMayJumpFarAndBack() {
    inject(Packets.data(Wire.FIRST, next, 0, 1, Wire.PPID_BINARY, new byte[1000]));
    inject(Packets.data(0, next + 2, 0, 1, Wire.PPID_BINARY, new byte[1000]));
    inject(Packets.data(WHOLE, next + 9000, 0, 7, Wire.PPID_BINARY, new byte[1000]));
    int to = next;
    for (int jump : new int[] {0, 1, 5, 100, 16_000, 70_000, 1 << 30, -5, Integer.MAX_VALUE}) {
      to += jump;
      inject(new ChunkWriter(Wire.FORWARD_TSN, 0).u32(to).u16(0).u16(6).u16(60_000).u16(1).build());
      if (jump == 1 << 30) {
        assertThat(Packets.nextTsn(network.b)).isEqualTo(to + 1);
        assertThat(receiver().held()).isZero();
      }
    }
    // Message 7 could go once those before it were given up.
    assertThat(network.b.acceptedLogs.get(0).messages).hasSize(1);
    assertThat(network.b.events).hasSize(1);
  }

  @Test
  @Hostile("H188")
  void garbageInsteadOfAnOpenMessageCostsThatStreamOnly() {
    byte[][] garbage = {
      {3},
      {9},
      {3, 0, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0},
      {3, 0x55, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
      {3, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, (byte) 0xff},
      {3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
      {2, 2},
    };
    for (int i = 0; i < garbage.length; i++) {
      inject(Packets.data(WHOLE, next + i, 2 + 2 * i, 0, Wire.PPID_DCEP, garbage[i]));
    }
    byte[] reset = null;
    for (byte[] packet : Packets.poll(network.b, network.now)) {
      reset = reset == null ? Packets.chunk(packet, Wire.RE_CONFIG) : reset;
    }
    assertThat(network.b.accepted).hasSize(1);
    assertThat(reset).hasSize(4 + 16 + 2 * garbage.length);
  }

  /** RFC 8832 section 6: an id of the wrong parity, and one that is in use. */
  @Test
  @Hostile("H189")
  void channelsThatMayNotBeAreReset() {
    byte[] open = Dcep.open(DataChannelOptions.of("y"));
    inject(Packets.data(WHOLE, next, 7, 0, Wire.PPID_DCEP, open));
    assertThat(network.b.accepted).hasSize(1);
    inject(Packets.data(WHOLE, next + 1, 0, 1, Wire.PPID_DCEP, open));
    assertThat(network.b.accepted).hasSize(1);
    assertThat(network.b.accepted.get(0).state()).isEqualTo(State.CLOSING);
    assertThat(Packets.poll(network.b, network.now))
        .anyMatch(packet -> Packets.chunk(packet, Wire.RE_CONFIG) != null);
  }

  @Test
  @Hostile("H87")
  void resetsThatMakeNoSenseAreRefused() {
    int sequence = network.a.association().localTsn();
    byte[] value = new byte[14];
    Bytes.put32(value, 0, sequence + 77);
    assertThat(resetResult(Wire.PARAM_OUTGOING_RESET, value)).isEqualTo(Wire.RESET_BAD_SEQUENCE);
    Bytes.put32(value, 0, sequence);
    Bytes.put32(value, 8, next - 1);
    Bytes.put16(value, 12, 50_000);
    assertThat(resetResult(Wire.PARAM_OUTGOING_RESET, value)).isEqualTo(Wire.RESET_WRONG_SSN);
    Bytes.put32(value, 0, sequence + 1);
    assertThat(resetResult(Wire.PARAM_TSN_RESET, value)).isEqualTo(Wire.RESET_DENIED);
    Bytes.put32(value, 0, sequence + 2);
    Bytes.put16(value, 12, 0);
    Bytes.put32(value, 8, next + 5);
    assertThat(resetResult(Wire.PARAM_OUTGOING_RESET, value)).isEqualTo(Wire.RESET_IN_PROGRESS);
    assertThat(resetResult(Wire.PARAM_OUTGOING_RESET, value)).isEqualTo(Wire.RESET_IN_PROGRESS);
    assertThat(network.b.accepted.get(0).state()).isEqualTo(State.OPEN);
    inject(Packets.raw(Wire.RE_CONFIG, 0, 9, new byte[] {0, 13, 0, 90, 1}));
    inject(Packets.raw(Wire.RE_CONFIG, 0, 8, new byte[] {0, 13, 0, 4}));
    inject(Packets.raw(Wire.RE_CONFIG, 0, 4, new byte[0]));
    assertThat(network.b.events).hasSize(1);
  }

  private int resetResult(int type, byte[] value) {
    inject(new ChunkWriter(Wire.RE_CONFIG, 0).parameter(type, value).build());
    byte[] answer = Packets.chunk(Packets.poll(network.b, network.now).get(0), Wire.RE_CONFIG);
    return Bytes.i32(answer, 12);
  }

  @Test
  @Hostile("H190")
  void aFloodOfRequestsIsAnsweredWithinBounds() {
    for (int i = 0; i < 10_000; i++) {
      inject(new ChunkWriter(Wire.HEARTBEAT, 0).bytes(new byte[1000]).build());
      inject(Packets.raw(0x7f, 0, 1004, new byte[1000]));
    }
    assertThat(Packets.poll(network.b, network.now).size()).isLessThanOrEqualTo(17);
    stillWorks();
  }

  @Test
  void theDetailOfAnAbortIsNotThePeersToChoose() {
    inject(new ChunkWriter(Wire.ABORT, 0).parameter(12, new byte[1000]).build());
    assertThat(network.b.events).endsWith("closed ABORTED_BY_PEER");
    inject(new ChunkWriter(Wire.SHUTDOWN_ACK, 0).build());
    assertThat(Packets.poll(network.b, network.now)).isEmpty();
  }
}
