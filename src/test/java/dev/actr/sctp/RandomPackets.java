package dev.actr.sctp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Packets of an association, right or nearly so. Whatever comes, nothing is thrown, no more is kept
 * than the configuration allows, and an association that is not over still answers.
 */
public final class RandomPackets {

  private final Random random;
  private final ByteBuffer buffer = ByteBuffer.allocate(1200);
  private final List<byte[]> seen = new ArrayList<>();
  private SimulatedNetwork network;
  private int ended;
  private int kept;

  public RandomPackets(long seed) {
    random = new Random(seed);
  }

  /** How many associations packets have ended. */
  public int ended() {
    return ended;
  }

  /** The most bytes that an association kept at a time. */
  public int kept() {
    return kept;
  }

  /** Tries so many packets. */
  public void run(int packets) {
    network = fresh();
    for (int i = 0; i < packets; i++) {
      if (network.b.association().ended() != null) {
        ended++;
        network = fresh();
      }
      network.b.channels.receive(ByteBuffer.wrap(packet()), network.now);
      if (random.nextInt(4) == 0) {
        act();
      }
      checkOutput();
      checkMemory();
      if (random.nextInt(100) == 0) {
        checkAnswer();
      }
    }
  }

  private SimulatedNetwork fresh() {
    SimulatedNetwork made =
        new SimulatedNetwork(random.nextLong(), SctpConfig.DEFAULT, SctpFuzz.CONFIG);
    made.b.keepMessages = false;
    seen.clear();
    made.fromA =
        packet -> {
          if (seen.size() < 200) {
            seen.add(packet);
          }
          return true;
        };
    made.connect();
    for (int i = 0; i < 3; i++) {
      DataChannelOptions options = DataChannelOptions.of("c" + i);
      DataChannel channel =
          made.open(
              i == 1 ? options.unordered().withMaxRetransmits(1) : options, new Endpoint.Log());
      channel.send(new byte[3000], true);
      made.b.accepted.get(i).send(new byte[5000], true);
    }
    made.run(Duration.ofMillis(random.nextInt(60)));
    made.cut = true;
    return made;
  }

  private void act() {
    List<DataChannel> channels = network.b.accepted;
    DataChannel channel = channels.get(random.nextInt(channels.size()));
    switch (random.nextInt(60)) {
      case 0, 1 -> channel.pause();
      case 2 -> channel.resume();
      case 3 -> {
        if (random.nextInt(20) == 0) {
          channel.close();
        }
      }
      case 4 -> {
        if (random.nextInt(300) == 0) {
          network.b.channels.shutdown();
        }
      }
      case 5 -> {
        network.now += random.nextInt(1_000_000_000);
        network.b.channels.advance(network.now);
      }
      default -> {
        if (channel.state() == DataChannel.State.OPEN) {
          channel.send(new byte[random.nextInt(3000)], true);
        }
      }
    }
  }

  private void checkOutput() {
    int packets = 0;
    while (network.b.channels.poll(buffer.clear(), network.now)) {
      assertThat(buffer.position()).isBetween(16, 1200);
      packets++;
    }
    assertThat(packets).isLessThan(100);
    assertThat(network.b.channels.timeout(network.now)).isNotNegative();
  }

  private void checkMemory() {
    Receiver receiver = network.b.association().receiver();
    if (receiver != null) {
      int held = receiver.held();
      kept = Math.max(kept, held);
      assertThat(held).isBetween(0, SctpFuzz.BOUND);
      assertThat(network.b.association().sender().flight()).isNotNegative();
    }
  }

  private void checkAnswer() {
    SctpAssociation association = network.b.association();
    if (association.state().hasPeer()) {
      byte[] heartbeat = new ChunkWriter(Wire.HEARTBEAT, 0).parameter(1, bytes(8)).build();
      network.b.channels.receive(ByteBuffer.wrap(Packets.to(network.b, heartbeat)), network.now);
      assertThat(Packets.poll(network.b, network.now))
          .anyMatch(answer -> Packets.chunk(answer, Wire.HEARTBEAT_ACK) != null);
    }
  }

  private byte[] packet() {
    return switch (random.nextInt(30)) {
      case 0 -> bytes(random.nextInt(100));
      case 1 -> mutated();
      default -> made();
    };
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  /** A packet of an honest peer, changed in a few places. */
  private byte[] mutated() {
    byte[] packet = seen.get(random.nextInt(seen.size())).clone();
    if (random.nextInt(3) == 0) {
      packet = java.util.Arrays.copyOf(packet, random.nextInt(packet.length + 20));
    }
    if (packet.length < 16) {
      return packet;
    }
    for (int changes = random.nextInt(4); changes > 0; changes--) {
      packet[random.nextInt(packet.length)] = (byte) random.nextInt();
    }
    if (packet[12] != Wire.INIT) {
      Bytes.put32(packet, 4, network.b.association().localTag());
    }
    return Packets.signed(packet);
  }

  /** Chunks with numbers that are right or nearly so. */
  private byte[] made() {
    byte[][] chunks = new byte[1 + random.nextInt(3)][];
    for (int i = 0; i < chunks.length; i++) {
      chunks[i] = chunk();
      if (random.nextInt(50) == 0 && chunks[i].length > 4) {
        chunks[i][random.nextInt(chunks[i].length)] = (byte) random.nextInt();
      }
    }
    boolean alone = chunks[0][0] == Wire.INIT;
    return alone
        ? Packets.packet(0, chunks[0])
        : Packets.packet(network.b.association().localTag(), chunks);
  }

  private byte[] chunk() {
    SctpAssociation association = network.b.association();
    if (association.receiver() == null) {
      return Packets.raw(random.nextInt(256), 0, 8, bytes(4));
    }
    int next = association.receiver().cumulativeTsn() + 1;
    int acked = association.sender().cumulativeAck();
    int unacked = association.sender().nextTsn() - 1 - acked;
    return switch (random.nextInt(16)) {
      case 0, 1, 2, 3 -> data(next, 2000);
      case 4, 5 -> data(next + 1 + random.nextInt(random.nextInt(10) == 0 ? 20_000 : 50), 400);
      case 6 -> sack(acked, unacked);
      case 7 ->
          new ChunkWriter(Wire.FORWARD_TSN, 0)
              .u32(next + random.nextInt(5) - 2)
              .u16(random.nextInt(5))
              .u16(random.nextInt(50))
              .build();
      case 8 -> reconfig(next);
      case 9 -> new ChunkWriter(Wire.HEARTBEAT, 0).parameter(1, bytes(random.nextInt(50))).build();
      case 10 -> Packets.init(Wire.INIT, random.nextInt(), random.nextInt(4), random.nextInt());
      case 11 -> Packets.raw(random.nextInt(256) | 0x80, random.nextInt(4), 4, new byte[0]);
      case 12 -> {
        int length = random.nextInt(40);
        // Neither the chunks that rightly end an association nor data from nowhere.
        int type = 9 + random.nextInt(240);
        yield Packets.raw(type == 14 ? 15 : type, random.nextInt(8), 4 + length, bytes(length));
      }
      case 13 -> new ChunkWriter(Wire.ERROR, 0).parameter(random.nextInt(14), bytes(8)).build();
      case 14 ->
          random.nextInt(500) == 0
              ? new ChunkWriter(Wire.SHUTDOWN, 0).u32(acked).build()
              : Packets.sack(acked, random.nextInt(100_000));
      default -> Packets.sack(acked + random.nextInt(unacked + 1), random.nextInt(100_000));
    };
  }

  private byte[] data(int tsn, int fragments) {
    int flags = random.nextInt(fragments) == 0 ? random.nextInt(16) : 3 | random.nextInt(4) << 2;
    int ppid = 49 + random.nextInt(10);
    byte[] payload =
        ppid == Wire.PPID_DCEP && random.nextBoolean()
            ? Dcep.open(DataChannelOptions.of("l"))
            : bytes(1 + random.nextInt(random.nextInt(5) == 0 ? 1100 : 20));
    return Packets.data(flags, tsn, random.nextInt(8), random.nextInt(40), ppid, payload);
  }

  private byte[] sack(int acked, int unacked) {
    int[] blocks = new int[2 * random.nextInt(4)];
    for (int i = 0; i < blocks.length; i++) {
      blocks[i] = 1 + random.nextInt(Math.max(1, unacked));
    }
    return unacked == 0
        ? Packets.sack(acked, 1000)
        : Packets.sack(acked, random.nextInt(50_000), blocks);
  }

  private byte[] reconfig(int next) {
    byte[] value = bytes(12 + 2 * random.nextInt(3));
    Bytes.put32(value, 0, network.a.association().localTsn() + random.nextInt(4));
    Bytes.put32(value, 8, next + random.nextInt(6) - 3);
    for (int i = 12; i < value.length; i += 2) {
      Bytes.put16(value, i, random.nextInt(8));
    }
    return new ChunkWriter(Wire.RE_CONFIG, 0).parameter(12 + random.nextInt(8), value).build();
  }
}
