package dev.actr.webrtc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.actr.sctp.DataChannelOptions;
import dev.actr.webrtc.ice.IceConfig;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A message leaves on the thread of its sender, if that changes nothing but the time it takes. */
class SendingThreadTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ExecutorService executor = Executors.newCachedThreadPool();
  private final CountDownLatch release = new CountDownLatch(1);
  private Peer one;
  private Peer other;
  private RtcDataChannel channel;

  @AfterEach
  void close() {
    release.countDown();
    one.close();
    other.close();
    executor.shutdown();
  }

  private void connect(UnaryOperator<PeerConnectionFactory.Builder> how) {
    one = peer(how);
    other = peer(how);
    channel = one.open(DataChannelOptions.of("data"));
    one.connect(other);
    await().atMost(PATIENCE).until(() -> one.channels.size() + other.channels.size() == 2);
  }

  private Peer peer(UnaryOperator<PeerConnectionFactory.Builder> how) {
    IceConfig ice =
        IceConfig.builder().bindAddresses(List.of(InetAddress.getLoopbackAddress())).build();
    return new Peer(how.apply(PeerConnectionFactory.builder(executor).ice(ice)).build());
  }

  private static byte[] numbered(int number) {
    return ByteBuffer.allocate(100).putInt(0, number).array();
  }

  private List<Integer> numbers() {
    return other.received.stream()
        .map(message -> ByteBuffer.wrap(message.data()).getInt())
        .toList();
  }

  /** Keeps the event loop of one side, once it has done what there was to do. */
  private void holdEventLoop() throws InterruptedException {
    CountDownLatch held = new CountDownLatch(1);
    one.onMessage =
        () ->
            one.connection
                .stats()
                .thenRun(
                    () -> {
                      held.countDown();
                      try {
                        release.await();
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    });
    // What comes with it acknowledges that the channel was opened.
    other.channels.get("data").send(numbered(0), true);
    held.await();
  }

  @Test
  void aMessageLeavesWhileTheEventLoopIsBusyElsewhere() throws Exception {
    connect(PeerConnectionFactory.Builder::callbacksOnEventLoop);
    holdEventLoop();

    channel.send(numbered(7), true);

    await().atMost(PATIENCE).untilAsserted(() -> assertThat(numbers()).containsExactly(7));
  }

  @Test
  void whatFollowsUponOneThatIsNotAcknowledgedWaitsForTheEventLoop() throws Exception {
    connect(PeerConnectionFactory.Builder::callbacksOnEventLoop);
    holdEventLoop();
    channel.send(numbered(1), true);
    long sent = channel.bufferedAmount();

    channel.send(numbered(2), true);
    channel.send(numbered(3), true);

    assertThat(sent).isZero();
    assertThat(channel.bufferedAmount()).isEqualTo(200);
    release.countDown();
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(numbers()).containsExactly(1, 2, 3));
  }

  @Test
  void whatOneThreadSendsStaysInOrder() {
    connect(builder -> builder);
    Random random = new Random(1);
    int count = 5_000;
    for (int i = 0; i < count; i++) {
      channel.send(numbered(i), true);
      if (random.nextInt(5) == 0) {
        // Now and then long enough for all to be acknowledged.
        LockSupport.parkNanos(random.nextInt(300_000));
      }
    }

    await().atMost(PATIENCE).until(() -> other.received.size() == count);
    assertThat(numbers()).isEqualTo(IntStream.range(0, count).boxed().toList());
  }

  @Test
  void aThreadThatIsInterruptedSendsAndHarmsNothing() {
    connect(builder -> builder);

    Thread.currentThread().interrupt();
    channel.send(numbered(1), true);
    assertThat(Thread.interrupted()).isTrue();
    await().atMost(PATIENCE).until(() -> other.received.size() == 1);
    channel.send(numbered(2), true);

    await().atMost(PATIENCE).untilAsserted(() -> assertThat(numbers()).containsExactly(1, 2));
    assertThat(one.connection.state()).isEqualTo(PeerConnectionState.CONNECTED);
  }
}
