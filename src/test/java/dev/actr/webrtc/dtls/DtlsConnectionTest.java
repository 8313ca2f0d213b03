package dev.actr.webrtc.dtls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.actr.Hostile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DtlsConnectionTest {

  private final ExecutorService loop = Executors.newSingleThreadExecutor();
  private final SecureRandom random = new SecureRandom();
  private final End client = new End();
  private final End server = new End();

  @BeforeEach
  void connectEnds() {
    client.peer = server;
    server.peer = client;
  }

  @AfterEach
  void close() {
    loop.execute(client.connection::close);
    loop.execute(server.connection::close);
    client.context.close();
    server.context.close();
    loop.shutdown();
  }

  /** One side, on a network that is a method call and may change or lose packets. */
  private final class End implements DtlsListener {

    private final DtlsContext context =
        new DtlsContext(DtlsCertificate.generate(random), random, 1200, Duration.ofSeconds(10));
    private final DtlsConnection connection = new DtlsConnection(context, loop, this::toPeer, this);
    private final List<String> received = new CopyOnWriteArrayList<>();
    private final List<String> closed = new CopyOnWriteArrayList<>();
    private volatile UnaryOperator<byte[]> network = packet -> packet;
    private volatile boolean connected;
    private End peer;

    private void toPeer(byte[] packet, int offset, int length) {
      byte[] copy = network.apply(Arrays.copyOfRange(packet, offset, offset + length));
      if (copy != null) {
        loop.execute(() -> peer.connection.receive(copy));
      }
    }

    Fingerprint fingerprint() {
      return context.certificate().fingerprint();
    }

    void start(DtlsRole role, Fingerprint... expected) {
      loop.execute(() -> connection.start(role, List.of(expected)));
    }

    void send(String text) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      CompletableFuture.runAsync(() -> connection.send(bytes, 0, bytes.length), loop).join();
    }

    @Override
    public void onConnected() {
      connected = true;
    }

    @Override
    public void onData(byte[] message, int length) {
      received.add(new String(message, 0, length, StandardCharsets.UTF_8));
    }

    @Override
    public void onClosed(String reason) {
      closed.add(reason);
    }
  }

  private void handshake() {
    client.start(DtlsRole.CLIENT, server.fingerprint());
    server.start(DtlsRole.SERVER, client.fingerprint());
    await().until(() -> client.connected && server.connected);
  }

  private static UnaryOperator<byte[]> losing(Set<Integer> lost) {
    AtomicInteger count = new AtomicInteger();
    return packet -> lost.contains(count.getAndIncrement()) ? null : packet;
  }

  @Test
  void messagesGoBothWays() {
    handshake();

    client.send("there");
    server.send("back");

    await().untilAsserted(() -> assertThat(server.received).containsExactly("there"));
    await().untilAsserted(() -> assertThat(client.received).containsExactly("back"));
  }

  @Test
  void aFlightOfTheHandshakeSharesOnePacket() {
    AtomicInteger largest = new AtomicInteger();
    server.network =
        packet -> {
          largest.accumulateAndGet(packet.length, Math::max);
          return packet;
        };

    handshake();

    int wholeFlight = server.context.certificate().encoded().length + 200;
    assertThat(largest.get()).isBetween(wholeFlight, 1200);
  }

  @Test
  void aHandshakeSurvivesTheLossOfPackets() {
    client.network = losing(Set.of(0, 3, 4));
    server.network = losing(Set.of(0, 1, 5, 6));

    handshake();
  }

  @Test
  void packetsThatComeBeforeTheStartAreKept() {
    AtomicInteger sent = new AtomicInteger();
    client.network =
        packet -> {
          sent.incrementAndGet();
          return packet;
        };
    client.start(DtlsRole.CLIENT, server.fingerprint());
    await().until(() -> sent.get() > 0);
    server.start(DtlsRole.SERVER, client.fingerprint());

    await().until(() -> client.connected && server.connected);
  }

  @Test
  @Hostile("H78")
  void aServerWithAnotherCertificateIsRefused() {
    client.start(DtlsRole.CLIENT, client.fingerprint());
    server.start(DtlsRole.SERVER, client.fingerprint());

    await().untilAsserted(() -> assertThat(client.closed).hasSize(1));
    await().untilAsserted(() -> assertThat(server.closed).hasSize(1));
    assertThat(client.closed.get(0)).contains("fingerprint");
    assertThat(client.connected).isFalse();
    assertThat(server.connected).isFalse();
  }

  @Test
  @Hostile("H79")
  void aClientWithAnotherCertificateIsRefused() {
    client.start(DtlsRole.CLIENT, server.fingerprint());
    server.start(DtlsRole.SERVER, server.fingerprint());

    await().untilAsserted(() -> assertThat(server.closed).hasSize(1));
    await().untilAsserted(() -> assertThat(client.closed).hasSize(1));
    assertThat(server.closed.get(0)).contains("fingerprint");
    assertThat(client.connected).isFalse();
    assertThat(server.connected).isFalse();
  }

  @Test
  void closingTellsThePeer() {
    handshake();

    loop.execute(client.connection::close);

    await().untilAsserted(() -> assertThat(server.closed).containsExactly(""));
    assertThat(client.closed).isEmpty();
  }

  @Test
  @Hostile("H80")
  void aPacketThatWasChangedOnTheWayIsDropped() {
    handshake();
    client.network =
        packet -> {
          packet[packet.length - 1] ^= 1;
          return packet;
        };
    client.send("changed");
    client.network = packet -> packet;
    client.send("whole");

    await().untilAsserted(() -> assertThat(server.received).containsExactly("whole"));
    assertThat(server.closed).isEmpty();
  }

  @ParameterizedTest
  @Hostile("H169")
  @ValueSource(ints = {0xfefe, 0x0303, 0xfefc, 0, 0xffff})
  void recordsOfOtherVersionsAreDropped(int version) {
    client.network =
        packet -> {
          byte[] other = packet.clone();
          ByteBuffer.wrap(other).putShort(1, (short) version);
          loop.execute(() -> server.connection.receive(other));
          return packet;
        };
    handshake();
    client.send("goes on");

    await().untilAsserted(() -> assertThat(server.received).containsExactly("goes on"));
    assertThat(server.closed).isEmpty();
  }

  @ParameterizedTest
  @Hostile("H160")
  @ValueSource(ints = {0, 1, 15, 16, 23})
  void aRecordTooShortForItsCipherIsDropped(int length) {
    handshake();
    ByteBuffer record = ByteBuffer.allocate(13 + length);
    record.put((byte) 22).putShort((short) 0xfefd).putShort((short) 1);
    record.putShort(11, (short) length).putInt(6, 1000);
    loop.execute(() -> server.connection.receive(record.array()));
    client.send("goes on");

    await().untilAsserted(() -> assertThat(server.received).containsExactly("goes on"));
    assertThat(server.closed).isEmpty();
  }

  @ParameterizedTest
  @Hostile("H161")
  @ValueSource(ints = {0, 1, 12})
  void aPacketTooShortForARecordIsDropped(int length) {
    handshake();
    loop.execute(() -> server.connection.receive(new byte[length]));
    client.send("goes on");

    await().untilAsserted(() -> assertThat(server.received).containsExactly("goes on"));
    assertThat(server.closed).isEmpty();
  }

  @Test
  @Hostile("H81")
  void aPacketThatComesTwiceIsDeliveredOnce() {
    handshake();
    client.network =
        packet -> {
          loop.execute(() -> server.connection.receive(packet.clone()));
          return packet;
        };
    client.send("one");
    client.send("two");

    await().untilAsserted(() -> assertThat(server.received).containsExactly("one", "two"));
  }

  @Test
  void closingEndsAHandshakeThatWaits() {
    client.start(DtlsRole.CLIENT, server.fingerprint());

    loop.execute(client.connection::close);
    client.context.close();

    assertThat(client.connected).isFalse();
  }
}
