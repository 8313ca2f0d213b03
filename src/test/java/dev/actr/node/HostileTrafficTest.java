package dev.actr.node;

import static dev.actr.node.RawPeer.identityOf;
import static dev.actr.node.RawPeer.upgrade;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.ActrType;
import dev.actr.Dest;
import dev.actr.ErrorKind;
import dev.actr.Hostile;
import dev.actr.PayloadType;
import dev.actr.Realm;
import dev.actr.RpcMethod;
import dev.actr.cdi.LogRecords;
import dev.actr.identity.AisClient;
import dev.actr.identity.Identity;
import dev.actr.peer.PeerLimits;
import dev.actr.test.echo.EchoRequest;
import dev.actr.test.echo.EchoResponse;
import dev.actr.wire.PeerFrame;
import dev.actr.wire.ProtoValues;
import dev.actr.wire.proto.PackageProtos.Direction;
import dev.actr.wire.proto.PackageProtos.RpcEnvelope;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a peer that has been let in can do to a node. */
class HostileTrafficTest {

  private static final String INJECTION = "x\r\n2026-01-01 00:00:00 INFO forged\u001b[2J\u202e";

  @RegisterExtension final NodeServer server = new NodeServer();
  private Identity stranger;

  @BeforeEach
  void start() throws Exception {
    stranger = Strangers.register(server.get(), "");
  }

  private TestNode node(PeerLimits limits) throws Exception {
    return server.node().limits(limits).build().startAndWait();
  }

  private static PeerLimits limits(Duration keepalive, int requestsPerSecond) {
    return new PeerLimits(
        100, 4, Duration.ofSeconds(20), keepalive, requestsPerSecond, 3, Duration.ofSeconds(15));
  }

  private static RpcEnvelope.Builder request(String id) {
    return RpcEnvelope.newBuilder()
        .setRouteKey(Echo.METHOD.routeKey())
        .setPayload(Echo.request("x").toByteString())
        .setRequestId(id)
        .setDirection(Direction.DIRECTION_REQUEST)
        .setTimeoutMs(20_000);
  }

  /** A peer on the JDK's client, which answers pings. */
  private final class Peer implements WebSocket.Listener {

    final Set<String> answered = ConcurrentHashMap.newKeySet();
    final CountDownLatch pings = new CountDownLatch(5);
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();
    volatile RpcEnvelope last;
    final WebSocket socket;

    Peer(TestNode node) throws Exception {
      byte[] id = ProtoValues.toProto(stranger.id()).toByteArray();
      socket =
          HttpClient.newHttpClient()
              .newWebSocketBuilder()
              .header("X-Actr-Source-ID", HexFormat.of().formatHex(id))
              .header(
                  "X-Actr-Credential",
                  Base64.getEncoder().encodeToString(stranger.credential().toByteArray()))
              .buildAsync(
                  URI.create("ws://127.0.0.1:" + node.node.listenerPort().orElseThrow()), this)
              .get(20, TimeUnit.SECONDS);
    }

    Peer send(RpcEnvelope.Builder envelope) {
      socket
          .sendBinary(
              ByteBuffer.wrap(PeerFrame.encode(PayloadType.RPC_RELIABLE, envelope.build())), true)
          .join();
      return this;
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean whole) {
      byte[] part = new byte[data.remaining()];
      data.get(part);
      message.writeBytes(part);
      if (whole) {
        received(message.toByteArray());
        message.reset();
      }
      webSocket.request(1);
      return null;
    }

    private void received(byte[] frame) {
      try {
        last = RpcEnvelope.parseFrom(PeerFrame.decode(ByteBuffer.wrap(frame)).body());
        answered.add(last.getRequestId());
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public CompletionStage<?> onPing(WebSocket webSocket, ByteBuffer message) {
      pings.countDown();
      webSocket.request(1);
      return null;
    }

    RpcEnvelope answer() {
      await().atMost(TestNode.PATIENCE).until(() -> last != null);
      return last;
    }
  }

  @Test
  @Hostile("H26")
  void aPeerThatHangsIsNoticedAndItsConnectionEnds() throws Exception {
    try (TestNode node = node(limits(Duration.ofMillis(100), 0));
        RawPeer hung = new RawPeer(node).send(upgrade(identityOf(stranger)))) {
      assertThat(hung.status()).isEqualTo(101);
      assertThat(hung.readToEnd()).isNotEmpty();
      node.awaitHooks(hooks -> assertThat(hooks).contains(Hook.WEB_SOCKET_DISCONNECTED));
      assertThat(node.errors())
          .anySatisfy(e -> assertThat(e.source()).hasMessageContaining("does not answer pings"));
    }
  }

  @Test
  void aPeerThatIsQuietButAnswersPingsStaysConnected() throws Exception {
    try (TestNode node = node(limits(Duration.ofMillis(500), 0))) {
      Peer quiet = new Peer(node);
      assertThat(quiet.pings.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(quiet.send(request("1")).answer().getRequestId()).isEqualTo("1");
      quiet.socket.abort();
    }
  }

  @Test
  @Hostile("H27")
  void aFloodOfRequestsIsReadAtTheRateOfItsPeerAndNothingIsLost() throws Exception {
    int rate = 100;
    int flood = 250;
    try (TestNode node = node(limits(Duration.ZERO, rate))) {
      Peer peer = new Peer(node);
      ByteString large = Echo.request("x".repeat(4096)).toByteString();
      long begun = System.nanoTime();
      for (int i = 0; i < flood; i++) {
        // Large, as what one read brings is taken as a whole.
        peer.send(request("r" + i).setPayload(large));
      }
      await().atMost(TestNode.PATIENCE).until(() -> peer.answered.size() == flood);
      // A second's worth at once, then as the rate has it.
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(500));
      peer.socket.abort();
    }
  }

  @Test
  @Hostile("H28")
  void callsThatNobodyAnswersAreBounded() throws Exception {
    HeldEcho held = new HeldEcho();
    try (TestNode silent =
            server.node().type("acme:Silent:1.0.0").echo(held).build().startAndWait();
        TestNode caller = node(limits(Duration.ZERO, 0))) {
      for (int i = 0; i < 3; i++) {
        caller
            .context()
            .callAsync(Dest.peer(silent.id()), Echo.METHOD, Echo.request("x"))
            .exceptionally(thrown -> null);
      }
      ActrException tooMany =
          catchThrowableOfType(
              ActrException.class,
              () -> caller.context().call(Dest.peer(silent.id()), Echo.METHOD, Echo.request("x")));
      assertThat(tooMany.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
      assertThat(tooMany).hasMessageContaining("too many calls");
      held.release();
    }
  }

  @Test
  @Hostile("H29")
  void aRouteKeyThatForgesALineOfTheLogComesBackHarmless() throws Exception {
    try (TestNode node = node(limits(Duration.ZERO, 0));
        LogRecords log = new LogRecords("dev.actr")) {
      RpcEnvelope answer = new Peer(node).send(request("1").setRouteKey(INJECTION)).answer();
      assertThat(answer.getError().getCode()).isEqualTo(ErrorKind.UNKNOWN_ROUTE.wireCode());
      assertThat(answer.getError().getMessage())
          .contains("x\\r\\n2026")
          .doesNotContain("\n")
          .doesNotContain("\u001b")
          .doesNotContain("\u202e");
      assertThat(log.with("\nforged")).isEmpty();
      assertThat(log.with("\n2026-01-01")).isEmpty();
    }
  }

  @Test
  @Hostile("H30")
  void anErrorOfAPeerThatForgesALineOfTheLogArrivesHarmless() throws Exception {
    try (TestNode liar =
            server
                .node()
                .type("acme:Liar:1.0.0")
                .echo(
                    (request, context) -> {
                      throw new IllegalStateException(INJECTION);
                    })
                .build()
                .startAndWait();
        TestNode caller = node(limits(Duration.ZERO, 0))) {
      ActrException failure =
          catchThrowableOfType(
              ActrException.class,
              () -> caller.context().call(Dest.peer(liar.id()), Echo.METHOD, Echo.request("x")));
      assertThat(failure.toString())
          .contains("x\\r\\n2026")
          .doesNotContain("\n")
          .doesNotContain("\u001b");
    }
  }

  @Test
  @Hostile("H31")
  void aRequestWithoutPayloadIsAnsweredAsADecodeFailure() throws Exception {
    try (TestNode node = node(limits(Duration.ZERO, 0))) {
      assertThat(new Peer(node).send(request("1").clearPayload()).answer().getError().getCode())
          .isEqualTo(ErrorKind.DECODE_FAILURE.wireCode());
    }
  }

  @Test
  @Hostile("H32")
  void aPayloadThatIsNoMessageOfItsMethodIsADecodeFailure() throws Exception {
    try (TestNode node = node(limits(Duration.ZERO, 0))) {
      ByteString garbage = ByteString.copyFrom(new byte[] {(byte) 0xff, (byte) 0xff});
      assertThat(
              new Peer(node).send(request("1").setPayload(garbage)).answer().getError().getCode())
          .isEqualTo(ErrorKind.DECODE_FAILURE.wireCode());
    }
  }

  @Test
  @Hostile("H33")
  void aDeadlineBeyondAllTimeIsADeadlineLikeAnother() throws Exception {
    try (TestNode node = node(limits(Duration.ZERO, 0))) {
      RpcEnvelope answer = new Peer(node).send(request("1").setTimeoutMs(Long.MAX_VALUE)).answer();
      assertThat(EchoResponse.parseFrom(answer.getPayload()).getReply()).isEqualTo("x");
    }
  }

  @Test
  @Hostile("H34")
  void aRequestIdOfAMegabyteIsAnsweredAndLoggedNowhere() throws Exception {
    try (TestNode node = node(limits(Duration.ZERO, 0));
        LogRecords log = new LogRecords("dev.actr")) {
      String id = "i".repeat(1_000_000);
      assertThat(new Peer(node).send(request(id)).answer().getRequestId()).isEqualTo(id);
      assertThat(log.with("i".repeat(20))).isEmpty();
    }
  }

  /** A peer that cannot be told from the network answers for nobody but itself. */
  @Test
  @Hostile("H35")
  void aResponseToSomebodyElsesCallIsDropped() throws Exception {
    CompletableFuture<String> called = new CompletableFuture<>();
    CompletableFuture<Void> release = new CompletableFuture<>();
    try (TestNode callee =
            server
                .node()
                .type("acme:Callee:1.0.0")
                .echo(
                    (request, context) -> {
                      called.complete(context.requestId());
                      release.get();
                      return Echo.response("genuine");
                    })
                .build()
                .startAndWait();
        TestNode node = node(limits(Duration.ZERO, 0))) {
      CompletableFuture<EchoResponse> answer =
          node.context()
              .callAsync(Dest.peer(callee.id()), Echo.METHOD, Echo.request("x"))
              .toCompletableFuture();
      Peer peer = new Peer(node);
      peer.send(
          RpcEnvelope.newBuilder()
              .setRouteKey(Echo.METHOD.routeKey())
              .setRequestId(called.get(20, TimeUnit.SECONDS))
              .setDirection(Direction.DIRECTION_RESPONSE)
              .setPayload(Echo.response("forged").toByteString())
              .setTimeoutMs(0));
      // What is answered has come after the forged response.
      assertThat(peer.send(request("mine")).answer().getRequestId()).isEqualTo("mine");
      assertThat(answer).isNotDone();
      release.complete(null);
      assertThat(answer.get(20, TimeUnit.SECONDS).getReply()).isEqualTo("genuine");
    }
  }

  @Test
  @Hostile("H36")
  void anActorWhoseVersionForgesALineOfTheLogCannotRegister() throws Exception {
    ActrType forged = new ActrType("acme", "Echo", "1\r\nINFO forged");
    CompletionException failure =
        catchThrowableOfType(
            CompletionException.class,
            () ->
                new AisClient(HttpClient.newHttpClient()::sendAsync, server.get().aisUri())
                    .register(
                        forged,
                        new Realm(1001),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty())
                    .join());
    ActrException refused = ActrException.of(failure);
    assertThat(refused.kind()).isEqualTo(ErrorKind.INVALID_ARGUMENT);
    assertThat(refused).hasMessageContaining("no log can show");
  }

  @Test
  @Hostile("H37")
  void aCallToAnActorThatWasNeverThereIsNotFound() throws Exception {
    try (TestNode node = node(limits(Duration.ZERO, 0))) {
      ActrId nobody = ActrId.parse("dead@1001/acme:Nobody:1.0.0");
      RpcMethod<EchoRequest, EchoResponse> method = Echo.METHOD;
      ActrException failure =
          catchThrowableOfType(
              ActrException.class,
              () -> node.context().call(Dest.peer(nobody), method, Echo.request("x")));
      assertThat(failure.kind()).isEqualTo(ErrorKind.NOT_FOUND);
    }
  }
}
