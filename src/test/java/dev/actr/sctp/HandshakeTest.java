package dev.actr.sctp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.actr.Hostile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The set-up of an association: RFC 9260 section 5. */
class HandshakeTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  private static void transfers(SimulatedNetwork network) {
    DataChannel channel = network.open(DataChannelOptions.of("data"), new Endpoint.Log());
    int before = network.b.acceptedLogs.size();
    channel.send(new byte[5000], true);
    Endpoint.Log log = network.b.acceptedLogs.get(before - 1);
    network.runUntil(MINUTE, () -> log.messages.size() == 1);
  }

  /** Section 5.2.1: both INITs cross. */
  @Test
  void bothSidesMayBeginAtOnce() {
    SimulatedNetwork network = new SimulatedNetwork(1);
    network.begin();
    network.run(Duration.ofMillis(100));
    assertThat(network.a.events).containsExactly("connected");
    assertThat(network.b.events).containsExactly("connected");
    transfers(network);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 6, 11, 900})
  void oneSideMayBeginLater(int millis) {
    SimulatedNetwork network = new SimulatedNetwork(2);
    network.a.channels.connect(true, 5000, 262_144, network.now);
    network.run(Duration.ofMillis(millis));
    network.b.channels.connect(false, 5000, 262_144, network.now);
    network.runUntil(
        MINUTE, () -> network.a.channels.isConnected() && network.b.channels.isConnected());
    network.run(Duration.ofSeconds(30));
    transfers(network);
    assertThat(network.a.events).containsExactly("connected");
    assertThat(network.b.events).containsExactly("connected");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13, 14, 15, 16})
  void aLossyNetworkDelaysTheSetUpOnly(long seed) {
    SimulatedNetwork network = new SimulatedNetwork(seed);
    network.loss = 0.4;
    network.duplication = 0.2;
    network.jitter = 50 * SimulatedNetwork.MILLISECOND;
    network.connect();
    network.loss = 0.05;
    transfers(network);
    assertThat(network.a.events).containsExactly("connected");
    assertThat(network.b.events).containsExactly("connected");
  }

  /** Section 5.1: T1-init, its backoff and its end. */
  @Test
  void aPeerThatDoesNotAnswerIsGivenUp() {
    SimulatedNetwork network = new SimulatedNetwork(3);
    List<Long> inits = new ArrayList<>();
    network.fromA =
        packet -> {
          assertThat(Packets.types(packet)).containsExactly(Wire.INIT);
          assertThat(Packets.tag(packet)).isZero();
          inits.add(network.now / SimulatedNetwork.SECOND);
          return false;
        };
    network.cut = true;
    network.a.channels.connect(true, 5000, 0, network.now);
    network.runUntil(Duration.ofHours(1), () -> !network.a.events.isEmpty());
    assertThat(inits).containsExactly(0L, 1L, 3L, 7L, 15L, 31L, 63L, 123L, 183L);
    assertThat(network.a.events).containsExactly("closed UNREACHABLE");
    assertThat(network.a.channels.timeout(network.now)).isEqualTo(Long.MAX_VALUE);
  }

  /** Section 5.1: T1-cookie. */
  @Test
  void aCookieThatGotLostIsSentAgain() {
    SimulatedNetwork network = new SimulatedNetwork(4);
    int[] lost = new int[2];
    network.fromA = packet -> Packets.chunk(packet, Wire.COOKIE_ECHO) == null || lost[0]++ >= 2;
    network.fromB = packet -> Packets.chunk(packet, Wire.COOKIE_ECHO) == null || lost[1]++ >= 2;
    network.connect();
    assertThat(network.now).isGreaterThan(2 * SimulatedNetwork.SECOND);
    transfers(network);
  }

  @Test
  void aCookieAckThatGotLostIsMadeUpFor() {
    SimulatedNetwork network = new SimulatedNetwork(5);
    int[] lost = new int[1];
    network.fromB = packet -> Packets.chunk(packet, Wire.COOKIE_ACK) == null || lost[0]++ >= 1;
    network.connect();
    transfers(network);
  }

  /** Section 5.2.6. */
  @Test
  void aStaleCookieIsRefusedAndTheSetUpBeginsAnew() {
    SctpConfig shortLived = SctpConfig.builder().cookieLife(Duration.ofMillis(10)).build();
    SimulatedNetwork network = new SimulatedNetwork(6, SctpConfig.DEFAULT, shortLived);
    List<Integer> errors = new ArrayList<>();
    boolean[] late = {true};
    network.delay = 20 * SimulatedNetwork.MILLISECOND;
    // Only A's set-up can succeed, as B does not get anything else.
    network.fromB =
        packet -> {
          if (Packets.chunk(packet, Wire.ERROR) != null) {
            errors.add(Bytes.u16(Packets.chunk(packet, Wire.ERROR), 4));
            network.delay = SimulatedNetwork.MILLISECOND;
            late[0] = false;
          }
          return Packets.chunk(packet, Wire.INIT) == null;
        };
    network.connect();
    assertThat(errors).containsExactly(Wire.CAUSE_STALE_COOKIE);
    assertThat(late[0]).isFalse();
    transfers(network);
  }

  @Test
  void cookiesThatStayTooOldEndTheSetUp() {
    SctpConfig shortLived = SctpConfig.builder().cookieLife(Duration.ofMillis(10)).build();
    SimulatedNetwork network = new SimulatedNetwork(7, shortLived, shortLived);
    network.delay = 20 * SimulatedNetwork.MILLISECOND;
    network.fromB = packet -> Packets.chunk(packet, Wire.INIT) == null;
    network.begin();
    network.runUntil(Duration.ofHours(1), () -> !network.a.events.isEmpty());
    assertThat(network.a.events).containsExactly("closed UNREACHABLE");
  }

  /** Section 5.1.3: a cookie that we have not made, or that was changed, sets up nothing. */
  @Test
  @Hostile("H86")
  void aForgedCookieIsIgnored() {
    SimulatedNetwork network = new SimulatedNetwork(8);
    int[] changed = new int[1];
    network.fromA =
        packet -> {
          byte[] echo = Packets.chunk(packet, Wire.COOKIE_ECHO);
          if (echo != null) {
            for (int at = 4; at < echo.length; at += 7) {
              byte[] forged = packet.clone();
              forged[Wire.COMMON_HEADER + at] ^= 1;
              network.inject(network.b, Packets.signed(forged));
              changed[0]++;
            }
          }
          return echo == null;
        };
    network.fromB = packet -> Packets.chunk(packet, Wire.INIT) == null;
    network.begin();
    network.run(Duration.ofSeconds(20));
    assertThat(changed[0]).isPositive();
    assertThat(network.b.events).isEmpty();
  }

  /** Section 5.1.6: what is not known is skipped or not, and reported or not, as its bits say. */
  @Test
  void unknownParametersAreTreatedAsTheirBitsSay() {
    SimulatedNetwork network = new SimulatedNetwork(9);
    network.b.channels.connect(false, 5000, 0, network.now);
    Packets.poll(network.b, network.now);
    byte[] init =
        InitChunk.write(Wire.INIT, 7, 100_000, 10, 1)
            .parameter(0x8123, new byte[3])
            .parameter(0xc123, new byte[5])
            .parameter(0x4123, new byte[1])
            .parameter(0xc124, new byte[1])
            .build();
    network.inject(network.b, Packets.packet(0, init));
    List<byte[]> answers = Packets.poll(network.b, network.now);
    byte[] ack = Packets.chunk(answers.get(0), Wire.INIT_ACK);
    assertThat(Packets.tag(answers.get(0))).isEqualTo(7);
    List<Integer> reported = new ArrayList<>();
    for (int at = Wire.INIT_HEADER; at < ack.length; ) {
      if (Bytes.u16(ack, at) == Wire.PARAM_UNRECOGNIZED) {
        reported.add(Bytes.u16(ack, at + 4));
      }
      at += Bytes.padded(Bytes.u16(ack, at + 2));
    }
    assertThat(reported).containsExactly(0xc123, 0x4123);
  }

  @Test
  @Hostile("H85")
  void aFloodOfInitsLeavesNothingBehindButOneAnswer() {
    SimulatedNetwork network = new SimulatedNetwork(10).connect();
    network.run(Duration.ofSeconds(1));
    for (int i = 1; i <= 10_000; i++) {
      network.inject(network.b, Packets.packet(0, Packets.init(Wire.INIT, i, 10, i)));
    }
    assertThat(Packets.poll(network.b, network.now)).hasSize(1);
    transfers(network);
  }

  @Test
  void anInitWithoutStreamsIsAborted() {
    SimulatedNetwork network = new SimulatedNetwork(11).connect();
    network.inject(network.b, Packets.packet(0, Packets.init(Wire.INIT, 77, 0, 1)));
    List<byte[]> answers = Packets.poll(network.b, network.now);
    assertThat(answers)
        .anyMatch(p -> Packets.tag(p) == 77 && Packets.types(p).contains(Wire.ABORT));
    transfers(network);
  }

  /** Section 5.2.2 and 5.2.4 action A: the peer has lost its association and begins anew. */
  @Test
  void aPeerThatBeginsAnewRestartsTheAssociation() {
    SimulatedNetwork network = new SimulatedNetwork(12).connect();
    Endpoint.Log log = new Endpoint.Log();
    network.open(DataChannelOptions.of("old"), log);
    network.run(Duration.ofSeconds(1));
    Endpoint reborn = new Endpoint(SctpConfig.DEFAULT, 99);
    reborn.channels.connect(false, 5000, 262_144, network.now);
    for (int round = 0; round < 4; round++) {
      for (byte[] packet : Packets.poll(reborn, network.now)) {
        network.inject(network.a, packet);
      }
      for (byte[] packet : Packets.poll(network.a, network.now)) {
        network.inject(reborn, packet);
      }
    }
    assertThat(reborn.events).containsExactly("connected");
    assertThat(network.a.events).containsExactly("connected", "connected");
    assertThat(log.events).containsExactly("open", "close");
    DataChannel fresh = reborn.channels.open(DataChannelOptions.of("new"), new Endpoint.Log());
    fresh.send(new byte[10], true);
    for (byte[] packet : Packets.poll(reborn, network.now)) {
      network.inject(network.a, packet);
    }
    assertThat(network.a.acceptedLogs.get(0).messages).hasSize(1);
  }

  /** Section 5.2.3 and 5.2.4 action C: what is old does no harm. */
  @Test
  void packetsOfTheSetUpThatComeAgainDoNoHarm() {
    SimulatedNetwork network = new SimulatedNetwork(13);
    List<byte[]> old = new ArrayList<>();
    network.fromA = packet -> old.add(packet);
    network.connect();
    network.run(Duration.ofSeconds(1));
    network.fromA = packet -> true;
    for (byte[] packet : old) {
      network.inject(network.b, packet);
      network.run(Duration.ofMillis(20));
    }
    transfers(network);
    assertThat(network.b.events).containsExactly("connected");
  }

  @Test
  void packetsBeforeConnectAndForOthersAreDropped() {
    SimulatedNetwork network = new SimulatedNetwork(14);
    network.inject(network.a, Packets.packet(0, Packets.init(Wire.INIT, 1, 10, 1)));
    assertThat(Packets.poll(network.a, 0)).isEmpty();
    network.connect();
    byte[] abort = SctpAssociation.abortChunk(Wire.CAUSE_USER_ABORT, "");
    network.inject(network.a, Packets.packet(12345, abort));
    byte[] otherPort = Packets.to(network.a, abort);
    Bytes.put16(otherPort, 0, 5001);
    network.inject(network.a, Packets.signed(otherPort));
    byte[] wrongSum = Packets.to(network.a, abort);
    wrongSum[8] ^= 1;
    network.inject(network.a, wrongSum);
    transfers(network);
    network.inject(network.a, Packets.to(network.a, abort));
    assertThat(network.a.events).containsExactly("connected", "closed ABORTED_BY_PEER");
    assertThatThrownBy(() -> network.a.channels.connect(true, 1, 1, 1))
        .isInstanceOf(IllegalStateException.class);
  }

  /** A published packet of another implementation. */
  @Test
  void theChecksumIsThatOfOthers() {
    byte[] header = {0x13, (byte) 0x88, 0x13, (byte) 0x88, 0, 0, 0, 0, 0, 0, 0, 0};
    new Checksum().write(header, 0, header.length);
    assertThat(header).endsWith(0x06, (byte) 0xa9, 0, (byte) 0xe1);
  }
}
