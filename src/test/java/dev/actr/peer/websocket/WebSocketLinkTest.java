package dev.actr.peer.websocket;

import static dev.actr.signaling.ScriptedSignaling.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.ErrorKind;
import dev.actr.PayloadType;
import dev.actr.RpcEnvelope;
import dev.actr.identity.Identities;
import dev.actr.identity.Identity;
import dev.actr.identity.PeerVerifier;
import dev.actr.net.IoLoops;
import dev.actr.net.WebSocketClient;
import dev.actr.net.WebSocketLimits;
import dev.actr.net.tls.Tls;
import dev.actr.peer.PeerLimits;
import dev.actr.peer.PeerLink;
import dev.actr.peer.PeerReceiver;
import dev.actr.wire.Envelopes;
import dev.actr.wire.proto.PackageProtos;
import dev.actr.wire.proto.PackageProtos.DataChunk;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One connection between two nodes, whose ends a test holds in its hands. */
class WebSocketLinkTest {

  private static final WebSocketLimits LIMITS = WebSocketLimits.ofMessage(64 * 1024);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private static final Identity DIALLER = Identities.of("1@1001/acme:Dialler:1.0.0");
  private static final ActrId LISTENER = ActrId.parse("2@1001/acme:Listener:1.0.0");

  private final IoLoops loops = new IoLoops();
  private final IoLoops loopsOfDialler = new IoLoops();
  private final RecordingEvents listening = new RecordingEvents();
  private final RecordingEvents dialling = new RecordingEvents();
  private final Receiver served = new Receiver();
  private final Receiver answered = new Receiver();
  private WebSocketListener listener;
  private PeerLink link;

  /** Takes what comes, and lets the sender go on when the test says so. */
  private static final class Receiver implements PeerReceiver {

    final List<String> received = new CopyOnWriteArrayList<>();
    final List<PeerLink> accepted = new CopyOnWriteArrayList<>();
    final List<Instant> expiries = new CopyOnWriteArrayList<>();
    final CompletableFuture<PeerLink> closed = new CompletableFuture<>();
    final List<CompletableFuture<Void>> rooms = new CopyOnWriteArrayList<>();
    volatile boolean full;
    volatile CountDownLatch busy = new CountDownLatch(0);
    volatile String latest;

    private CompletionStage<Void> take(String what) {
      latest = what;
      try {
        busy.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      CompletableFuture<Void> room = new CompletableFuture<>();
      if (full && !what.isEmpty()) {
        rooms.add(room);
      } else {
        room.complete(null);
      }
      received.add(what);
      return room;
    }

    @Override
    public CompletionStage<Void> request(
        PeerLink link, PayloadType lane, PackageProtos.RpcEnvelope envelope, byte[] encoded) {
      return take(envelope.getRequestId());
    }

    @Override
    public void response(PeerLink link, PackageProtos.RpcEnvelope envelope) {
      received.add("response " + envelope.getRequestId());
    }

    @Override
    public void refused(PeerLink link, String requestId, ActrException reason) {
      received.add("refused " + requestId);
    }

    @Override
    public CompletionStage<Void> chunk(PeerLink link, PayloadType lane, DataChunk chunk) {
      return take("chunk " + chunk.getStreamId());
    }

    @Override
    public void accepted(PeerLink link, Instant expiry) {
      accepted.add(link);
      expiries.add(expiry);
    }

    @Override
    public void shown(PeerLink link, Instant expiry) {
      throw new AssertionError("nothing is shown on an open WebSocket");
    }

    @Override
    public void closed(PeerLink link) {
      closed.complete(link);
    }
  }

  @BeforeEach
  void connect() throws Exception {
    PeerVerifier verifier =
        new PeerVerifier(id -> CompletableFuture.failedFuture(null), Clock.systemUTC());
    verifier.trust(DIALLER);
    listener =
        new WebSocketListener(
            LIMITS, PeerLimits.DEFAULT, Tls.jvmDefault(), verifier, () -> true, served, listening);
    int port = listener.bind(loops, "127.0.0.1", 0).get();
    link =
        new WebSocketDialler(
                new WebSocketClient(loopsOfDialler, Runnable::run),
                LIMITS,
                Duration.ZERO,
                () -> DIALLER,
                dialling)
            .dial(LISTENER, URI.create("ws://127.0.0.1:" + port), answered)
            .get(20, TimeUnit.SECONDS);
    await().until(() -> !served.accepted.isEmpty());
  }

  @AfterEach
  void close() {
    link.close().join();
    listener.stop().join();
    loops.close();
    loopsOfDialler.close();
  }

  private static PackageProtos.RpcEnvelope request(String id) {
    return request(id, 0);
  }

  private static PackageProtos.RpcEnvelope request(String id, int size) {
    return Envelopes.request(
        new RpcEnvelope("a.B.C", new byte[size], id, Optional.empty(), Optional.empty()), TIMEOUT);
  }

  private void send(String id) {
    link.send(PayloadType.RPC_RELIABLE, request(id)).orTimeout(20, TimeUnit.SECONDS).join();
  }

  @Test
  void bothEndsKnowEachOther() {
    assertThat(link.peer()).isEqualTo(LISTENER);
    assertThat(served.accepted.get(0).peer()).isEqualTo(DIALLER.id());
    assertThat(answered.accepted).isEmpty();
    assertThat(dialling.events).containsExactly("connecting", "connected");
    assertThat(listening.events).containsExactly("connecting", "connected");
  }

  @Test
  void requestsArriveInOrderAndResponsesComeBack() {
    List<String> ids = IntStream.range(0, 200).mapToObj(String::valueOf).toList();
    ids.forEach(id -> link.send(PayloadType.RPC_RELIABLE, request(id)));
    await().until(() -> served.received.size() == 200);
    assertThat(served.received).isEqualTo(ids);

    served
        .accepted
        .get(0)
        .send(PayloadType.RPC_RELIABLE, Envelopes.response(request("7"), new byte[0]));
    await().until(() -> answered.received.equals(List.of("response 7")));
  }

  /** Nodes of other make do not expect them there either. */
  @Test
  void whoAcceptedTheConnectionSendsOnlyResponsesOnIt() {
    PeerLink back = served.accepted.get(0);
    back.send(PayloadType.RPC_RELIABLE, request("wrong way"));
    back.send(
        PayloadType.STREAM_RELIABLE,
        DataChunk.newBuilder()
            .setStreamId("wrong way")
            .setSequence(0)
            .setPayload(ByteString.EMPTY)
            .build());
    back.send(PayloadType.RPC_SIGNAL, Envelopes.response(request("right way"), new byte[0]));
    await().until(() -> answered.received.contains("response right way"));
    assertThat(answered.received).hasSize(1);
    assertThat(link.isOpen()).isTrue();
  }

  @Test
  void aFullReceiverStopsTheConnectionUntilItHasRoom() {
    served.full = true;
    send("first");
    await().until(() -> served.rooms.size() == 1);
    send("second");
    await()
        .during(Duration.ofMillis(200))
        .untilAsserted(() -> assertThat(served.received).containsExactly("first"));

    served.full = false;
    served.rooms.get(0).complete(null);
    await().until(() -> served.received.size() == 2);
  }

  /** Several queues may be full at a time, those of requests and of streams. */
  @Test
  void theConnectionStaysStoppedUntilAllWhoAreFullHaveRoom() {
    served.full = true;
    served.busy = new CountDownLatch(1);
    send("");
    await().until(() -> "".equals(served.latest));
    // While the receiver is busy, so that they are read at once.
    send("first");
    send("second");
    served.busy.countDown();
    await().until(() -> served.rooms.size() == 2);
    send("third");

    served.rooms.get(0).complete(null);
    await()
        .during(Duration.ofMillis(200))
        .untilAsserted(() -> assertThat(served.received).containsExactly("", "first", "second"));

    served.full = false;
    served.rooms.get(1).complete(null);
    await().until(() -> served.received.contains("third"));
  }

  @Test
  void aMessageAboveTheLimitIsNotSentAndHarmsNothing() {
    CompletionException failure =
        catchThrowableOfType(
            CompletionException.class,
            () -> link.send(PayloadType.RPC_RELIABLE, request("large", 64 * 1024)).join());
    assertThat(((ActrException) failure.getCause()).kind()).isEqualTo(ErrorKind.INVALID_ARGUMENT);
    send("small");
    await().until(() -> served.received.equals(List.of("small")));
  }

  @Test
  void closingIsSeenAtBothEndsOnce() throws Exception {
    link.close().get(20, TimeUnit.SECONDS);
    link.close().get(20, TimeUnit.SECONDS);
    assertThat(answered.closed.get(20, TimeUnit.SECONDS)).isSameAs(link);
    assertThat(served.closed.get(20, TimeUnit.SECONDS)).isSameAs(served.accepted.get(0));
    await().until(() -> listening.events.size() == 3 && dialling.events.size() == 3);
    assertThat(dialling.events).endsWith("disconnected");
    assertThat(listening.events).endsWith("disconnected");
    assertThat(link.isOpen()).isFalse();
  }

  @Test
  void sendingOnAClosedConnectionFailsAsRetryable() throws Exception {
    link.close().get(20, TimeUnit.SECONDS);
    CompletionException failure =
        catchThrowableOfType(
            CompletionException.class,
            () ->
                link.send(PayloadType.RPC_RELIABLE, request("late"))
                    .orTimeout(20, TimeUnit.SECONDS)
                    .join());
    assertThat(((ActrException) failure.getCause()).kind()).isEqualTo(ErrorKind.UNAVAILABLE);
  }
}
