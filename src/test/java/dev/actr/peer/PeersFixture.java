package dev.actr.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.DataChunk;
import dev.actr.ErrorKind;
import dev.actr.PayloadType;
import dev.actr.RpcEnvelope;
import dev.actr.identity.Identities;
import dev.actr.signaling.ScriptedSignaling;
import dev.actr.signaling.TestClient;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The peers of one node, with connections and a clock of the test's, and real discovery. */
final class PeersFixture implements AutoCloseable {

  static final ActrId A = ActrId.parse("a@1001/acme:Echo:1.0.0");
  static final ActrId B = ActrId.parse("b@1001/acme:Echo:1.0.0");
  static final Duration TIMEOUT = Duration.ofSeconds(33);

  /** A connection that is being opened. */
  record Dial(ActrId peer, URI address, CompletableFuture<PeerLink> link) {

    TestLink succeed() {
      TestLink open = new TestLink(peer);
      link.complete(open);
      return open;
    }

    void fail(ErrorKind kind) {
      link.completeExceptionally(new ActrException(kind, "on purpose"));
    }
  }

  final ScriptedSignaling server = new ScriptedSignaling();
  final TestClient signaling = TestClient.connected(server, Identities.of("1@1001/acme:Me:1.0.0"));
  final ManualTimer timer = new ManualTimer();
  final List<Dial> dials = new CopyOnWriteArrayList<>();
  final List<IncomingRequest> requests = new CopyOnWriteArrayList<>();
  final AddressBook addresses = new AddressBook(signaling.client);
  final AtomicLong now = new AtomicLong();
  final Peers peers =
      new Peers(
          new Transports(addresses, this::dial, Optional.empty(), timer),
          timer,
          new Requests(),
          PeerLimits.DEFAULT,
          addresses,
          Clock.systemUTC(),
          now::get);

  PeersFixture() {
    server.candidate(A, "ws://a:1");
    server.candidate(B, "ws://b:1");
  }

  private CompletableFuture<PeerLink> dial(ActrId peer, URI address, PeerReceiver receiver) {
    Dial dial = new Dial(peer, address, new CompletableFuture<>());
    dials.add(dial);
    return dial.link();
  }

  /** What was told of responses that were too long. */
  final List<ActrException> tooLong = new CopyOnWriteArrayList<>();

  private final class Requests implements Inbox {

    @Override
    public CompletionStage<Void> request(IncomingRequest request) {
      requests.add(request);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void responseTooLong(ActrException failure) {
      tooLong.add(failure);
    }

    @Override
    public CompletionStage<Void> chunk(ActrId sender, PayloadType lane, DataChunk chunk) {
      throw new AssertionError("no chunks here");
    }
  }

  static RpcEnvelope envelope(String id) {
    return new RpcEnvelope("a.B.C", new byte[] {1}, id, Optional.empty(), Optional.empty());
  }

  CompletableFuture<byte[]> call(ActrId peer, String id) {
    return call(peer, PayloadType.RPC_RELIABLE, id);
  }

  CompletableFuture<byte[]> call(ActrId peer, PayloadType lane, String id) {
    return peers.call(peer, lane, envelope(id), TIMEOUT);
  }

  /** The attempt to connect with this number, from 1, once it is there. */
  Dial dial(int number) {
    ScriptedSignaling.await().until(() -> dials.size() >= number);
    return dials.get(number - 1);
  }

  /** Waits for a retry after this many milliseconds and lets the time pass. */
  void elapse(long millis) {
    ScriptedSignaling.await().until(() -> timer.delays().contains(millis));
    timer.elapse(millis);
  }

  /** Waits until a link has been given so many messages. */
  static void awaitSent(TestLink link, int messages) {
    ScriptedSignaling.await().until(() -> link.sent.size() == messages);
  }

  static ActrException failure(CompletableFuture<?> call) {
    ExecutionException failure =
        catchThrowableOfType(ExecutionException.class, () -> call.get(20, TimeUnit.SECONDS));
    assertThat(failure.getCause()).isInstanceOf(ActrException.class);
    return (ActrException) failure.getCause();
  }

  @Override
  public void close() {
    peers.close();
    signaling.close();
    server.close();
    timer.shutdownNow();
  }
}
