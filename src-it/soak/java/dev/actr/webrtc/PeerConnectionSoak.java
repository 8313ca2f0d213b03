package dev.actr.webrtc;

import static org.awaitility.Awaitility.await;

import dev.actr.sctp.DataChannelOptions;
import dev.actr.soak.Growth;
import dev.actr.webrtc.ice.IceConfig;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Connections that are opened, used and closed, one after the other. */
class PeerConnectionSoak {

  private static final int CYCLES = Integer.getInteger("soak.cycles");
  private static final byte[] MESSAGE = new byte[10_000];

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

  private void cycles(int count) {
    for (int i = 0; i < count; i++) {
      Peer one = new Peer(factory);
      Peer other = new Peer(factory);
      one.open(DataChannelOptions.of("chat"));
      one.connect(other);
      soon().until(() -> other.channels.containsKey("chat"));
      other.channels.get("chat").send(MESSAGE, true);
      soon().until(() -> one.received.size() == 1);
      List.of(one, other).get(i % 2).connection.close();
      soon().until(() -> factory.size() == 0);
    }
  }

  @Test
  void connectionsLeaveNothingBehind() {
    cycles(Math.max(CYCLES / 4, 50));
    Growth growth = new Growth();
    cycles(CYCLES);
    growth.assertNone(CYCLES + " peer connections, opened and closed");
  }
}
