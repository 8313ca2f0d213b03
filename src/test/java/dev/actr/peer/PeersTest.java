package dev.actr.peer;

import static dev.actr.peer.PeersFixture.A;
import static dev.actr.peer.PeersFixture.B;
import static dev.actr.peer.PeersFixture.awaitSent;
import static dev.actr.peer.PeersFixture.envelope;
import static dev.actr.peer.PeersFixture.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.ErrorKind;
import dev.actr.PayloadType;
import dev.actr.wire.Envelopes;
import dev.actr.wire.proto.PackageProtos.RpcEnvelope;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PeersTest {

  private final PeersFixture node = new PeersFixture();

  @AfterEach
  void close() {
    node.close();
  }

  private static RpcEnvelope response(String id, int payload) {
    return Envelopes.response(
        Envelopes.request(envelope(id), PeersFixture.TIMEOUT), new byte[] {(byte) payload});
  }

  private static byte[] result(CompletableFuture<byte[]> call) throws Exception {
    return call.get(20, TimeUnit.SECONDS);
  }

  /** An open link, with a call under way on it. */
  private TestLink connect(ActrId peer) {
    int before = node.dials.size();
    node.call(peer, "connecting " + peer);
    TestLink link = node.dial(before + 1).succeed();
    awaitSent(link, 1);
    return link;
  }

  @Test
  void firstCallsAtTheSameTimeShareOneConnection() throws Exception {
    ExecutorService callers = Executors.newFixedThreadPool(8);
    try {
      List<CompletableFuture<CompletableFuture<byte[]>>> calls =
          IntStream.range(0, 50)
              .mapToObj(i -> CompletableFuture.supplyAsync(() -> node.call(A, "" + i), callers))
              .toList();
      TestLink link = node.dial(1).succeed();
      awaitSent(link, 50);
      assertThat(node.dials).hasSize(1);
      for (int i = 0; i < 50; i++) {
        node.peers.response(link, response("" + i, i));
        assertThat(result(calls.get(i).get())).containsExactly(i);
      }
    } finally {
      callers.shutdownNow();
    }
  }

  @Test
  void messagesLeaveInTheOrderTheyCameAlsoWhileConnecting() {
    List<String> ids = IntStream.range(0, 50).mapToObj(String::valueOf).toList();
    ids.forEach(id -> node.call(A, id));
    TestLink link = node.dial(1).succeed();
    awaitSent(link, 50);
    assertThat(link.requestIds()).isEqualTo(ids);
  }

  @Test
  void aConnectionIsUsedAgainUntilItIsClosed() {
    TestLink first = connect(A);
    node.call(A, "again");
    awaitSent(first, 2);
    first.close();
    node.call(A, "anew");
    TestLink second = node.dial(2).succeed();
    awaitSent(second, 1);
    assertThat(second.requestIds()).containsExactly("anew");
  }

  @Test
  void eachPeerHasAConnectionOfItsOwn() {
    TestLink a = connect(A);
    TestLink b = connect(B);
    node.call(A, "to a");
    node.call(B, "to b");
    awaitSent(a, 2);
    awaitSent(b, 2);
    assertThat(a.requestIds()).endsWith("to a");
    assertThat(b.requestIds()).endsWith("to b");
  }

  @Test
  void responsesFindTheirCallsInAnyOrder() throws Exception {
    TestLink link = connect(A);
    CompletableFuture<byte[]> first = node.call(A, "1");
    CompletableFuture<byte[]> second = node.call(A, "2");
    node.peers.response(link, response("2", 22));
    node.peers.response(link, response("1", 11));
    assertThat(result(first)).containsExactly(11);
    assertThat(result(second)).containsExactly(22);
  }

  @Test
  void aResponseMayComeOnAnotherConnectionOfThePeer() throws Exception {
    connect(A);
    CompletableFuture<byte[]> call = node.call(A, "1");
    TestLink inbound = new TestLink(A);
    node.peers.accepted(inbound, Instant.MAX);
    node.peers.response(inbound, response("1", 11));
    assertThat(result(call)).containsExactly(11);
  }

  @Test
  void aResponseOfAnotherPeerIsDropped() throws Exception {
    TestLink a = connect(A);
    TestLink b = connect(B);
    CompletableFuture<byte[]> call = node.call(A, "1");
    node.peers.response(b, response("1", 66));
    assertThat(call).isNotDone();
    node.peers.response(a, response("1", 11));
    assertThat(result(call)).containsExactly(11);
  }

  @Test
  void onlyTheFirstOfTwoResponsesCounts() throws Exception {
    TestLink link = connect(A);
    CompletableFuture<byte[]> call = node.call(A, "1");
    node.peers.response(link, response("1", 11));
    node.peers.response(link, response("1", 12));
    assertThat(result(call)).containsExactly(11);
  }

  @Test
  void aLateResponseDoesNotCompleteANewerCall() throws Exception {
    TestLink link = connect(A);
    CompletableFuture<byte[]> late = node.call(A, "late");
    node.timer.elapse(PeersFixture.TIMEOUT.toMillis());
    assertThat(failure(late).kind()).isEqualTo(ErrorKind.TIMED_OUT);

    CompletableFuture<byte[]> newer = node.call(A, "newer");
    node.peers.response(link, response("late", 1));
    assertThat(newer).isNotDone();
    node.peers.response(link, response("newer", 2));
    assertThat(result(newer)).containsExactly(2);
    assertThat(link.isOpen()).isTrue();
  }

  @Test
  void aResponseThatIsNeitherResultNorErrorIsADecodeFailure() {
    TestLink link = connect(A);
    CompletableFuture<byte[]> call = node.call(A, "1");
    node.peers.response(link, response("1", 1).toBuilder().clearPayload().build());
    assertThat(failure(call).kind()).isEqualTo(ErrorKind.DECODE_FAILURE);
  }

  @Test
  void theEndOfAnOldConnectionDoesNotHarmItsSuccessor() throws Exception {
    TestLink old = connect(A);
    old.close();
    CompletableFuture<byte[]> call = node.call(A, "1");
    TestLink next = node.dial(2).succeed();
    awaitSent(next, 1);
    node.peers.closed(old);
    node.call(A, "2");
    awaitSent(next, 3);
    node.peers.response(next, response("1", 1));
    assertThat(result(call)).containsExactly(1);
  }

  @Test
  void tellsAreHandedOverAndWaitForNoResponse() throws Exception {
    TestLink link = connect(A);
    link.outcome = new CompletableFuture<>();
    CompletableFuture<Void> told =
        node.peers.tell(A, PayloadType.RPC_SIGNAL, envelope("1"), PeersFixture.TIMEOUT);
    awaitSent(link, 2);
    assertThat(told).isNotDone();
    link.outcome.complete(null);
    told.get(20, TimeUnit.SECONDS);
    assertThat(link.lanes).endsWith(PayloadType.RPC_SIGNAL);
  }

  // The way back.

  private IncomingRequest receive(PeerLink link, String id) {
    RpcEnvelope request = Envelopes.request(envelope(id), PeersFixture.TIMEOUT);
    node.peers.request(link, PayloadType.RPC_SIGNAL, request, request.toByteArray());
    return node.requests.get(node.requests.size() - 1);
  }

  @Test
  void aRequestIsAnsweredOnTheConnectionItCameOn() {
    TestLink first = new TestLink(A);
    TestLink second = new TestLink(A);
    node.peers.accepted(first, Instant.MAX);
    IncomingRequest request = receive(first, "1");
    node.peers.accepted(second, Instant.MAX);
    request.succeed(new byte[] {1});

    assertThat(first.sent).containsExactly(response("1", 1));
    assertThat(first.lanes).containsExactly(PayloadType.RPC_RELIABLE);
    assertThat(second.sent).isEmpty();
  }

  @Test
  void whereItHasGoneTheNewestConnectionOfThePeerIsUsed() {
    TestLink first = new TestLink(A);
    node.peers.accepted(first, Instant.MAX);
    IncomingRequest request = receive(first, "1");
    first.close();
    node.peers.closed(first);
    TestLink second = new TestLink(A);
    node.peers.accepted(second, Instant.MAX);
    TestLink other = new TestLink(B);
    node.peers.accepted(other, Instant.MAX);
    request.fail(new ActrException(ErrorKind.NOT_FOUND, "gone"));

    assertThat(first.sent).isEmpty();
    assertThat(second.requestIds()).containsExactly("1");
    assertThat(other.sent).isEmpty();
  }

  @Test
  void aResponseThatIsTooLargeBecomesAnError() throws Exception {
    TestLink link = new TestLink(A);
    node.peers.accepted(link, Instant.MAX);
    link.outcome = TestLink.failed(ErrorKind.INVALID_ARGUMENT);
    receive(link, "1").succeed(new byte[] {1});
    assertThat(link.sent).hasSize(2);
    assertThat(((RpcEnvelope) link.sent.get(1)).hasError()).isTrue();
    assertThat(node.tooLong).hasSize(1);
  }

  @Test
  void aResponseThatCannotBeSentIsNotSentAgain() {
    TestLink link = new TestLink(A);
    node.peers.accepted(link, Instant.MAX);
    link.outcome = TestLink.failed(ErrorKind.UNAVAILABLE);
    receive(link, "1").succeed(new byte[] {1});
    assertThat(link.sent).hasSize(1);
    assertThat(node.timer.delays())
        .containsExactly(PeerLimits.DEFAULT.credentialGrace().toMillis());
  }

  // The end.

  @Test
  void closingFailsCallsAndClosesConnections() {
    TestLink outbound = connect(A);
    TestLink inbound = new TestLink(B);
    node.peers.accepted(inbound, Instant.MAX);
    CompletableFuture<byte[]> call = node.call(A, "1");
    node.peers.close().orTimeout(20, TimeUnit.SECONDS).join();

    assertThat(failure(call).kind()).isEqualTo(ErrorKind.UNAVAILABLE);
    assertThat(outbound.isOpen()).isFalse();
    assertThat(inbound.isOpen()).isFalse();
    assertThat(failure(node.call(A, "2"))).hasMessageContaining("stopped");
    assertThat(failure(node.call(B, "3"))).hasMessageContaining("stopped");
  }

  @Test
  void aConnectionThatOpensAfterTheEndIsClosed() {
    CompletableFuture<byte[]> call = node.call(A, "1");
    PeersFixture.Dial dial = node.dial(1);
    node.peers.close().orTimeout(20, TimeUnit.SECONDS).join();
    assertThat(failure(call).kind()).isEqualTo(ErrorKind.UNAVAILABLE);
    TestLink link = dial.succeed();
    assertThat(link.isOpen()).isFalse();
    assertThat(link.sent).isEmpty();
  }

  @Test
  void afterAResetCallsGoOverNewConnections() {
    TestLink old = connect(A);
    node.peers.reset().orTimeout(20, TimeUnit.SECONDS).join();
    assertThat(old.isOpen()).isFalse();
    node.call(A, "1");
    awaitSent(node.dial(2).succeed(), 1);
  }
}
