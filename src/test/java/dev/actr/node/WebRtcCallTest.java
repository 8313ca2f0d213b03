package dev.actr.node;

import static dev.actr.node.Hook.WEB_RTC_CONNECTED;
import static dev.actr.node.Hook.WEB_RTC_CONNECTING;
import static dev.actr.node.Hook.WEB_RTC_DISCONNECTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.Dest;
import dev.actr.ErrorKind;
import dev.actr.PayloadType;
import dev.actr.PeerEvent;
import dev.actr.WebRtcPeerStatus;
import dev.actr.cdi.BlockingTasks;
import dev.actr.peer.webrtc.WebRtcConfig;
import dev.actr.test.echo.EchoResponse;
import dev.actr.wire.proto.ActrProtos.IceRestartRequest;
import dev.actr.wire.proto.ActrProtos.RoleAssignment;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebRtcCallTest {

  static final WebRtcConfig LOOPBACK = loopback(Duration.ZERO);

  /** With ports of its own, which is why it would rather answer. */
  static final WebRtcConfig ANSWERING =
      loopback(Duration.ZERO, Optional.of(new WebRtcConfig.PortRange(40_000, 49_999)));

  private static WebRtcConfig loopback(Duration idleTimeout) {
    return loopback(idleTimeout, Optional.empty());
  }

  private static WebRtcConfig loopback(
      Duration idleTimeout, Optional<WebRtcConfig.PortRange> ports) {
    return new WebRtcConfig(
        List.of(),
        List.of(),
        false,
        ports,
        List.of(InetAddress.getLoopbackAddress()),
        List.of(),
        false,
        true,
        Set.of(),
        idleTimeout);
  }

  @RegisterExtension final NodeServer server = new NodeServer();

  private TestNode.Builder node() {
    return server.node().withoutListener().webRtc(LOOPBACK);
  }

  private TestNode echo() throws Exception {
    return node().build().startAndWait();
  }

  private TestNode caller() throws Exception {
    return node().type("acme:Caller:1.0.0").build().startAndWait();
  }

  private static List<Hook> webRtcHooks(TestNode node) {
    return node.hookNames().stream().filter(hook -> hook.name().startsWith("WEB_RTC")).toList();
  }

  private static List<Object> webRtcEvents(TestNode node) {
    return node.hooks.stream()
        .filter(hook -> hook.hook().name().startsWith("WEB_RTC"))
        .map(RecordedHook::payload)
        .toList();
  }

  @Test
  void aPeerWithoutAddressIsCalledThroughSignaling() throws Exception {
    try (TestNode echo = echo();
        TestNode caller = caller()) {
      assertThat(caller.echo(Dest.peer(echo.id()), "hello")).isEqualTo("hello");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2_000, 64_000, 400_000})
  void aCallTooLongForTheCalleeFailsAtOnceAndItsSessionGoesOn(int length) throws Exception {
    try (TestNode echo = node().maxMessage(1_000).build().startAndWait();
        TestNode caller = caller()) {
      ActrException failure =
          catchThrowableOfType(
              ActrException.class, () -> caller.echo(Dest.peer(echo.id()), "x".repeat(length)));
      assertThat(failure.kind()).isEqualTo(ErrorKind.INVALID_ARGUMENT);
      assertThat(failure).hasMessageContaining("the limit of the receiver is 1000");
      assertThat(caller.echo(Dest.peer(echo.id()), "short")).isEqualTo("short");
      assertThat(webRtcHooks(echo)).containsExactly(WEB_RTC_CONNECTING, WEB_RTC_CONNECTED);
    }
  }

  @Test
  void aResponseTooLongForTheCallerFailsTheCallAtOnceAndItsSessionGoesOn() throws Exception {
    Echo.Behaviour repeats =
        (request, context) -> Echo.response(request.getMessage().repeat(100_000));
    try (TestNode echo = node().workload(new Echo(repeats)).build().startAndWait();
        TestNode caller =
            node().type("acme:Caller:1.0.0").maxMessage(1_000).build().startAndWait()) {
      ActrException failure =
          catchThrowableOfType(ActrException.class, () -> caller.echo(Dest.peer(echo.id()), "xx"));
      assertThat(failure.kind()).isEqualTo(ErrorKind.INVALID_ARGUMENT);
      assertThat(caller.echo(Dest.peer(echo.id()), "")).isEmpty();
      assertThat(webRtcHooks(echo)).containsExactly(WEB_RTC_CONNECTING, WEB_RTC_CONNECTED);
    }
  }

  @Test
  void aHandlerMayWaitForACallOnTheSessionItWasCalledOn() throws Exception {
    AtomicReference<ActrId> back = new AtomicReference<>();
    Echo.Behaviour asksBack =
        (request, context) ->
            context.call(Dest.peer(back.get()), Echo.METHOD, Echo.request(request.getMessage()));
    try (TestNode asking = node().workload(new Echo(asksBack)).build().startAndWait();
        TestNode caller = caller()) {
      back.set(caller.id());
      assertThat(caller.echo(Dest.peer(asking.id()), "and you?")).isEqualTo("and you?");
      assertThat(webRtcHooks(asking)).containsExactly(WEB_RTC_CONNECTING, WEB_RTC_CONNECTED);
    }
  }

  @Test
  void whatFollowsAnAsynchronousCallMayWaitForAnotherOnItsSession() throws Exception {
    try (TestNode echo = echo();
        TestNode caller = caller()) {
      String second =
          caller
              .context()
              .callAsync(Dest.peer(echo.id()), Echo.METHOD, Echo.request("first"))
              .thenApply(first -> caller.echo(Dest.peer(echo.id()), first.getReply() + " second"))
              .toCompletableFuture()
              .get(20, TimeUnit.SECONDS);
      assertThat(second).isEqualTo("first second");
    }
  }

  @Test
  void bothSidesCallOnTheOneSession() throws Exception {
    try (TestNode echo = echo();
        TestNode caller = caller()) {
      caller.echo(Dest.peer(echo.id()), "there");
      assertThat(echo.echo(Dest.peer(caller.id()), "and back")).isEqualTo("and back");
      for (TestNode node : List.of(echo, caller)) {
        await()
            .atMost(TestNode.PATIENCE)
            .untilAsserted(
                () ->
                    assertThat(webRtcHooks(node))
                        .containsExactly(WEB_RTC_CONNECTING, WEB_RTC_CONNECTED));
      }
    }
  }

  @Test
  void simultaneousFirstCallsOfBothSidesOpenOneSession() throws Exception {
    try (TestNode echo = echo();
        TestNode caller = caller()) {
      CompletableFuture<?>[] calls =
          IntStream.range(0, 20)
              .mapToObj(
                  i ->
                      i % 2 == 0
                          ? BlockingTasks.supply(() -> caller.echo(Dest.peer(echo.id()), "a" + i))
                          : BlockingTasks.supply(() -> echo.echo(Dest.peer(caller.id()), "b" + i)))
              .toArray(CompletableFuture<?>[]::new);
      CompletableFuture.allOf(calls).get(20, TimeUnit.SECONDS);
      await()
          .atMost(TestNode.PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(webRtcHooks(echo))
                      .containsExactly(WEB_RTC_CONNECTING, WEB_RTC_CONNECTED));
      await()
          .atMost(TestNode.PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(webRtcHooks(caller).stream().filter(WEB_RTC_CONNECTED::equals))
                      .hasSize(1));
    }
  }

  @Test
  void theHooksTellStatusAndThatNothingRelays() throws Exception {
    try (TestNode echo = echo()) {
      ActrId id;
      try (TestNode caller = caller()) {
        id = caller.id();
        caller.echo(Dest.peer(echo.id()), "hello");
      }
      echo.awaitHooks(hooks -> assertThat(hooks).contains(WEB_RTC_DISCONNECTED));
      await()
          .atMost(TestNode.PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(webRtcEvents(echo))
                      .startsWith(
                          event(id, Optional.empty(), WebRtcPeerStatus.CONNECTING),
                          event(id, Optional.of(false), WebRtcPeerStatus.CONNECTED))
                      .endsWith(event(id, Optional.empty(), WebRtcPeerStatus.IDLE)));
    }
  }

  private static PeerEvent event(ActrId peer, Optional<Boolean> relayed, WebRtcPeerStatus status) {
    return new PeerEvent(peer, relayed, Optional.of(status));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65_000, 65_527, 200_000, 1_000_000})
  void messagesOfAllSizesArriveWhole(int size) throws Exception {
    try (TestNode echo = echo();
        TestNode caller = caller()) {
      String message = "x".repeat(size);
      assertThat(caller.echo(Dest.peer(echo.id()), message)).isEqualTo(message);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = PayloadType.class,
      names = {"RPC_RELIABLE", "RPC_SIGNAL"})
  void bothLanesCarryCalls(PayloadType lane) throws Exception {
    try (TestNode echo = echo();
        TestNode caller = caller()) {
      EchoResponse response =
          caller.context().call(Dest.peer(echo.id()), Echo.method(lane), Echo.request("lane"));
      assertThat(response.getReply()).isEqualTo("lane");
    }
  }

  @Test
  void aPeerThatComesBackIsConnectedAnew() throws Exception {
    try (TestNode caller = caller()) {
      try (TestNode echo = echo()) {
        caller.echo(Dest.peer(echo.id()), "first");
      }
      try (TestNode echo = echo()) {
        assertThat(caller.echo(Dest.peer(echo.id()), "second")).isEqualTo("second");
      }
    }
  }

  @Test
  void aSessionThatNobodyUsesIsReleasedAndTheNextCallOpensAnother() throws Exception {
    try (TestNode echo = echo();
        TestNode caller =
            node()
                .type("acme:Caller:1.0.0")
                .webRtc(loopback(Duration.ofMillis(200)))
                .build()
                .startAndWait()) {
      for (String message : List.of("first", "second")) {
        caller.hooks.clear();
        assertThat(caller.echo(Dest.peer(echo.id()), message)).isEqualTo(message);
        await()
            .atMost(TestNode.PATIENCE)
            .untilAsserted(
                () ->
                    assertThat(webRtcEvents(caller))
                        .containsExactly(
                            event(echo.id(), Optional.empty(), WebRtcPeerStatus.CONNECTING),
                            event(echo.id(), Optional.of(false), WebRtcPeerStatus.CONNECTED),
                            event(echo.id(), Optional.empty(), WebRtcPeerStatus.IDLE)));
      }
      assertThat(caller.errors()).isEmpty();
    }
  }

  /** The peer may have missed packets while this side did not. */
  @Test
  void aRestartThatThePeerAsksForEndsTheRecoveryAlsoIfThePathWasNeverLostHere() throws Exception {
    try (TestNode echo = echo();
        TestNode caller = caller()) {
      assertThat(caller.echo(Dest.peer(echo.id()), "hello")).isEqualTo("hello");
      await().atMost(TestNode.PATIENCE).until(() -> webRtcHooks(echo).contains(WEB_RTC_CONNECTED));

      // Only the one that has offered heeds it.
      askForRestart(echo, caller);
      askForRestart(caller, echo);

      await()
          .atMost(TestNode.PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(List.of(webRtcHooks(echo), webRtcHooks(caller)))
                      .containsExactlyInAnyOrder(
                          List.of(WEB_RTC_CONNECTING, WEB_RTC_CONNECTED),
                          List.of(
                              WEB_RTC_CONNECTING,
                              WEB_RTC_CONNECTED,
                              WEB_RTC_DISCONNECTED,
                              WEB_RTC_CONNECTED)));
      assertThat(caller.echo(Dest.peer(echo.id()), "again")).isEqualTo("again");
    }
  }

  @Test
  void whereBothOfferUnaskedOneOfTheOffersStands() throws Exception {
    try (TestNode one = echo();
        TestNode other = caller()) {
      letOffer(one, other);
      letOffer(other, one);
      await()
          .atMost(Duration.ofSeconds(5))
          .untilAsserted(
              () -> {
                assertThat(webRtcHooks(one)).last().isEqualTo(WEB_RTC_CONNECTED);
                assertThat(webRtcHooks(other)).last().isEqualTo(WEB_RTC_CONNECTED);
              });
      assertThat(other.echo(Dest.peer(one.id()), "hello")).isEqualTo("hello");
    }
  }

  private static void letOffer(TestNode offering, TestNode other) {
    other
        .node
        .parts
        .signaling
        .relay(
            offering.id(),
            relay -> relay.setRoleAssignment(RoleAssignment.newBuilder().setIsOfferer(true)),
            () -> false)
        .join();
  }

  private static void askForRestart(TestNode asking, TestNode asked) {
    asking
        .node
        .parts
        .signaling
        .relay(
            asked.id(),
            relay ->
                relay.setIceRestartRequest(
                    IceRestartRequest.newBuilder().setReason("a test").build()),
            () -> false)
        .join();
  }

  @Test
  void aSessionThatIsLostUnderACallIsReplacedAndTheCallRunsOnce() throws Exception {
    HeldEcho held = new HeldEcho("hello"::equals);
    try (TestNode echo = node().echo(held).build().startAndWait();
        TestNode caller = caller()) {
      assertThat(caller.echo(Dest.peer(echo.id()), "first")).isEqualTo("first");
      CompletableFuture<String> call =
          BlockingTasks.supply(() -> caller.echo(Dest.peer(echo.id()), "hello"));
      held.awaitBegun("hello");
      // The callee ends it.
      echo.node.parts.peers.reset();
      await()
          .atMost(TestNode.PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(webRtcHooks(echo).stream().filter(WEB_RTC_CONNECTED::equals))
                      .hasSize(2));
      held.release();
      assertThat(call.get(20, TimeUnit.SECONDS)).isEqualTo("hello");
      assertThat(held.begun).containsExactly("first", "hello");
    }
  }

  @Test
  void aThousandCallsAtOnceAreAnswered() throws Exception {
    try (TestNode echo = node().mailboxCapacity(2000).build().startAndWait();
        TestNode caller = caller()) {
      List<CompletableFuture<EchoResponse>> calls =
          IntStream.range(0, 1000)
              .mapToObj(
                  i ->
                      caller
                          .context()
                          .callAsync(Dest.peer(echo.id()), Echo.METHOD, Echo.request("m" + i))
                          .toCompletableFuture())
              .toList();
      for (int i = 0; i < calls.size(); i++) {
        assertThat(calls.get(i).get(20, TimeUnit.SECONDS).getReply()).isEqualTo("m" + i);
      }
    }
  }
}
