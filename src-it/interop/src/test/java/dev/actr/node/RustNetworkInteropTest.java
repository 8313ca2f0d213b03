package dev.actr.node;

import static dev.actr.node.NetworkNode.CONNECTING;
import static dev.actr.node.NetworkNode.DIRECT;
import static dev.actr.node.NetworkNode.RECOVERING;
import static dev.actr.node.NetworkNode.RELAYED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.actr.ActrId;
import dev.actr.PayloadType;
import dev.actr.node.NetworkLab.Nat;
import dev.actr.test.echo.EchoResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A Rust node behind a NAT and one of ours behind another, with credentials of the same AIS. */
class RustNetworkInteropTest {

  private static final int CALLS_PER_SECOND = 20;

  @RegisterExtension static final NetworkLab LAB = new NetworkLab();

  private RustNode rust;
  private NetworkPeer java;
  private ActrId idOfJava;

  @BeforeAll
  static void requireRust() throws Exception {
    RustRoot.require();
  }

  private void start(boolean relayOnly) throws Exception {
    start(relayOnly, true);
  }

  /** Who registers later offers. */
  private void start(boolean relayOnly, boolean rustOffers) throws Exception {
    if (!rustOffers) {
      rust = LAB.rust("a", relayOnly);
    }
    java = LAB.node("b", relayOnly, "udp");
    idOfJava = ActrId.parse(java.awaitLine("id"));
    if (rustOffers) {
      rust = LAB.rust("a", relayOnly);
    }
    await()
        .atMost(NetworkPeer.PATIENCE)
        .ignoreExceptions()
        .until(() -> rust.discover("acme:B:1.0.0").contains(idOfJava));
  }

  private CompletableFuture<String> call(String message) {
    return rust.call(
            idOfJava,
            Echo.METHOD.routeKey(),
            PayloadType.RPC_RELIABLE,
            Echo.request(message).toByteArray(),
            RustNode.CALL_MILLIS)
        .thenApply(
            reply -> {
              try {
                return EchoResponse.parseFrom(reply).getReply();
              } catch (InvalidProtocolBufferException e) {
                throw new IllegalStateException(e);
              }
            });
  }

  /** What our node was told of the session since it began to connect. */
  private void awaitSession(String... hooks) {
    List<String> expected = Stream.concat(Stream.of(CONNECTING), Stream.of(hooks)).toList();
    await()
        .atMost(NetworkPeer.PATIENCE)
        .untilAsserted(() -> assertThat(java.hooks("WEB_RTC")).isEqualTo(expected));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void throughTwoNatsTheyFindTheDirectWay(boolean rustOffers) throws Exception {
    start(false, rustOffers);

    assertThat(RustNode.await(call("first"))).isEqualTo("first");

    awaitSession(DIRECT);
  }

  @Test
  void throughNatsThatGiveEachPeerAnotherPortTheyAreRelayed() throws Exception {
    LAB.nat(Nat.SYMMETRIC);
    start(false);

    assertThat(RustNode.await(call("first"))).isEqualTo("first");

    awaitSession(RELAYED);
  }

  @Test
  void whoAreToldToUseRelaysOnlyDo() throws Exception {
    start(true);

    assertThat(RustNode.await(call("first"))).isEqualTo("first");

    awaitSession(RELAYED);
  }

  /** Its package has no handlers, so that an answer of its own is all a call of it can get. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void oursReachesTheRustNode(boolean relayOnly) throws Exception {
    start(relayOnly);

    await()
        .atMost(NetworkPeer.PATIENCE)
        .untilAsserted(
            () -> assertThat(java.ask("call " + rust.id(), "called")).isEqualTo("NOT_IMPLEMENTED"));

    awaitSession(relayOnly ? RELAYED : DIRECT);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void afterACutOfThreeSecondsAllCallsAreAnsweredOnce(boolean relayOnly) throws Exception {
    start(relayOnly);

    List<CompletableFuture<String>> calls = callsThrough("cut=all", Duration.ofSeconds(3));

    for (int i = 0; i < calls.size(); i++) {
      assertThat(RustNode.await(calls.get(i))).isEqualTo("call " + i);
    }
    assertThat(java.ask("runs", "runs")).as("the most runs of one call").endsWith(" 1");
  }

  /** The Rust node gives a way back six seconds, and fails its calls; ours must follow. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void afterACutOfTenSecondsThereIsAFreshConnection(boolean rustOffers) throws Exception {
    start(false, rustOffers);
    List<CompletableFuture<String>> calls = callsThrough("cut=udp", Duration.ofSeconds(10));
    CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new)).handle((all, e) -> 0).join();

    assertThat(RustNode.await(call("last"))).isEqualTo("last");
    assertThat(java.hooks("WEB_RTC")).startsWith(CONNECTING, DIRECT, RECOVERING);
    assertThat(java.hooks("WEB_RTC")).last().asString().startsWith("WEB_RTC_CONNECTED");
    assertThat(java.ask("runs", "runs")).as("the most runs of one call").endsWith(" 1");
  }

  private List<CompletableFuture<String>> callsThrough(String cut, Duration time) throws Exception {
    List<CompletableFuture<String>> calls = new ArrayList<>();
    begin(calls, Duration.ofSeconds(2));
    RustNode.await(CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new)));
    LAB.line(cut);
    begin(calls, time);
    LAB.line("");
    begin(calls, Duration.ofSeconds(2));
    return calls;
  }

  private void begin(List<CompletableFuture<String>> calls, Duration time)
      throws InterruptedException {
    for (long i = 0; i < time.toSeconds() * CALLS_PER_SECOND; i++) {
      calls.add(call("call " + calls.size()));
      TimeUnit.MILLISECONDS.sleep(1000 / CALLS_PER_SECOND);
    }
  }
}
