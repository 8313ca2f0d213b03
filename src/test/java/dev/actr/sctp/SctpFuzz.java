package dev.actr.sctp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.fuzz.FuzzTarget;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A peer that is authenticated and means harm: chunks of an association, and DCEP. */
public final class SctpFuzz {

  static final SctpConfig CONFIG =
      SctpConfig.builder().maxMessageSize(20_000).receiveWindow(30_000).sendBuffer(50_000).build();

  /** What an association with this configuration keeps at most. */
  static final int BOUND = 2 * 30_000 + 20_000;

  private static final int WHOLE = Wire.FIRST | Wire.LAST;

  private SctpFuzz() {}

  public static Stream<FuzzTarget> targets() {
    return Stream.of(
        new FuzzTarget("sctp-association", 2000, SctpFuzz::associations, SctpFuzz::association),
        new FuzzTarget("dcep", 100_000, SctpFuzz::opens, SctpFuzz::dcep));
  }

  /** The same numbers each time, so that an input means the same each time. */
  private static SimulatedNetwork connected() {
    SimulatedNetwork network = new SimulatedNetwork(1, SctpConfig.DEFAULT, CONFIG);
    network.b.keepMessages = false;
    network.connect();
    DataChannel channel = network.open(DataChannelOptions.of("x"), new Endpoint.Log());
    channel.send(new byte[3000], true);
    network.b.accepted.get(0).send(new byte[5000], true);
    network.run(Duration.ofMillis(20));
    network.cut = true;
    return network;
  }

  /** The chunks of packets, two bytes for the length before each packet. */
  private static List<byte[]> associations() {
    SimulatedNetwork network = connected();
    int next = Packets.nextTsn(network.b);
    Sender sender = network.b.association().sender();
    byte[] open = Dcep.open(DataChannelOptions.of("y"));
    byte[] reset = new byte[14];
    Bytes.put32(reset, 0, network.a.association().localTsn());
    Bytes.put32(reset, 8, next - 1);
    byte[] one = Packets.data(WHOLE, next, 0, 2, Wire.PPID_BINARY, new byte[20]);
    return Stream.of(
            new byte[][] {one, Packets.sack(sender.cumulativeAck(), 10_000)},
            new byte[][] {
              Packets.data(Wire.FIRST, next, 0, 2, Wire.PPID_BINARY, new byte[20]),
              Packets.data(Wire.LAST, next + 2, 0, 2, Wire.PPID_BINARY, new byte[20]),
              Packets.data(0, next + 1, 0, 2, Wire.PPID_BINARY, new byte[20])
            },
            new byte[][] {
              Packets.data(WHOLE, next, 2, 0, Wire.PPID_DCEP, open),
              Packets.data(WHOLE | Wire.UNORDERED, next + 1, 2, 0, Wire.PPID_STRING, new byte[3])
            },
            new byte[][] {
              new ChunkWriter(Wire.RE_CONFIG, 0).parameter(Wire.PARAM_OUTGOING_RESET, reset).build()
            },
            new byte[][] {
              new ChunkWriter(Wire.FORWARD_TSN, 0).u32(next + 3).u16(0).u16(5).build(),
              Packets.data(WHOLE, next + 4, 0, 6, Wire.PPID_BINARY_PARTIAL, new byte[9])
            },
            new byte[][] {
              new ChunkWriter(Wire.HEARTBEAT, 0).parameter(1, new byte[8]).build(),
              new ChunkWriter(Wire.ERROR, 0).parameter(3, new byte[4]).build(),
              Packets.raw(0xc1, 0, 8, new byte[4])
            },
            new byte[][] {Packets.init(Wire.INIT, 77, 10, 1000)},
            new byte[][] {new ChunkWriter(Wire.SHUTDOWN, 0).u32(sender.cumulativeAck()).build()})
        .map(SctpFuzz::packetEach)
        .toList();
  }

  private static byte[] packetEach(byte[]... packets) {
    ByteBuffer all = ByteBuffer.allocate(2000);
    for (byte[] packet : packets) {
      all.putShort((short) packet.length).put(packet);
    }
    return Arrays.copyOf(all.array(), all.position());
  }

  /** Whether the association outlives it; if so, it still answers. */
  private static boolean association(byte[] bytes) {
    SimulatedNetwork network = connected();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    while (in.remaining() >= 2) {
      byte[] chunks = new byte[Math.min(in.getShort() & 0xffff, in.remaining())];
      in.get(chunks);
      boolean init = chunks.length > 0 && chunks[0] == Wire.INIT;
      receive(network, init ? Packets.packet(0, chunks) : Packets.to(network.b, chunks));
    }
    SctpAssociation association = network.b.association();
    boolean lives = association.ended() == null;
    if (lives && association.state().hasPeer()) {
      receive(network, Packets.to(network.b, new ChunkWriter(Wire.HEARTBEAT, 0).build()));
      assertThat(network.b.events).contains("connected");
    }
    for (int i = 0; i < 40 && network.b.channels.timeout(network.now) != Long.MAX_VALUE; i++) {
      network.now += network.b.channels.timeout(network.now);
      network.b.channels.advance(network.now);
      drain(network);
    }
    return lives;
  }

  private static void receive(SimulatedNetwork network, byte[] packet) {
    network.b.channels.receive(ByteBuffer.wrap(packet), network.now);
    drain(network);
    Receiver receiver = network.b.association().receiver();
    if (receiver != null) {
      assertThat(receiver.held()).isBetween(0, BOUND);
      assertThat(network.b.association().sender().flight()).isNotNegative();
    }
  }

  private static void drain(SimulatedNetwork network) {
    ByteBuffer buffer = ByteBuffer.allocate(1200);
    int packets = 0;
    while (network.b.channels.poll(buffer.clear(), network.now)) {
      assertThat(buffer.position()).isBetween(16, 1200);
      assertThat(++packets).isLessThan(100);
    }
    assertThat(network.b.channels.timeout(network.now)).isNotNegative();
  }

  private static List<byte[]> opens() {
    DataChannelOptions options = DataChannelOptions.of("label");
    return Stream.of(
            options,
            options.unordered().withMaxRetransmits(3),
            options.unordered().withMaxPacketLifeTime(Duration.ofSeconds(2)),
            DataChannelOptions.of(""))
        .map(Dcep::open)
        .toList();
  }

  private static boolean dcep(byte[] bytes) {
    Dcep.isAck(bytes);
    Optional<DataChannelOptions> options = Dcep.parseOpen(bytes);
    // What was taken is written as it came, but for the priority.
    options.ifPresent(taken -> assertThat(Dcep.open(taken)).hasSameSizeAs(bytes));
    return options.isPresent();
  }
}
