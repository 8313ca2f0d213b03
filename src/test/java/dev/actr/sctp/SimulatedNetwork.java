package dev.actr.sctp;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * Two associations and the path between them, in a time of its own. The same seed, the same run.
 */
final class SimulatedNetwork {

  static final long MILLISECOND = 1_000_000L;
  static final long SECOND = 1000 * MILLISECOND;

  private final Random random;
  private final PriorityQueue<Packet> underway =
      new PriorityQueue<>((a, b) -> a.at != b.at ? Long.compare(a.at, b.at) : a.order - b.order);
  private final ByteBuffer buffer = ByteBuffer.allocate(65_536);
  private final ByteBuffer arrived = ByteBuffer.allocate(1 << 16);

  final Endpoint a;
  final Endpoint b;
  long now;
  double loss;
  double duplication;
  long delay = 5 * MILLISECOND;
  long jitter;
  int maxSize = Integer.MAX_VALUE;
  boolean cut;
  int sent;
  int largest;

  /** Sees each packet; those it refuses are lost. */
  Predicate<byte[]> fromA = packet -> true;

  Predicate<byte[]> fromB = packet -> true;
  private int order;

  private record Packet(long at, int order, Endpoint to, byte[] bytes) {}

  SimulatedNetwork(long seed) {
    this(seed, SctpConfig.DEFAULT, SctpConfig.DEFAULT);
  }

  SimulatedNetwork(long seed, SctpConfig configA, SctpConfig configB) {
    random = new Random(seed);
    a = new Endpoint(configA, seed + 1);
    b = new Endpoint(configB, seed + 2);
  }

  /** Both sides draw their tags and first TSNs from this. */
  SimulatedNetwork(long seed, RandomGenerator numbers) {
    random = new Random(seed);
    a = new Endpoint(SctpConfig.DEFAULT, numbers);
    b = new Endpoint(SctpConfig.DEFAULT, numbers);
  }

  /** Both sides connect at once; A is the client of DTLS. */
  SimulatedNetwork connect() {
    begin();
    runUntil(Duration.ofMinutes(9), () -> a.channels.isConnected() && b.channels.isConnected());
    return this;
  }

  void begin() {
    a.channels.connect(true, 5000, 262_144, now);
    b.channels.connect(false, 5000, 262_144, now);
  }

  /** Opens a channel from A and waits until B has it. */
  DataChannel open(DataChannelOptions options, Endpoint.Log log) {
    int before = b.accepted.size();
    DataChannel channel = a.channels.open(options, log);
    runUntil(Duration.ofMinutes(2), () -> b.accepted.size() > before);
    return channel;
  }

  /** Lets time pass until something is so, or fails. */
  void runUntil(Duration limit, BooleanSupplier done) {
    long end = now + limit.toNanos();
    while (!done.getAsBoolean()) {
      if (now > end || !step(end + 1)) {
        throw new AssertionError(
            "not done after " + Duration.ofNanos(now) + ": A " + a.events + " B " + b.events);
      }
    }
  }

  /** Lets so much time pass. */
  void run(Duration time) {
    long end = now + time.toNanos();
    while (now < end) {
      step(end);
    }
  }

  /** Goes to the next point in time at which something happens; false if nothing will. */
  private boolean step(long limit) {
    poll(a, b, fromA);
    poll(b, a, fromB);
    long wait = Math.min(a.channels.timeout(now), b.channels.timeout(now));
    long next = wait == Long.MAX_VALUE ? Long.MAX_VALUE : now + wait;
    if (!underway.isEmpty()) {
      next = Math.min(next, underway.peek().at);
    }
    if (next == Long.MAX_VALUE) {
      now = limit;
      return false;
    }
    now = Math.max(now, Math.min(next, limit));
    while (!underway.isEmpty() && underway.peek().at <= now) {
      Packet packet = underway.remove();
      inject(packet.to, packet.bytes);
      poll(a, b, fromA);
      poll(b, a, fromB);
    }
    a.channels.advance(now);
    b.channels.advance(now);
    poll(a, b, fromA);
    poll(b, a, fromB);
    return true;
  }

  private void poll(Endpoint from, Endpoint to, Predicate<byte[]> filter) {
    while (true) {
      buffer.clear();
      if (!from.channels.poll(buffer, now)) {
        return;
      }
      byte[] packet = new byte[buffer.flip().remaining()];
      buffer.get(packet);
      sent++;
      largest = Math.max(largest, packet.length);
      if (filter.test(packet) && !cut && packet.length <= maxSize) {
        deliver(packet, to);
        if (random.nextDouble() < duplication) {
          deliver(packet, to);
        }
      }
    }
  }

  private void deliver(byte[] packet, Endpoint to) {
    if (random.nextDouble() >= loss) {
      long late = jitter == 0 ? 0 : (long) (random.nextDouble() * jitter);
      underway.add(new Packet(now + delay + late, order++, to, packet));
    }
  }

  /** A packet that no association has sent. */
  void inject(Endpoint to, byte[] packet) {
    // All in the same place, as DTLS does: what is kept of a packet has to be a copy.
    arrived.clear().put(packet).flip();
    to.channels.receive(arrived, now);
  }
}
