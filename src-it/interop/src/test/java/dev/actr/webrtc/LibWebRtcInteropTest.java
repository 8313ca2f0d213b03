package dev.actr.webrtc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.actr.sctp.DataChannelOptions;
import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.RTCDataChannel;
import dev.onvoid.webrtc.RTCDataChannelInit;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Data channels with libwebrtc; which needs an interface that is not loopback. */
class LibWebRtcInteropTest {

  private static final int[] SIZES = {0, 1, 1000, 1200, 16_384, 65_536, 262_144};
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final ExecutorService executor = Executors.newCachedThreadPool();
  private final Peer ours = new Peer(PeerConnectionFactory.builder(executor).build());
  private final LibWebRtcPeer theirs = new LibWebRtcPeer(ours, new RTCConfiguration());

  @AfterEach
  void close() {
    ours.close();
    theirs.close();
    executor.shutdown();
  }

  private void connect(boolean weOffer) {
    if (weOffer) {
      theirs.answer();
    } else {
      theirs.offer(false);
    }
  }

  /** Opens a channel on the side that offers, as libwebrtc makes no offer without one. */
  private void connectWith(boolean weOffer, String label) {
    if (weOffer) {
      ours.open(DataChannelOptions.of(label));
    } else {
      theirs.open(label, new RTCDataChannelInit());
    }
    connect(weOffer);
    awaitOpen(label);
  }

  private void awaitOpen(String label) {
    await().atMost(PATIENCE).until(() -> ours.channels.containsKey(label));
    await().atMost(PATIENCE).until(() -> theirs.channels.containsKey(label));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void messagesOfAllSizesArriveBothWays(boolean weOffer) {
    connectWith(weOffer, "bulk");
    for (int size : SIZES) {
      byte[] message = new byte[size];
      new Random(size).nextBytes(message);
      ours.channels.get("bulk").send(message, true);
      theirs.send("bulk", message, true);
      await().atMost(PATIENCE).until(() -> !ours.received.isEmpty() && !theirs.received.isEmpty());
      assertThat(ours.received.remove(0).data()).isEqualTo(message);
      assertThat(theirs.received.remove(0).data()).isEqualTo(message);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void textStaysText(boolean weOffer) {
    connectWith(weOffer, "talk");

    ours.channels.get("talk").send(bytes("grüße"), false);
    theirs.send("talk", bytes("zurück"), false);

    await().atMost(PATIENCE).until(() -> !ours.received.isEmpty() && !theirs.received.isEmpty());
    assertThat(theirs.received.get(0).text()).isEqualTo("grüße");
    assertThat(theirs.received.get(0).binary()).isFalse();
    assertThat(ours.received.get(0).text()).isEqualTo("zurück");
    assertThat(ours.received.get(0).binary()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void partlyReliableChannelsOpenFromBothSides(boolean weOffer) {
    connectWith(weOffer, "first");
    ours.open(DataChannelOptions.of("mine").unordered().withMaxRetransmits(3));
    RTCDataChannelInit init = new RTCDataChannelInit();
    init.ordered = false;
    init.maxPacketLifeTime = 500;
    theirs.open("theirs", init);
    awaitOpen("mine");
    awaitOpen("theirs");

    RTCDataChannel mine = theirs.channels.get("mine");
    assertThat(mine.isOrdered()).isFalse();
    assertThat(mine.getMaxRetransmits()).isEqualTo(3);
    DataChannelOptions other = ours.channels.get("theirs").options();
    assertThat(other.ordered()).isFalse();
    assertThat(other.maxPacketLifeTime()).contains(Duration.ofMillis(500));
    for (int i = 0; i < 50; i++) {
      ours.channels.get("mine").send(new byte[1000], true);
      theirs.send("theirs", new byte[1000], true);
    }
    await().atMost(PATIENCE).until(() -> ours.received.size() + theirs.received.size() >= 100);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void negotiatedChannelsOpen(boolean weOffer) {
    RTCDataChannelInit init = new RTCDataChannelInit();
    init.negotiated = true;
    init.id = 6;
    theirs.open("agreed", init);
    ours.open(DataChannelOptions.of("agreed").negotiated(6));
    connect(weOffer);
    awaitOpen("agreed");

    ours.channels.get("agreed").send(bytes("x"), true);

    await().atMost(PATIENCE).until(() -> theirs.received.size() == 1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void muchDataArrivesInOrder(boolean weOffer) {
    connectWith(weOffer, "bulk");
    RtcDataChannel channel = ours.channels.get("bulk");
    int count = 1000;
    for (int i = 0; i < count; i++) {
      byte[] message = new byte[16_384];
      message[0] = (byte) i;
      while (!channel.send(message, true)) {
        await().until(() -> channel.bufferedAmount() < 512 * 1024);
      }
      RTCDataChannel back = theirs.channels.get("bulk");
      await().pollInterval(Duration.ofMillis(1)).until(() -> back.getBufferedAmount() < 512 * 1024);
      theirs.send("bulk", message, true);
    }
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> ours.received.size() == count && theirs.received.size() == count);
    for (int i = 0; i < count; i++) {
      assertThat(ours.received.get(i).data()[0]).isEqualTo((byte) i);
      assertThat(theirs.received.get(i).data()[0]).isEqualTo((byte) i);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aChannelClosesFromEitherSide(boolean weClose) {
    connectWith(true, "brief");

    if (weClose) {
      ours.channels.get("brief").close();
    } else {
      theirs.channels.get("brief").close();
    }

    await().atMost(PATIENCE).until(() -> ours.closed.contains("brief"));
    await().atMost(PATIENCE).until(() -> theirs.closed.contains("brief"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aConnectionClosesFromEitherSide(boolean weClose) {
    connectWith(false, "chat");

    if (weClose) {
      ours.connection.close();
    } else {
      theirs.close();
    }

    await().atMost(PATIENCE).until(() -> ours.closed.contains("chat"));
    if (weClose) {
      await().atMost(PATIENCE).until(() -> theirs.closed.contains("chat"));
    } else {
      await().atMost(PATIENCE).until(() -> ours.connection.state() == PeerConnectionState.CLOSED);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void iceRestartsFromEitherSide(boolean weRestart) {
    connectWith(true, "chat");
    int before = ours.candidates.size();

    if (weRestart) {
      ours.connection.restartIce();
      theirs.answer();
    } else {
      theirs.offer(true);
    }
    await().atMost(PATIENCE).until(() -> ours.candidates.size() > before);
    ours.channels.get("chat").send(bytes("there"), true);
    theirs.send("chat", bytes("back"), true);

    await().atMost(PATIENCE).until(() -> !ours.received.isEmpty() && !theirs.received.isEmpty());
    await()
        .during(Duration.ofSeconds(12))
        .atMost(Duration.ofSeconds(30))
        .until(() -> ours.connection.state() == PeerConnectionState.CONNECTED);
  }
}
