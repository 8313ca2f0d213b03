package dev.actr.peer;

import static dev.actr.peer.PeersFixture.A;
import static dev.actr.peer.PeersFixture.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.ErrorKind;
import dev.actr.identity.Identities;
import dev.actr.signaling.ScriptedSignaling;
import dev.actr.signaling.TestClient;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TransportsTest {

  private static final long HEAD_START = 250;

  private final ScriptedSignaling server = new ScriptedSignaling();
  private final TestClient signaling =
      TestClient.connected(server, Identities.of("1@1001/acme:Me:1.0.0"));
  private final ManualTimer timer = new ManualTimer();
  private final List<CompletableFuture<PeerLink>> webSocket = new CopyOnWriteArrayList<>();
  private final List<CompletableFuture<PeerLink>> webRtc = new CopyOnWriteArrayList<>();
  private final TestLink socketLink = new TestLink(A);
  private final TestLink rtcLink = new TestLink(A, true);

  @AfterEach
  void close() {
    signaling.close();
    server.close();
    timer.shutdownNow();
  }

  private static CompletableFuture<PeerLink> begun(List<CompletableFuture<PeerLink>> dials) {
    CompletableFuture<PeerLink> dial = new CompletableFuture<>();
    dials.add(dial);
    return dial;
  }

  private CompletableFuture<PeerLink> dial(ActrId peer) {
    AddressBook addresses = new AddressBook(signaling.client);
    return new Transports(
            addresses,
            (id, address, receiver) -> begun(webSocket),
            Optional.of((id, receiver) -> begun(webRtc)),
            timer)
        .dial(peer, null);
  }

  private CompletableFuture<PeerLink> dialWithAddress() {
    server.candidate(A, "ws://a:1");
    CompletableFuture<PeerLink> link = dial(A);
    ScriptedSignaling.await().until(() -> webSocket.size() == 1);
    return link;
  }

  private CompletableFuture<PeerLink> dialAfterHeadStart() {
    CompletableFuture<PeerLink> link = dialWithAddress();
    ScriptedSignaling.await().until(() -> timer.delays().contains(HEAD_START));
    timer.elapse(HEAD_START);
    ScriptedSignaling.await().until(() -> webRtc.size() == 1);
    return link;
  }

  private static PeerLink get(CompletableFuture<PeerLink> link) throws Exception {
    return link.get(20, TimeUnit.SECONDS);
  }

  @Test
  void aWebSocketThatIsThereInItsHeadStartIsTheOnlyConnection() throws Exception {
    CompletableFuture<PeerLink> link = dialWithAddress();
    ScriptedSignaling.await().until(() -> timer.delays().contains(HEAD_START));
    webSocket.get(0).complete(socketLink);
    assertThat(get(link)).isSameAs(socketLink);
    assertThat(timer.delays()).isEmpty();
    assertThat(webRtc).isEmpty();
  }

  @Test
  void webRtcBeginsAtOnceWhereNoAddressIsAdvertised() throws Exception {
    server.candidate(A, "");
    CompletableFuture<PeerLink> link = dial(A);
    ScriptedSignaling.await().until(() -> webRtc.size() == 1);
    webRtc.get(0).complete(rtcLink);
    assertThat(get(link)).isSameAs(rtcLink);
    assertThat(webSocket).isEmpty();
  }

  @Test
  void webRtcBeginsWhenTheWebSocketFails() throws Exception {
    CompletableFuture<PeerLink> link = dialWithAddress();
    webSocket.get(0).completeExceptionally(new ActrException(ErrorKind.UNAVAILABLE, "refused"));
    ScriptedSignaling.await().until(() -> webRtc.size() == 1);
    webRtc.get(0).complete(rtcLink);
    assertThat(get(link)).isSameAs(rtcLink);
  }

  @Test
  void aPeerThatHasGoneIsNotLookedForOverWebRtc() {
    CompletableFuture<PeerLink> link = dialWithAddress();
    server.gone(A);
    webSocket.get(0).completeExceptionally(new ActrException(ErrorKind.UNAVAILABLE, "refused"));
    ActrException failure = failure(link);
    assertThat(failure.kind()).isEqualTo(ErrorKind.NOT_FOUND);
    assertThat(failure.getSuppressed()).singleElement().asString().contains("refused");
    assertThat(webRtc).isEmpty();
  }

  /** A session that the peer has begun comes about without it. */
  @Test
  void webRtcIsTriedWhereSignalingCannotTellWhetherThePeerHasGone() throws Exception {
    CompletableFuture<PeerLink> link = dialWithAddress();
    server.close();
    webSocket.get(0).completeExceptionally(new ActrException(ErrorKind.UNAVAILABLE, "refused"));
    ScriptedSignaling.await().until(() -> webRtc.size() == 1);
    webRtc.get(0).complete(rtcLink);
    assertThat(get(link)).isSameAs(rtcLink);
  }

  @Test
  void theFirstThatIsThereWinsAndTheOtherIsGivenUp() throws Exception {
    CompletableFuture<PeerLink> link = dialAfterHeadStart();
    webSocket.get(0).complete(socketLink);
    assertThat(get(link)).isSameAs(socketLink);
    assertThat(webRtc.get(0)).isCancelled();
  }

  @Test
  void aWebSocketThatComesTooLateIsClosed() throws Exception {
    CompletableFuture<PeerLink> link = dialAfterHeadStart();
    webRtc.get(0).complete(rtcLink);
    assertThat(get(link)).isSameAs(rtcLink);
    webSocket.get(0).complete(socketLink);
    assertThat(socketLink.isOpen()).isFalse();
    assertThat(rtcLink.isOpen()).isTrue();
  }

  @Test
  void whenBothFailTheLastReasonIsToldWithTheFirst() {
    CompletableFuture<PeerLink> link = dialAfterHeadStart();
    webSocket.get(0).completeExceptionally(new ActrException(ErrorKind.UNAVAILABLE, "refused"));
    assertThat(link).isNotDone();
    webRtc.get(0).completeExceptionally(new ActrException(ErrorKind.TIMED_OUT, "no answer"));
    ActrException failure = failure(link);
    assertThat(failure.kind()).isEqualTo(ErrorKind.TIMED_OUT);
    assertThat(failure.getSuppressed()).extracting(Throwable::getMessage).contains("refused");
  }

  @Test
  void whoIsNotConnectedToSignalingIsNotDialled() {
    assertThat(failure(dial(A)).kind()).isEqualTo(ErrorKind.NOT_FOUND);
    assertThat(webRtc).isEmpty();
  }
}
