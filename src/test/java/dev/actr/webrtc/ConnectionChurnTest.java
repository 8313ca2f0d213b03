package dev.actr.webrtc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.actr.sctp.DataChannelOptions;
import dev.actr.webrtc.ice.IceConfig;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Connections that come and go leave nothing behind, and those that stay take little. */
@Isolated
class ConnectionChurnTest {

  private final ExecutorService executor = Executors.newFixedThreadPool(4);
  private final IceConfig ice =
      IceConfig.builder().bindAddresses(List.of(InetAddress.getLoopbackAddress())).build();
  private final PeerConnectionFactory factory =
      PeerConnectionFactory.builder(executor).ice(ice).build();

  @AfterEach
  void close() {
    factory.close();
    executor.shutdown();
  }

  private static ConditionFactory soon() {
    return await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(2));
  }

  private List<Peer> connect() {
    Peer one = new Peer(factory);
    Peer other = new Peer(factory);
    one.open(DataChannelOptions.of("chat"));
    one.connect(other);
    soon().until(() -> other.channels.containsKey("chat"));
    return List.of(one, other);
  }

  private static int threads() {
    return ManagementFactory.getThreadMXBean().getThreadCount();
  }

  private static long descriptors() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getOpenFileDescriptorCount()
        : 0;
  }

  @Test
  void aHundredConnectionsLeaveNeitherThreadsNorDescriptors() {
    connect().forEach(peer -> peer.connection.close());
    soon().until(() -> factory.size() == 0);
    int threads = threads();
    long descriptors = descriptors();

    for (int i = 0; i < 100; i++) {
      connect().get(i % 2).connection.close();
      soon().until(() -> factory.size() == 0);
    }

    soon().untilAsserted(() -> assertThat(threads()).isLessThanOrEqualTo(threads + 2));
    soon().untilAsserted(() -> assertThat(descriptors()).isLessThanOrEqualTo(descriptors + 5));
  }

  @Test
  void connectionsThatStayOpenHaveNoThreadsOfTheirOwn() {
    List<Peer> peers = new ArrayList<>(connect());
    int threads = threads();

    for (int i = 0; i < 30; i++) {
      peers.addAll(connect());
    }

    soon().untilAsserted(() -> assertThat(threads()).isLessThanOrEqualTo(threads + 2));
    assertThat(factory.size()).isEqualTo(62);
  }
}
