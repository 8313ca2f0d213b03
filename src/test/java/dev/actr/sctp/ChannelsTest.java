package dev.actr.sctp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.actr.sctp.DataChannel.State;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Channels upon an association: RFC 8831 and RFC 8832. */
class ChannelsTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final SimulatedNetwork network = new SimulatedNetwork(1).connect();
  private final Endpoint.Log log = new Endpoint.Log();

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void thePeerLearnsWhatTheChannelIsLike() {
    List<DataChannelOptions> all =
        List.of(
            DataChannelOptions.of("plain"),
            DataChannelOptions.of("naïve ☂").withProtocol("proto"),
            DataChannelOptions.of("").unordered(),
            DataChannelOptions.of("r").withMaxRetransmits(3),
            DataChannelOptions.of("r").unordered().withMaxRetransmits(0),
            DataChannelOptions.of("t").withMaxPacketLifeTime(Duration.ofMillis(1234)),
            DataChannelOptions.of("t").unordered().withMaxPacketLifeTime(Duration.ofMillis(0)),
            DataChannelOptions.of("l".repeat(1024)).withProtocol("p".repeat(1024)));
    for (DataChannelOptions options : all) {
      network.open(options, log);
    }
    assertThat(network.b.accepted).extracting(DataChannel::options).isEqualTo(all);
    assertThat(network.b.accepted).extracting(DataChannel::state).containsOnly(State.OPEN);
    assertThat(network.b.acceptedLogs).allMatch(other -> other.events.equals(List.of("open")));
  }

  /** RFC 8832 section 6: the client of DTLS has the even ids. */
  @Test
  void idsAreEvenOrOddByTheRoleInDtls() {
    assertThat(network.open(DataChannelOptions.of("a"), log).id()).isZero();
    assertThat(network.open(DataChannelOptions.of("b"), log).id()).isEqualTo(2);
    DataChannel odd = network.b.channels.open(DataChannelOptions.of("c"), log);
    assertThat(odd.id()).isOne();
    network.runUntil(MINUTE, () -> network.a.accepted.size() == 1);
    assertThat(network.a.accepted.get(0).id()).isOne();
  }

  @Test
  void channelsOpenedBeforeTheAssociationOpenWithIt() {
    SimulatedNetwork late = new SimulatedNetwork(2);
    DataChannel channel = late.a.channels.open(DataChannelOptions.of("early"), log);
    DataChannel odd = late.b.channels.open(DataChannelOptions.of("odd"), new Endpoint.Log());
    assertThat(channel.id()).isEqualTo(-1);
    assertThat(channel.state()).isEqualTo(State.CONNECTING);
    assertThatThrownBy(() -> channel.send(new byte[1], true))
        .isInstanceOf(IllegalStateException.class);
    // What is sent from onOpen need not wait for another round trip.
    log.onOpen = () -> channel.send(utf8("first"), false);
    late.begin();
    assertThat(channel.id()).isZero();
    assertThat(odd.id()).isOne();
    late.runUntil(
        MINUTE,
        () -> !late.b.acceptedLogs.isEmpty() && !late.b.acceptedLogs.get(0).messages.isEmpty());
    assertThat(late.b.acceptedLogs.get(0).messages.get(0)).isEqualTo(utf8("first"));
    assertThat(late.b.acceptedLogs.get(0).binary).containsExactly(false);
  }

  @Test
  void negotiatedChannelsNeedNoMessageToOpen() {
    Endpoint.Log other = new Endpoint.Log();
    DataChannelOptions options = DataChannelOptions.of("n").unordered().negotiated(1000);
    DataChannel here = network.a.channels.open(options, log);
    network.b.channels.open(options, other);
    here.send(utf8("hello"), true);
    network.runUntil(MINUTE, () -> other.messages.size() == 1);
    assertThat(other.events).containsExactly("open");
    assertThat(network.b.accepted).isEmpty();
    assertThatThrownBy(() -> network.a.channels.open(options, log))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> network.a.channels.open(DataChannelOptions.of("n").negotiated(1024), log))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void emptyMessagesAndTextAndBuffersArriveAsTheyWere() {
    DataChannel channel = network.open(DataChannelOptions.of("x"), log);
    channel.send(new byte[0], true);
    channel.send(new byte[0], false);
    channel.send(utf8("grüß"), false);
    ByteBuffer direct = ByteBuffer.allocateDirect(10).put(new byte[] {9, 1, 2, 3}).flip();
    direct.position(1);
    channel.send(direct, true);
    assertThat(direct.remaining()).isEqualTo(3);
    assertThat(channel.bufferedAmount()).isEqualTo(6 + 3);
    Endpoint.Log other = network.b.acceptedLogs.get(0);
    network.runUntil(MINUTE, () -> other.messages.size() == 4);
    assertThat(other.messages)
        .containsExactly(new byte[0], new byte[0], utf8("grüß"), new byte[] {1, 2, 3});
    assertThat(other.binary).containsExactly(true, false, false, true);
    assertThat(channel.bufferedAmount()).isZero();
  }

  /** RFC 8832 section 6: messages on an unordered channel must not overtake its OPEN. */
  @Test
  void messagesSentBeforeTheAcknowledgementOfTheChannelAreOrdered() {
    List<Integer> flags = new ArrayList<>();
    network.fromA =
        packet -> {
          byte[] data = Packets.chunk(packet, Wire.DATA);
          if (data != null && Bytes.i32(data, 12) == Wire.PPID_BINARY) {
            flags.add(data[1] & Wire.UNORDERED);
          }
          return true;
        };
    DataChannel channel = network.a.channels.open(DataChannelOptions.of("u").unordered(), log);
    network.run(Duration.ofMillis(1));
    channel.send(new byte[1], true);
    network.run(Duration.ofSeconds(1));
    channel.send(new byte[1], true);
    network.run(Duration.ofSeconds(1));
    assertThat(flags).containsExactly(0, Wire.UNORDERED);
  }

  /** RFC 8831 section 6.7: both sides reset their stream, whoever closes the channel. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void closingAChannelClosesItOnBothSidesAfterWhatWasSent(boolean byOpener) {
    DataChannel opened = network.open(DataChannelOptions.of("x"), log);
    DataChannel accepted = network.b.accepted.get(0);
    Endpoint.Log other = network.b.acceptedLogs.get(0);
    DataChannel closer = byOpener ? opened : accepted;
    closer.send(new byte[100_000], true);
    closer.close();
    closer.close();
    assertThat(closer.state()).isEqualTo(State.CLOSING);
    network.runUntil(
        MINUTE, () -> opened.state() == State.CLOSED && accepted.state() == State.CLOSED);
    network.run(Duration.ofSeconds(1));
    assertThat((byOpener ? other : log).messages).hasSize(1);
    assertThat(log.events).filteredOn(e -> e.equals("close")).hasSize(1);
    assertThat(other.events).containsExactly("open", "close");
    assertThatThrownBy(() -> opened.send(new byte[1], true))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void bothSidesMayCloseAtOnce() {
    DataChannel opened = network.open(DataChannelOptions.of("x"), log);
    DataChannel accepted = network.b.accepted.get(0);
    opened.send(new byte[10_000], true);
    accepted.send(new byte[10_000], true);
    opened.close();
    accepted.close();
    network.runUntil(
        MINUTE, () -> opened.state() == State.CLOSED && accepted.state() == State.CLOSED);
  }

  /** RFC 6525 section 5.2.2: after a reset the numbers of the stream begin anew. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.2})
  void theIdOfAClosedChannelIsUsedAgain(double loss) {
    network.loss = loss;
    for (int round = 0; round < 20; round++) {
      Endpoint.Log own = new Endpoint.Log();
      DataChannel channel = network.open(DataChannelOptions.of("round " + round), own);
      assertThat(channel.id()).isZero();
      for (int i = 0; i < 3; i++) {
        channel.send(utf8(round + " " + i), false);
      }
      Endpoint.Log other = network.b.acceptedLogs.get(round);
      network.runUntil(MINUTE.multipliedBy(20), () -> other.messages.size() == 3);
      assertThat(other.messages).allMatch(m -> m.length > 2);
      (round % 2 == 0 ? channel : network.b.accepted.get(round)).close();
      network.runUntil(
          MINUTE.multipliedBy(20),
          () ->
              channel.state() == State.CLOSED
                  && network.b.accepted.get(round(other)).state() == State.CLOSED);
    }
    assertThat(network.a.events).hasSize(1);
  }

  private int round(Endpoint.Log other) {
    return network.b.acceptedLogs.indexOf(other);
  }

  @Test
  void manyChannelsCanBeClosedTogether() {
    List<DataChannel> channels = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      channels.add(network.a.channels.open(DataChannelOptions.of("c" + i), log));
    }
    network.runUntil(MINUTE, () -> network.b.accepted.size() == 300);
    network.loss = 0.1;
    channels.forEach(DataChannel::close);
    network.runUntil(
        Duration.ofHours(1),
        () ->
            channels.stream().allMatch(c -> c.state() == State.CLOSED)
                && network.b.accepted.stream().allMatch(c -> c.state() == State.CLOSED));
  }

  @Test
  void theSizeThePeerTakesIsKeptTo() {
    SimulatedNetwork small = new SimulatedNetwork(3);
    small.a.channels.connect(true, 5000, 1000, 0);
    small.b.channels.connect(false, 5000, 0, 0);
    DataChannel channel = small.open(DataChannelOptions.of("x"), log);
    assertThat(small.a.channels.maxMessageSize()).isEqualTo(1000);
    assertThat(channel.send(new byte[1000], true)).isTrue();
    assertThatThrownBy(() -> channel.send(new byte[1001], true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1001");
    assertThat(small.b.channels.maxMessageSize()).isGreaterThan(1 << 30);
  }

  @Test
  void aMessageLargerThanWeTakeEndsTheAssociation() {
    SctpConfig small = SctpConfig.builder().maxMessageSize(5000).build();
    SimulatedNetwork strict = new SimulatedNetwork(4, SctpConfig.DEFAULT, small).connect();
    DataChannel channel = strict.open(DataChannelOptions.of("x"), log);
    channel.send(new byte[5000], true);
    strict.run(Duration.ofSeconds(1));
    assertThat(strict.b.acceptedLogs.get(0).messages).hasSize(1);
    channel.send(new byte[5001], true);
    strict.run(Duration.ofSeconds(1));
    assertThat(strict.b.events).endsWith("closed PROTOCOL_VIOLATION");
    assertThat(strict.a.events).endsWith("closed ABORTED_BY_PEER");
  }

  @Test
  void idsRunOut() {
    SctpConfig few = SctpConfig.builder().maxStreams(4).build();
    SimulatedNetwork narrow = new SimulatedNetwork(5, SctpConfig.DEFAULT, few);
    List<Endpoint.Log> logs = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      logs.add(new Endpoint.Log());
      narrow.a.channels.open(DataChannelOptions.of("c"), logs.get(i));
    }
    narrow.connect();
    narrow.run(Duration.ofSeconds(1));
    assertThat(logs.get(1).events).startsWith("open");
    // The peer has no stream 4.
    assertThat(logs.get(2).events).containsExactly("close");
    assertThatThrownBy(() -> narrow.a.channels.open(DataChannelOptions.of("c"), log))
        .isInstanceOf(IllegalStateException.class);
  }

  /** RFC 8831 section 6.6: what peers of old sent in parts. */
  @Test
  void partsOfMessagesAreJoined() {
    DataChannel channel = network.open(DataChannelOptions.of("x"), log);
    int[] ppids = {
      Wire.PPID_BINARY_PARTIAL,
      Wire.PPID_BINARY_PARTIAL,
      Wire.PPID_BINARY,
      Wire.PPID_STRING_PARTIAL,
      Wire.PPID_STRING,
      55,
      58,
      0,
      Wire.PPID_STRING
    };
    for (int i = 0; i < ppids.length; i++) {
      network
          .a
          .association()
          .send(OutgoingMessage.reliable(channel.id(), ppids[i], new byte[] {(byte) i}));
    }
    network.run(Duration.ofSeconds(1));
    Endpoint.Log other = network.b.acceptedLogs.get(0);
    assertThat(other.messages)
        .containsExactly(new byte[] {0, 1, 2}, new byte[] {3, 4}, new byte[] {8});
    assertThat(other.binary).containsExactly(true, false, false);
    assertThat(network.b.association().receiver().held()).isZero();
  }

  @Test
  void partsThatNeverEndCloseTheChannel() {
    DataChannel channel = network.open(DataChannelOptions.of("x"), log);
    for (int i = 0; i < 6; i++) {
      network
          .a
          .association()
          .send(OutgoingMessage.reliable(channel.id(), Wire.PPID_BINARY_PARTIAL, new byte[50_000]));
    }
    network.run(Duration.ofSeconds(3));
    assertThat(network.b.acceptedLogs.get(0).events).containsExactly("open", "close");
    assertThat(network.b.association().receiver().held()).isZero();
    assertThat(network.a.channels.isConnected()).isTrue();
  }

  /** Some peers send on unordered channels before they know that the channel is known. */
  @Test
  void messagesThatOvertakeTheNewsOfTheirChannelAreKeptForIt() {
    int next = Packets.nextTsn(network.b);
    byte[] open = Dcep.open(DataChannelOptions.of("x").unordered());
    byte[] early = Packets.data(7, next + 1, 4, 0, Wire.PPID_BINARY, utf8("early"));
    network.inject(network.b, Packets.to(network.b, early));
    network.inject(network.b, Packets.to(network.b, Packets.data(3, next, 4, 0, 50, open)));
    assertThat(network.b.acceptedLogs.get(0).events).containsExactly("open");
    assertThat(network.b.acceptedLogs.get(0).messages).containsExactly(utf8("early"));
    assertThat(network.b.association().receiver().held()).isZero();
  }

  @Test
  void messagesOfANegotiatedChannelWaitForTheOtherSideToOpenIt() {
    DataChannelOptions options = DataChannelOptions.of("n").negotiated(8);
    DataChannel here = network.a.channels.open(options, log);
    for (int i = 0; i < 100; i++) {
      here.send(utf8("hello"), true);
    }
    network.run(Duration.ofSeconds(1));
    Endpoint.Log other = new Endpoint.Log();
    network.b.channels.open(options, other);
    network.run(Duration.ofSeconds(1));
    // As many as are kept.
    assertThat(other.messages).hasSize(64);
    assertThat(network.b.association().receiver().held()).isZero();
  }

  @Test
  void optionsThatCannotBeAreRefused() {
    DataChannelOptions plain = DataChannelOptions.of("x");
    assertThatThrownBy(() -> DataChannelOptions.of("é".repeat(513)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> plain.withMaxRetransmits(-1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> plain.withMaxPacketLifeTime(Duration.ofDays(60)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> plain.withMaxRetransmits(1).withMaxPacketLifeTime(Duration.ofMillis(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> plain.negotiated(65_535)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SctpConfig.builder().mtu(10))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> network.a.channels.poll(ByteBuffer.allocate(1199), 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
