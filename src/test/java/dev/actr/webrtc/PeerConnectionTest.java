package dev.actr.webrtc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.actr.sctp.DataChannel;
import dev.actr.sctp.DataChannelOptions;
import dev.actr.webrtc.dtls.DtlsCertificate;
import dev.actr.webrtc.ice.IceConfig;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerConnectionTest {

  private final ExecutorService executor = Executors.newCachedThreadPool();
  private Peer one;
  private Peer other;

  @BeforeEach
  void open() {
    one = new Peer(factory(ice().build()));
    other = new Peer(factory(ice().build()));
  }

  @AfterEach
  void close() {
    one.close();
    other.close();
    executor.shutdown();
  }

  private static IceConfig.Builder ice() {
    return IceConfig.builder().bindAddresses(List.of(InetAddress.getLoopbackAddress()));
  }

  private PeerConnectionFactory factory(IceConfig ice) {
    return PeerConnectionFactory.builder(executor).ice(ice).build();
  }

  private void replace(IceConfig ice) {
    one.close();
    other.close();
    one = new Peer(factory(ice));
    other = new Peer(factory(ice));
  }

  private static void awaitState(PeerConnectionState state, Peer... peers) {
    for (Peer peer : peers) {
      await().untilAsserted(() -> assertThat(peer.connection.state()).isEqualTo(state));
    }
  }

  private static RtcDataChannel channel(Peer peer, String label) {
    await().until(() -> peer.channels.containsKey(label));
    return peer.channels.get(label);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void messagesGoBothWaysOnAChannelOneSideHasOpened() {
    one.open(DataChannelOptions.of("chat").withProtocol("talk"));
    one.connect(other);

    channel(one, "chat").send(bytes("there"), false);
    channel(other, "chat").send(bytes("back"), true);

    await().untilAsserted(() -> assertThat(other.texts()).containsExactly("there"));
    await().untilAsserted(() -> assertThat(one.texts()).containsExactly("back"));
    assertThat(other.received.get(0).binary()).isFalse();
    assertThat(one.received.get(0).binary()).isTrue();
    assertThat(channel(other, "chat").options().protocol()).isEqualTo("talk");
    assertThat(one.states)
        .containsExactly(PeerConnectionState.CONNECTING, PeerConnectionState.CONNECTED);
  }

  @Test
  void theAnswererOpensChannelsToo() {
    one.open(DataChannelOptions.of("first"));
    one.connect(other);
    channel(other, "first");

    other.open(DataChannelOptions.of("second"));
    channel(one, "second").send(bytes("hello"), true);

    await().untilAsserted(() -> assertThat(other.texts()).containsExactly("hello"));
    assertThat(channel(one, "first").id() & 1).isNotEqualTo(channel(one, "second").id() & 1);
  }

  @Test
  void aNegotiatedChannelIsOpenedByBoth() {
    one.open(DataChannelOptions.of("here").negotiated(7));
    other.open(DataChannelOptions.of("there").negotiated(7));
    one.connect(other);

    channel(one, "here").send(bytes("hello"), true);

    await().untilAsserted(() -> assertThat(other.texts()).containsExactly("hello"));
    assertThat(channel(other, "there").id()).isEqualTo(7);
  }

  @Test
  void thePeerLearnsHowReliableAChannelIs() {
    one.open(DataChannelOptions.of("lossy").unordered().withMaxRetransmits(3));
    one.open(DataChannelOptions.of("timed").withMaxPacketLifeTime(Duration.ofMillis(150)));
    one.connect(other);

    DataChannelOptions lossy = channel(other, "lossy").options();
    assertThat(lossy.ordered()).isFalse();
    assertThat(lossy.maxRetransmits()).hasValue(3);
    DataChannelOptions timed = channel(other, "timed").options();
    assertThat(timed.ordered()).isTrue();
    assertThat(timed.maxPacketLifeTime()).contains(Duration.ofMillis(150));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1000, 1200, 16_384, 65_535, 65_536, 262_144})
  void aMessageArrivesWhole(int size) {
    byte[] message = new byte[size];
    new Random(size).nextBytes(message);
    one.open(DataChannelOptions.of("bulk"));
    one.connect(other);

    channel(one, "bulk").send(message, true);
    channel(other, "bulk").send(message, true);

    await().untilAsserted(() -> assertThat(other.received).hasSize(1));
    await().untilAsserted(() -> assertThat(one.received).hasSize(1));
    assertThat(other.received.get(0).data()).isEqualTo(message);
    assertThat(one.received.get(0).data()).isEqualTo(message);
  }

  @Test
  void aMessageThatIsTooLargeIsRefused() {
    one.open(DataChannelOptions.of("bulk"));
    one.connect(other);
    RtcDataChannel channel = channel(one, "bulk");

    assertThatThrownBy(() -> channel.send(new byte[channel.maxMessageSize() + 1], true))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aFullBufferRefusesAndTellsWhenThereIsRoom() {
    one.open(DataChannelOptions.of("bulk"));
    one.connect(other);
    RtcDataChannel channel = channel(one, "bulk");
    byte[] message = new byte[64 * 1024];
    int total = 400;
    int sent = 0;
    int refused = 0;
    while (sent < total) {
      if (channel.send(message, true)) {
        sent++;
      } else {
        refused++;
        await().until(() -> channel.bufferedAmount() <= 512 * 1024);
      }
    }

    await().untilAsserted(() -> assertThat(other.received).hasSize(total));
    assertThat(refused).isPositive();
    await().untilAsserted(() -> assertThat(channel.bufferedAmount()).isZero());
  }

  @Test
  void aPausedChannelHandsOverNothingUntilItIsResumed() {
    one.open(DataChannelOptions.of("held"));
    one.open(DataChannelOptions.of("free"));
    one.connect(other);
    channel(other, "held").pause();

    other.connection.stats().join();
    channel(one, "held").send(bytes("waits"), true);
    channel(one, "free").send(bytes("passes"), true);
    await().untilAsserted(() -> assertThat(other.texts()).containsExactly("passes"));
    channel(other, "held").resume();

    await().untilAsserted(() -> assertThat(other.texts()).containsExactly("passes", "waits"));
  }

  @Test
  void closingAChannelClosesItOnBothSides() {
    one.open(DataChannelOptions.of("brief"));
    one.open(DataChannelOptions.of("other"));
    one.connect(other);
    channel(other, "brief");

    channel(one, "brief").close();

    await().untilAsserted(() -> assertThat(other.closed).containsExactly("brief"));
    await().untilAsserted(() -> assertThat(one.closed).containsExactly("brief"));
    assertThat(channel(one, "brief").state()).isEqualTo(DataChannel.State.CLOSED);
    channel(one, "other").send(bytes("still here"), true);
    await().untilAsserted(() -> assertThat(other.texts()).containsExactly("still here"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void closingTheConnectionEndsItOnBothSides(boolean offererCloses) {
    one.open(DataChannelOptions.of("chat"));
    one.connect(other);
    channel(one, "chat");
    channel(other, "chat");

    (offererCloses ? one : other).connection.close();

    awaitState(PeerConnectionState.CLOSED, one, other);
    await().untilAsserted(() -> assertThat(one.closed).containsExactly("chat"));
    await().untilAsserted(() -> assertThat(other.closed).containsExactly("chat"));
    assertThatThrownBy(() -> one.connection.createOffer().join())
        .hasCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  void anIceRestartKeepsTheChannels() {
    one.open(DataChannelOptions.of("chat"));
    one.connect(other);
    RtcDataChannel channel = channel(one, "chat");
    channel(other, "chat");
    int before = one.candidates.size();

    one.connection.restartIce();
    one.negotiate();
    await().until(() -> one.candidates.size() > before);
    channel.send(bytes("after"), true);

    await().untilAsserted(() -> assertThat(other.texts()).containsExactly("after"));
    assertThat(one.states)
        .containsExactly(PeerConnectionState.CONNECTING, PeerConnectionState.CONNECTED);
  }

  @Test
  void anOfferWithoutRestartChangesNothing() {
    one.open(DataChannelOptions.of("chat"));
    one.connect(other);
    channel(other, "chat");

    one.negotiate();
    channel(one, "chat").send(bytes("same"), true);

    await().untilAsserted(() -> assertThat(other.texts()).containsExactly("same"));
  }

  @Test
  void theAnswererCanRestartToo() {
    one.open(DataChannelOptions.of("chat"));
    one.connect(other);
    channel(other, "chat");

    other.connection.restartIce();
    other.negotiate();
    channel(other, "chat").send(bytes("after"), true);

    await().untilAsserted(() -> assertThat(one.texts()).containsExactly("after"));
  }

  @Test
  void candidatesThatAreFasterThanTheirDescriptionWait() {
    one.open(DataChannelOptions.of("chat"));
    one.trickling = false;
    other.trickling = false;
    SessionDescription offer = one.connection.createOffer().join();
    await().until(() -> one.gathered);
    one.candidates.forEach(
        candidate ->
            other
                .connection
                .addIceCandidate(
                    candidate.toAttribute(), candidate.usernameFragment().orElseThrow())
                .join());

    other.connection.setRemoteDescription(offer).join();
    SessionDescription answer = other.connection.createAnswer().join();
    one.connection.setRemoteDescription(answer).join();

    awaitState(PeerConnectionState.CONNECTED, one, other);
  }

  @Test
  void anOfferThatIsMadeAgainHasTheCandidates() {
    one.open(DataChannelOptions.of("chat"));
    one.trickling = false;
    other.trickling = false;
    one.connection.createOffer().join();
    await().until(() -> one.gathered);

    SessionDescription offer = one.connection.createOffer().join();
    other.connection.setRemoteDescription(offer).join();
    one.connection.setRemoteDescription(other.connection.createAnswer().join()).join();

    assertThat(offer.sdp()).contains("a=candidate:").contains("a=end-of-candidates");
    awaitState(PeerConnectionState.CONNECTED, one, other);
  }

  @Test
  void aPeerWithAnotherCertificateIsRefused() {
    one.open(DataChannelOptions.of("chat"));
    String wrong = DtlsCertificate.generate(new SecureRandom()).fingerprint().toString();
    one.trickling = false;
    one.connection.createOffer().join();
    await().until(() -> one.gathered);
    SessionDescription offer = one.connection.createOffer().join();
    String forged = offer.sdp().replaceFirst("a=fingerprint:[^\r]*", "a=fingerprint:" + wrong);

    other.connection.setRemoteDescription(SessionDescription.offer(forged)).join();
    one.connection.setRemoteDescription(other.connection.createAnswer().join()).join();

    awaitState(PeerConnectionState.FAILED, one, other);
    assertThat(one.channels).isEmpty();
    assertThat(other.states).doesNotContain(PeerConnectionState.CONNECTED);
    assertThat(other.connection.failure()).isPresent();
  }

  @Test
  void aPeerThatIsGoneIsMissedAndThenGivenUp() {
    replace(
        ice()
            .consent(Duration.ofMillis(50), Duration.ofMillis(250), Duration.ofMillis(700))
            .build());
    one.open(DataChannelOptions.of("chat"));
    one.connect(other);
    channel(one, "chat");

    // Its threads end, and nobody tells the peer.
    other.factory.abandon();

    awaitState(PeerConnectionState.FAILED, one);
    assertThat(one.states)
        .containsExactly(
            PeerConnectionState.CONNECTING,
            PeerConnectionState.CONNECTED,
            PeerConnectionState.DISCONNECTED,
            PeerConnectionState.FAILED);
    assertThat(one.connection.failure()).isEmpty();
  }

  @Test
  void statisticsTellTheSelectedPair() {
    one.open(DataChannelOptions.of("chat"));
    one.connect(other);
    channel(one, "chat");

    PeerConnectionStats stats = one.connection.stats().join();

    assertThat(stats.relayed()).isFalse();
    assertThat(stats.selectedPair().orElseThrow().remote().getAddress())
        .isEqualTo(InetAddress.getLoopbackAddress());
    assertThat(stats.packetsSent()).isPositive();
    assertThat(stats.bytesReceived()).isPositive();
  }

  @Test
  void stepsOutOfOrderAreRefused() {
    SessionDescription offer = one.connection.createOffer().join();

    assertThatThrownBy(() -> one.connection.createAnswer().join())
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(IllegalStateException.class);
    assertThatThrownBy(
            () ->
                other
                    .connection
                    .setRemoteDescription(SessionDescription.answer(offer.sdp()))
                    .join())
        .hasCauseInstanceOf(IllegalStateException.class);
    assertThatThrownBy(
            () -> one.connection.setRemoteDescription(SessionDescription.answer("nonsense")).join())
        .hasCauseInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aHandlerThatThrowsStopsNothing() {
    one.connection.createDataChannel(
        DataChannelOptions.of("chat"),
        (channel, data, binary) -> {
          one.received.add(new Peer.Received("chat", data, binary));
          throw new IllegalStateException("on purpose");
        });
    one.connect(other);

    RtcDataChannel channel = channel(other, "chat");
    channel.send(bytes("first"), true);
    channel.send(bytes("second"), true);

    await().untilAsserted(() -> assertThat(one.texts()).containsExactly("first", "second"));
  }

  @Test
  void aClosedFactoryHasNoThreadsAndMakesNoConnections() {
    one.open(DataChannelOptions.of("chat"));
    one.connect(other);
    channel(other, "chat");
    Thread[] ours = threads();

    one.close();
    other.close();

    assertThat(ours).isNotEmpty();
    await().untilAsserted(() -> assertThat(ours).allMatch(thread -> !thread.isAlive()));
    assertThatThrownBy(() -> one.factory.create(one)).isInstanceOf(IllegalStateException.class);
  }

  private static Thread[] threads() {
    Thread[] all = new Thread[Thread.activeCount() * 2];
    int count = Thread.enumerate(all);
    return Arrays.stream(all, 0, count)
        .filter(thread -> thread.getName().startsWith("actr-webrtc"))
        .toArray(Thread[]::new);
  }
}
