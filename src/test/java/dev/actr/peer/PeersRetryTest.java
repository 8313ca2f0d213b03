package dev.actr.peer;

import static dev.actr.peer.PeersFixture.A;
import static dev.actr.peer.PeersFixture.TIMEOUT;
import static dev.actr.peer.PeersFixture.awaitSent;
import static dev.actr.peer.PeersFixture.envelope;
import static dev.actr.peer.PeersFixture.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.DataChunk;
import dev.actr.ErrorKind;
import dev.actr.PayloadType;
import dev.actr.signaling.ScriptedSignaling;
import dev.actr.wire.Envelopes;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of a message that cannot be handed over. */
class PeersRetryTest {

  private final PeersFixture node = new PeersFixture();

  @AfterEach
  void close() {
    node.close();
  }

  private CompletableFuture<?> send(PayloadType lane) {
    return lane.isRpc()
        ? node.call(A, lane, "1")
        : node.peers.sendChunk(A, lane, new DataChunk("s", 1, new byte[0]), TIMEOUT);
  }

  static Stream<Arguments> policies() {
    return Stream.of(
        Arguments.of(PayloadType.RPC_RELIABLE, List.of(1000, 2000, 4000, 5000)),
        Arguments.of(PayloadType.RPC_SIGNAL, List.of(500)),
        Arguments.of(PayloadType.STREAM_RELIABLE, List.of()),
        Arguments.of(PayloadType.STREAM_LATENCY_FIRST, List.of()));
  }

  @ParameterizedTest
  @MethodSource("policies")
  void eachLaneHasItsDelays(PayloadType lane, List<Integer> delays) {
    CompletableFuture<?> sending = send(lane);
    for (int i = 0; i < delays.size(); i++) {
      node.dial(i + 1).fail(ErrorKind.UNAVAILABLE);
      node.elapse(delays.get(i));
    }
    node.dial(delays.size() + 1).fail(ErrorKind.UNAVAILABLE);
    assertThat(failure(sending).kind()).isEqualTo(ErrorKind.UNAVAILABLE);
    assertThat(node.dials).hasSize(delays.size() + 1);
    assertThat(node.timer.delays()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = ErrorKind.class,
      names = {"UNAVAILABLE", "TIMED_OUT", "CONNECTION_NOT_READY"})
  void whatMayPassIsTriedAgain(ErrorKind kind) {
    CompletableFuture<byte[]> call = node.call(A, "1");
    node.dial(1).fail(kind);
    node.elapse(1000);
    awaitSent(node.dial(2).succeed(), 1);
    assertThat(call).isNotDone();
  }

  @ParameterizedTest
  @EnumSource(
      value = ErrorKind.class,
      names = {"UNAVAILABLE", "TIMED_OUT", "CONNECTION_NOT_READY"},
      mode = EnumSource.Mode.EXCLUDE)
  void whatDoesNotPassFailsAtOnce(ErrorKind kind) {
    CompletableFuture<byte[]> call = node.call(A, "1");
    node.dial(1).fail(kind);
    assertThat(failure(call).kind()).isEqualTo(kind);
    assertThat(node.timer.delays()).isEmpty();
  }

  @Test
  void aMessageIsSentAgainAsItWasAndNotAfterItsSuccess() throws Exception {
    CompletableFuture<byte[]> call = node.call(A, "1");
    PeersFixture.Dial dial = node.dial(1);
    TestLink link = new TestLink(A);
    link.outcome = TestLink.failed(ErrorKind.UNAVAILABLE);
    dial.link().complete(link);
    awaitSent(link, 1);
    link.outcome = CompletableFuture.completedFuture(null);
    node.elapse(1000);
    awaitSent(link, 2);

    assertThat(link.sent.get(1)).isEqualTo(link.sent.get(0));
    assertThat(link.requestIds()).containsExactly("1", "1");
    assertThat(node.timer.delays()).containsExactly(TIMEOUT.toMillis());
    node.peers.response(
        link, Envelopes.response(Envelopes.request(envelope("1"), TIMEOUT), new byte[] {9}));
    assertThat(call.get(20, TimeUnit.SECONDS)).containsExactly(9);
    assertThat(node.timer.delays()).isEmpty();
  }

  /** What was not handed over, the peer has not got: its connection's end is no reason to fail. */
  @Test
  void aMessageItsConnectionDiedUnderIsSentOnTheNext() {
    CompletableFuture<byte[]> call = node.call(A, "1");
    TestLink dying = new TestLink(A);
    dying.outcome = TestLink.failed(ErrorKind.UNAVAILABLE);
    node.dial(1).link().complete(dying);
    awaitSent(dying, 1);
    dying.close();
    node.peers.closed(dying);
    assertThat(call).isNotDone();

    node.elapse(1000);
    TestLink next = node.dial(2).succeed();
    awaitSent(next, 1);
    assertThat(next.requestIds()).containsExactly("1");
  }

  @Test
  void theDeadlineEndsTheAttempts() {
    CompletableFuture<byte[]> call = node.call(A, "1");
    node.dial(1).fail(ErrorKind.UNAVAILABLE);
    ScriptedSignaling.await().until(() -> node.timer.delays().contains(1000L));
    node.timer.elapse(TIMEOUT.toMillis());
    assertThat(failure(call).kind()).isEqualTo(ErrorKind.TIMED_OUT);

    node.elapse(1000);
    ScriptedSignaling.await()
        .during(Duration.ofMillis(100))
        .untilAsserted(() -> assertThat(node.dials).hasSize(1));
  }

  /** Who was told that it could not be sent may send it again. */
  @Test
  void aMessageThatNobodyWaitsForAnyMoreIsNotSent() {
    CompletableFuture<byte[]> call = node.call(A, "1");
    CompletableFuture<Void> told =
        node.peers.tell(A, PayloadType.RPC_RELIABLE, envelope("2"), TIMEOUT);
    PeersFixture.Dial dial = node.dial(1);
    node.timer.elapse(TIMEOUT.toMillis());
    assertThat(failure(call).kind()).isEqualTo(ErrorKind.TIMED_OUT);
    assertThat(failure(told).kind()).isEqualTo(ErrorKind.TIMED_OUT);

    TestLink link = dial.succeed();
    node.call(A, "3");
    awaitSent(link, 1);
    assertThat(link.requestIds()).containsExactly("3");
    assertThat(node.timer.delays()).containsExactly(TIMEOUT.toMillis());
  }

  @Test
  void closingEndsTheAttempts() {
    CompletableFuture<Void> told =
        node.peers.tell(A, PayloadType.RPC_RELIABLE, envelope("1"), TIMEOUT);
    node.dial(1).fail(ErrorKind.UNAVAILABLE);
    ScriptedSignaling.await().until(() -> node.timer.delays().contains(1000L));
    node.peers.close();
    node.elapse(1000);
    assertThat(failure(told).kind()).isEqualTo(ErrorKind.UNAVAILABLE);
    assertThat(node.dials).hasSize(1);
  }

  @Test
  void afterAFailedConnectionTheAddressIsAskedForAnew() {
    node.call(A, "1");
    node.dial(1).fail(ErrorKind.UNAVAILABLE);
    node.server.candidate(A, "ws://moved:2");
    node.elapse(1000);
    assertThat(node.dial(2).address()).isEqualTo(URI.create("ws://moved:2"));
    assertThat(node.dial(1).address()).isEqualTo(URI.create("ws://a:1"));
  }

  @Test
  void signalingThatIsAwayIsAskedAgainForAsLongAsTheLaneSays() {
    node.server.script((session, message) -> session.refuse(message, 503));
    CompletableFuture<byte[]> call = node.call(A, PayloadType.RPC_SIGNAL, "1");
    node.elapse(500);
    assertThat(failure(call).kind()).isEqualTo(ErrorKind.UNAVAILABLE);
    assertThat(node.dials).isEmpty();
    node.server.script(node.server::answer);
  }
}
