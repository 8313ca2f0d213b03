package dev.actr.node;

import static dev.actr.node.Hook.WEB_RTC_CONNECTING;
import static dev.actr.node.Hook.WEB_RTC_DISCONNECTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.actr.ActrId;
import dev.actr.DataChunk;
import dev.actr.Dest;
import dev.actr.PayloadType;
import dev.actr.cdi.BlockingTasks;
import dev.actr.identity.Identity;
import dev.actr.net.IoLoops;
import dev.actr.sctp.DataChannelOptions;
import dev.actr.webrtc.DataChannelHandler;
import dev.actr.webrtc.PeerConnection;
import dev.actr.webrtc.PeerConnectionFactory;
import dev.actr.webrtc.PeerConnectionListener;
import dev.actr.webrtc.PeerConnectionState;
import dev.actr.webrtc.RtcDataChannel;
import dev.actr.webrtc.ice.IceCandidate;
import dev.actr.wire.proto.ActrProtos.RoleAssignment;
import dev.actr.wire.proto.SignalingProtos.ActrRelay;
import dev.actr.wire.proto.WebRtcProtos.SessionDescription;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Both sides ask for a connection at once, and the messages of the two negotiations cross. */
class CrossedNegotiationsTest {

  /** Answers with no media at all. */
  private static final String REJECTED = "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n";

  private final IoLoops loops = new IoLoops();
  private final List<ActrRelay> received = new CopyOnWriteArrayList<>();
  @RegisterExtension final NodeServer server = new NodeServer();
  private Strangers.Session stranger;
  private ActrId strangerId;

  @AfterEach
  void stop() {
    stranger.close();
    loops.close();
  }

  private TestNode startNode() throws Exception {
    return server.node().withoutListener().webRtc(WebRtcCallTest.LOOPBACK).build().startAndWait();
  }

  private void startStranger() {
    Identity identity = Strangers.register(server.get(), "");
    strangerId = identity.id();
    stranger = Strangers.connect(server.get(), identity, loops, received::add);
  }

  private void letOffer(ActrId node) {
    stranger
        .client()
        .relay(
            node,
            relay -> relay.setRoleAssignment(RoleAssignment.newBuilder().setIsOfferer(true)),
            () -> false)
        .join();
  }

  private void describe(ActrId node, SessionDescription.Type type, String sdp, String exchange) {
    stranger
        .client()
        .relay(
            node,
            relay ->
                relay.setSessionDescription(
                    SessionDescription.newBuilder()
                        .setType(type)
                        .setSdp(sdp)
                        .setSdpExchangeId(exchange)),
            () -> false)
        .join();
  }

  private List<SessionDescription> descriptions() {
    return received.stream()
        .filter(ActrRelay::hasSessionDescription)
        .map(ActrRelay::getSessionDescription)
        .toList();
  }

  @Test
  void twoAssignmentsMakeOneOffer() throws Exception {
    startStranger();
    try (TestNode node = startNode()) {
      letOffer(node.id());
      letOffer(node.id());
      await().atMost(TestNode.PATIENCE).until(() -> !descriptions().isEmpty());
      SessionDescription offer = descriptions().get(0);
      describe(node.id(), SessionDescription.Type.ANSWER, REJECTED, offer.getSdpExchangeId());
      node.awaitHooks(hooks -> assertThat(hooks).contains(WEB_RTC_DISCONNECTED));
      assertThat(node.hookNames().stream().filter(hook -> hook.name().startsWith("WEB_RTC")))
          .containsExactly(WEB_RTC_CONNECTING, WEB_RTC_DISCONNECTED);
      assertThat(descriptions()).hasSize(1);
    }
  }

  /** As the Rust framework does: it answers every offer, and its own is no more. */
  @Test
  void aPeerThatOffersAndYetAnswersOursIsHeard() throws Exception {
    try (TestNode node = startNode();
        PeerConnectionFactory factory =
            PeerConnectionFactory.builder(ForkJoinPool.commonPool()).build()) {
      startStranger();
      letOffer(node.id());
      await().atMost(TestNode.PATIENCE).until(() -> !descriptions().isEmpty());
      String ours = descriptions().get(0).getSdpExchangeId();
      describe(node.id(), SessionDescription.Type.OFFER, offer(factory), "theirs");
      describe(node.id(), SessionDescription.Type.ANSWER, REJECTED, ours);
      await().atMost(TestNode.PATIENCE).until(() -> !node.errors().isEmpty());
      assertThat(node.errors().get(0).source()).hasMessageContaining("refuses the session");
      assertThat(descriptions()).hasSize(1);
    }
  }

  @Test
  void aPeerThatOffersAndDoesNotAnswerOursIsAnswered() throws Exception {
    try (TestNode node = startNode();
        PeerConnectionFactory factory =
            PeerConnectionFactory.builder(ForkJoinPool.commonPool()).build()) {
      startStranger();
      letOffer(node.id());
      await().atMost(TestNode.PATIENCE).until(() -> !descriptions().isEmpty());
      describe(node.id(), SessionDescription.Type.OFFER, offer(factory), "first");
      describe(node.id(), SessionDescription.Type.OFFER, offer(factory), "second");
      await().atMost(TestNode.PATIENCE).until(() -> descriptions().size() == 2);
      assertThat(descriptions().get(1).getSdpExchangeId()).isEqualTo("second");
    }
  }

  @Test
  void whoWaitsForAnOfferThatIsReplacedWaitsForTheNext() throws Exception {
    try (TestNode node = startNode();
        PeerConnectionFactory factory =
            PeerConnectionFactory.builder(ForkJoinPool.commonPool()).build()) {
      startStranger();
      CompletableFuture<Void> sent =
          BlockingTasks.run(
              () ->
                  node.context()
                      .sendDataChunk(
                          Dest.peer(strangerId),
                          new DataChunk("s", 1, new byte[1]),
                          PayloadType.STREAM_RELIABLE));
      await()
          .atMost(TestNode.PATIENCE)
          .until(() -> received.stream().anyMatch(ActrRelay::hasRoleAssignment));
      describe(node.id(), SessionDescription.Type.OFFER, offer(factory), "first");
      describe(node.id(), SessionDescription.Type.OFFER, offer(factory), "second");
      await()
          .atMost(TestNode.PATIENCE)
          .until(
              () -> descriptions().stream().anyMatch(d -> d.getSdpExchangeId().equals("second")));
      assertThat(sent).isNotDone();
    }
  }

  private static String offer(PeerConnectionFactory factory) {
    PeerConnection connection =
        factory.create(
            new PeerConnectionListener() {
              @Override
              public void onIceCandidate(IceCandidate candidate) {}

              @Override
              public void onConnectionState(PeerConnectionState state) {}

              @Override
              public DataChannelHandler onDataChannel(RtcDataChannel channel) {
                return (c, data, binary) -> {};
              }
            });
    connection.createDataChannel(
        DataChannelOptions.of("RPC_RELIABLE"), (channel, data, binary) -> {});
    return connection.createOffer().join().sdp();
  }
}
