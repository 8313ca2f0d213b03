package dev.actr.webrtc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.actr.sctp.DataChannelOptions;
import dev.actr.webrtc.ice.IceCandidate;
import dev.actr.webrtc.ice.IceConfig;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where listeners are called, and that they may use what they are told of. */
class CallbackThreadTest {

  private static final int ECHOES = 300;

  private final Set<Thread> executorThreads = ConcurrentHashMap.newKeySet();
  private final ExecutorService executor =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task);
            executorThreads.add(thread);
            return thread;
          });
  private Side one;
  private Side other;

  @AfterEach
  void close() {
    one.factory.close();
    other.factory.close();
    executor.shutdown();
  }

  private void connect(UnaryOperator<PeerConnectionFactory.Builder> how) {
    one = new Side(how);
    other = new Side(how);
    one.peer = other;
    other.peer = one;
    RtcDataChannel channel = one.connection.createDataChannel(DataChannelOptions.of("chat"), one);
    SessionDescription offer = one.connection.createOffer().join();
    other.connection.setRemoteDescription(offer).join();
    one.connection.setRemoteDescription(other.connection.createAnswer().join()).join();
    await().until(() -> !one.opened.isEmpty() && !other.opened.isEmpty());
    one.channel = channel;
  }

  @Test
  void listenersAreCalledOnTheExecutor() {
    connect(builder -> builder);
    one.begin();

    await().untilAsserted(() -> assertThat(one.received).hasSize(ECHOES));
    assertThat(executorThreads).containsAll(one.threads).containsAll(other.threads);
  }

  @Test
  void listenersAreCalledOnTheEventLoopIfItIsAskedFor() {
    connect(PeerConnectionFactory.Builder::callbacksOnEventLoop);
    one.begin();

    await().untilAsserted(() -> assertThat(one.received).hasSize(ECHOES));
    assertThat(one.threads).hasSize(1).doesNotContainAnyElementsOf(executorThreads);
    assertThat(other.threads).hasSize(1).doesNotContainAnyElementsOf(executorThreads);
  }

  @Test
  void whatIsSentInACallOnTheEventLoopLeavesInOrderAndAfterIt() {
    connect(PeerConnectionFactory.Builder::callbacksOnEventLoop);
    one.begin();

    await().untilAsserted(() -> assertThat(one.received).hasSize(ECHOES));
    assertThat(one.received).isEqualTo(IntStream.range(0, ECHOES).boxed().toList());
    assertThat(one.nested).isFalse();
    assertThat(other.nested).isFalse();
  }

  @Test
  void aConnectionIsClosedInACallOnTheEventLoop() {
    connect(PeerConnectionFactory.Builder::callbacksOnEventLoop);
    other.closesAtMessage = true;
    // A single one: what follows could meet a channel that is closed.
    one.channel.send(new byte[4], true);

    await()
        .untilAsserted(
            () -> {
              assertThat(one.connection.state()).isEqualTo(PeerConnectionState.CLOSED);
              assertThat(other.connection.state()).isEqualTo(PeerConnectionState.CLOSED);
            });
  }

  /** Sends back what it gets; keeps what comes back to it. */
  private final class Side implements PeerConnectionListener, DataChannelHandler {

    private final PeerConnectionFactory factory;
    private final PeerConnection connection;
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final List<Integer> received = new CopyOnWriteArrayList<>();
    private final List<RtcDataChannel> opened = new CopyOnWriteArrayList<>();
    private volatile Side peer;
    private volatile RtcDataChannel channel;
    private volatile boolean closesAtMessage;
    private volatile boolean nested;
    private boolean inCall;

    Side(UnaryOperator<PeerConnectionFactory.Builder> how) {
      IceConfig ice =
          IceConfig.builder().bindAddresses(List.of(InetAddress.getLoopbackAddress())).build();
      factory = how.apply(PeerConnectionFactory.builder(executor).ice(ice)).build();
      connection = factory.create(this);
    }

    void begin() {
      for (int i = 0; i < ECHOES; i++) {
        channel.send(ByteBuffer.allocate(4).putInt(0, i), true);
      }
    }

    private void called(Runnable body) {
      nested |= inCall;
      inCall = true;
      threads.add(Thread.currentThread());
      body.run();
      inCall = false;
    }

    @Override
    public void onIceCandidate(IceCandidate candidate) {
      called(() -> peer.connection.addIceCandidate(candidate));
    }

    @Override
    public void onConnectionState(PeerConnectionState state) {
      called(() -> {});
    }

    @Override
    public DataChannelHandler onDataChannel(RtcDataChannel incoming) {
      called(() -> {});
      return this;
    }

    @Override
    public void onOpen(RtcDataChannel ours) {
      called(() -> opened.add(ours));
    }

    @Override
    public void onMessage(RtcDataChannel from, byte[] data, boolean binary) {
      called(
          () -> {
            if (closesAtMessage) {
              connection.close();
            } else if (from == channel) {
              received.add(ByteBuffer.wrap(data).getInt());
            } else {
              from.send(data, true);
            }
          });
    }
  }
}
