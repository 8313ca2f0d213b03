package dev.actr.peer;

import static dev.actr.peer.PeersFixture.A;
import static dev.actr.peer.PeersFixture.B;
import static dev.actr.peer.PeersFixture.TIMEOUT;
import static dev.actr.peer.PeersFixture.awaitSent;
import static dev.actr.peer.PeersFixture.envelope;
import static dev.actr.peer.PeersFixture.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.ActrException;
import dev.actr.DataChunk;
import dev.actr.ErrorKind;
import dev.actr.PayloadType;
import dev.actr.wire.Envelopes;
import dev.actr.wire.proto.PackageProtos.RpcEnvelope;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of calls under way when their link ends, and of new ones while it is restored. */
class LostLinkTest {

  private final PeersFixture node = new PeersFixture();

  @AfterEach
  void close() {
    node.close();
  }

  private static RpcEnvelope response(String id) {
    return Envelopes.response(Envelopes.request(envelope(id), TIMEOUT), new byte[] {7});
  }

  /** The next link, with one message sent on it. */
  private TestLink connect(int dial) {
    TestLink link = node.dial(dial).succeed();
    awaitSent(link, 1);
    return link;
  }

  private void end(TestLink link) {
    link.close();
    node.peers.closed(link);
  }

  @Test
  void aCallUnderWayIsSentAgainAtOnceWithItsIdAndTheFirstResponseCounts() throws Exception {
    CompletableFuture<byte[]> call = node.call(A, "1");
    TestLink first = connect(1);
    end(first);
    TestLink second = connect(2);
    assertThat(second.sent).isEqualTo(first.sent);
    node.peers.response(second, response("1"));
    assertThat(call.get(20, TimeUnit.SECONDS)).containsExactly(7);
  }

  @Test
  void callsOfOtherLinksAreLeftAlone() throws Exception {
    node.call(A, "1");
    TestLink a = connect(1);
    node.call(B, "2");
    TestLink b = connect(2);
    end(a);
    awaitSent(node.dial(3).succeed(), 1);
    assertThat(node.dial(3).peer()).isEqualTo(A);
    assertThat(b.sent).hasSize(1);
  }

  @Test
  void aLinkWhoseEndIsToldTwiceHasItsCallsSentAgainOnce() {
    node.call(A, "1");
    TestLink first = connect(1);
    end(first);
    node.peers.closed(first);
    TestLink second = connect(2);
    node.call(A, "2");
    awaitSent(second, 2);
    assertThat(second.requestIds()).containsExactly("1", "2");
  }

  /** The peer would not know it again, and handle it twice. */
  @Test
  void whatThePeerMayHaveForgottenIsNotSentAgain() {
    CompletableFuture<byte[]> call = node.call(A, "1");
    TestLink first = connect(1);
    node.now.set(Duration.ofSeconds(26).toNanos());
    end(first);
    assertThat(failure(call).kind()).isEqualTo(ErrorKind.UNAVAILABLE);
    assertThat(node.dials).hasSize(1);
  }

  @Test
  void aNewLinkThatComesTooLateForItDoesNotGetIt() {
    CompletableFuture<byte[]> call = node.call(A, "1");
    end(connect(1));
    PeersFixture.Dial late = node.dial(2);
    node.now.set(Duration.ofSeconds(26).toNanos());
    TestLink link = late.succeed();
    assertThat(failure(call).kind()).isEqualTo(ErrorKind.UNAVAILABLE);
    assertThat(link.sent).isEmpty();
  }

  @Test
  void linksThatEndAgainAndAgainEndTheCallAfterTheAttemptsOfItsLane() {
    CompletableFuture<byte[]> call = node.call(A, PayloadType.RPC_SIGNAL, "1");
    end(connect(1));
    end(connect(2));
    assertThat(failure(call).kind()).isEqualTo(ErrorKind.UNAVAILABLE);
    assertThat(node.dials).hasSize(2);
  }

  @Test
  void aPeerThatHasGoneForGoodIsUnavailableToThoseItWasThereFor() {
    CompletableFuture<byte[]> call = node.call(A, "1");
    TestLink link = connect(1);
    end(link);
    node.dial(2).fail(ErrorKind.NOT_FOUND);
    assertThat(failure(call).kind()).isEqualTo(ErrorKind.UNAVAILABLE);
  }

  /** Under another identity it would be another request to the peer. */
  @Test
  void aResetEndsCallsUnderWay() {
    CompletableFuture<byte[]> call = node.call(A, "1");
    TestLink link = connect(1);
    node.peers.reset();
    node.peers.closed(link);
    assertThat(failure(call).kind()).isEqualTo(ErrorKind.UNAVAILABLE);
    assertThat(node.dials).hasSize(1);
  }

  @Test
  void nothingNewIsSentWhileTheLinkIsNotReadyAndAllAreToldAtOnce() {
    CompletableFuture<byte[]> under = node.call(A, "1");
    TestLink link = connect(1);
    link.notReady = Optional.of(ActrException.notReady("on purpose", Duration.ofSeconds(3)));
    ActrException refused = failure(node.call(A, "2"));
    assertThat(refused.kind()).isEqualTo(ErrorKind.CONNECTION_NOT_READY);
    assertThat(refused.retryAfter()).contains(Duration.ofSeconds(3));
    assertThat(failure(node.peers.tell(A, PayloadType.RPC_RELIABLE, envelope("3"), TIMEOUT)).kind())
        .isEqualTo(ErrorKind.CONNECTION_NOT_READY);
    DataChunk chunk = new DataChunk("s", 1, new byte[0]);
    assertThat(failure(node.peers.sendChunk(A, PayloadType.STREAM_RELIABLE, chunk, TIMEOUT)).kind())
        .isEqualTo(ErrorKind.CONNECTION_NOT_READY);
    assertThat(under).isNotDone();

    link.notReady = Optional.empty();
    node.call(A, "4");
    awaitSent(link, 2);
    assertThat(link.requestIds()).containsExactly("1", "4");
  }
}
