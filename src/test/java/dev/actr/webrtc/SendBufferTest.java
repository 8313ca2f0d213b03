package dev.actr.webrtc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.actr.sctp.DataChannelOptions;
import dev.actr.sctp.SctpConfig;
import dev.actr.webrtc.ice.IceConfig;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a channel has taken is sent, and who was refused is told when there is room. */
class SendBufferTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int SENDERS = 3;
  private static final int ROUNDS = Integer.getInteger("stress.rounds", 1);

  private final ExecutorService executor = Executors.newCachedThreadPool();
  private final List<Peer> peers = new ArrayList<>();

  @AfterEach
  void close() {
    peers.forEach(Peer::close);
    executor.shutdown();
  }

  private Peer peer(SctpConfig sctp) {
    IceConfig ice =
        IceConfig.builder().bindAddresses(List.of(InetAddress.getLoopbackAddress())).build();
    Peer peer = new Peer(PeerConnectionFactory.builder(executor).ice(ice).sctp(sctp).build());
    peers.add(peer);
    return peer;
  }

  private static RtcDataChannel channel(Peer peer, String label) {
    await().atMost(PATIENCE).until(() -> peer.channels.containsKey(label));
    return peer.channels.get(label);
  }

  @Test
  void whatWasTakenIsSentBeforeTheChannelCloses() {
    Peer one = peer(SctpConfig.builder().sendBuffer(20_000).build());
    Peer other = peer(SctpConfig.builder().maxMessageSize(1024).receiveWindow(8192).build());
    one.open(DataChannelOptions.of("brief"));
    one.connect(other);
    RtcDataChannel channel = channel(one, "brief");
    channel(other, "brief").pause();
    other.connection.stats().join();

    // The window of the peer, the buffer of the association and that in front of it are full.
    int[] taken = {0};
    await()
        .atMost(PATIENCE)
        .during(Duration.ofMillis(300))
        .until(
            () -> {
              int before = taken[0];
              while (channel.send(new byte[10], true)) {
                taken[0]++;
              }
              return before == taken[0];
            });
    channel.close();
    channel(other, "brief").resume();

    await().atMost(PATIENCE).until(() -> other.closed.contains("brief"));
    assertThat(other.received.size()).isEqualTo(taken[0]);
  }

  /** Who was refused waits for nothing but the call. */
  private static final class Sender extends CompletableFuture<Void> implements Runnable {

    private final RtcDataChannel channel;
    private final Semaphore low;
    private final int count;
    private final int size;

    Sender(RtcDataChannel channel, Semaphore low, int count, int size) {
      this.channel = channel;
      this.low = low;
      this.count = count;
      this.size = size;
    }

    @Override
    public void run() {
      try {
        for (int i = 0; i < count; i++) {
          while (!channel.send(new byte[size], true)) {
            low.acquire();
          }
        }
        complete(null);
      } catch (InterruptedException | RuntimeException e) {
        completeExceptionally(e);
      }
    }
  }

  @ParameterizedTest(name = "{0} messages of {1} bytes, buffer {2}, told at {3}")
  @CsvSource({
    "9000, 1, 20000, 0",
    "9000, 1, 20000, 5000",
    "9000, 100, 50000, 10",
    "9000, 1024, 1048576, 262144",
    "9000, 1024, 65536, 0",
    "1000, 16384, 1048576, 262144",
    "1000, 16384, 16384, 0",
    "300, 65536, 100000, 50000",
  })
  void whoWasRefusedIsToldWhenThereIsRoom(int count, int size, int buffer, int low)
      throws Exception {
    Peer one = peer(SctpConfig.builder().sendBuffer(buffer).build());
    Peer other = peer(SctpConfig.DEFAULT);
    Semaphore told = new Semaphore(0);
    RtcDataChannel channel =
        one.connection.createDataChannel(
            DataChannelOptions.of("bulk"),
            new DataChannelHandler() {
              @Override
              public void onOpen(RtcDataChannel opened) {
                one.channels.put("bulk", opened);
              }

              @Override
              public void onMessage(RtcDataChannel from, byte[] data, boolean binary) {}

              @Override
              public void onBufferedAmountLow(RtcDataChannel drained) {
                // All of them may try.
                told.release(SENDERS);
              }
            });
    channel.setBufferedAmountLowThreshold(low);
    one.connect(other);
    channel(one, "bulk");
    for (int round = 0; round < ROUNDS; round++) {
      List<Sender> senders =
          IntStream.range(0, SENDERS)
              .mapToObj(i -> new Sender(channel, told, count / SENDERS, size))
              .toList();
      senders.forEach(executor::execute);
      for (Sender sender : senders) {
        try {
          sender.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
          throw new AssertionError(
              "a sender waits, with " + channel.bufferedAmount() + " bytes buffered", e);
        }
      }
      int expected = count / SENDERS * SENDERS;
      await().atMost(PATIENCE).until(() -> other.received.size() == expected);
      other.received.clear();
    }
    await().atMost(PATIENCE).until(() -> channel.bufferedAmount() == 0);
  }
}
