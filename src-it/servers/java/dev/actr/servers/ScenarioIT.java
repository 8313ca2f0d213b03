package dev.actr.servers;

import static dev.actr.servers.TestServer.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.actr.ActrException;
import dev.actr.ActrId;
import dev.actr.Dest;
import dev.actr.ErrorKind;
import dev.actr.PayloadType;
import dev.actr.RpcMethod;
import dev.actr.scenario.BankServiceClient;
import dev.actr.scenario.Booking;
import dev.actr.scenario.EchoServiceClient;
import dev.actr.scenario.EchoServiceMethods;
import dev.actr.scenario.LedgerServiceClient;
import dev.actr.scenario.Nothing;
import dev.actr.scenario.Text;
import dev.actr.servers.TestServer.Ability;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The same application on every runtime, all at once. The steps build on each other: servers are
 * started once, and what ends them comes last.
 */
@ExtendWith(SupportMatrix.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ScenarioIT {

  /** Is renewed after half of it, and a server may be busy for the other half. */
  private static final Duration SHORT_LIFETIME = Duration.ofSeconds(40);

  private static final String TELLER_PASSWORD = "e9w-Tk4z";

  private static Fleet fleet;

  /** How many events each had seen once it had a credential that lives so long. */
  private static final Map<TestServer, Long> SEEN_WHEN_READY_AGAIN = new HashMap<>();

  @BeforeAll
  static void startServersWithoutSignaling() throws Exception {
    fleet = new Fleet();
    for (TestServer server : fleet.servers()) {
      fleet.start(server.withTeller(TELLER_PASSWORD));
    }
  }

  @AfterAll
  static void endAll() {
    fleet.close();
  }

  static List<TestServer> servers() {
    return fleet.servers();
  }

  static Stream<TestServer> serversWithTransactions() {
    return fleet.servers().stream().filter(s -> s.can(Ability.TRANSACTIONS));
  }

  static Stream<TestServer> serversWithSecurity() {
    return fleet.servers().stream().filter(s -> s.can(Ability.SECURITY));
  }

  static Stream<TestServer> serversWithHotRedeploy() {
    return fleet.servers().stream().filter(s -> s.can(Ability.HOT_REDEPLOY));
  }

  static Stream<Arguments> pairs() {
    return servers().stream()
        .flatMap(from -> servers().stream().map(to -> Arguments.of(from, to)))
        .filter(pair -> pair.get()[0] != pair.get()[1]);
  }

  @Order(1)
  @ParameterizedTest
  @MethodSource("servers")
  void readinessIsDownBeforeTheActorIsReady(TestServer server) {
    JsonNode check = server.awaitCheck("echo", "DOWN");

    assertThat(check.path("data").path("state").asText()).isNotEqualTo("READY");
    awaitObserved(server, "onStart", "onError");
  }

  @Order(2)
  @ParameterizedTest
  @MethodSource("servers")
  void readinessIsUpOnceTheActorIsReady(TestServer server) throws Exception {
    if (!fleet.isDevServerRunning()) {
      fleet.startDevServer();
    }

    server.awaitCheck("echo", "UP");
    assertThat(server.get("events")).contains("sync onReady NodeEvent[actor=echo");
  }

  @Order(10)
  @ParameterizedTest
  @MethodSource("servers")
  void hooksOfTheStartAreObserved(TestServer server) {
    awaitObserved(
        server, "onCredentialRenewed", "onSignalingConnecting", "onSignalingConnected", "onReady");
  }

  @Order(11)
  @ParameterizedTest
  @MethodSource("servers")
  void configurationComesFromFilesEnvironmentAndSystemProperties(TestServer server) {
    // The AIS is in a system property, the signaling server in the environment: it is ready.
    assertThat(identity(server, "echo")).contains("@1001/acme:ScenarioEcho:1.0.0");
    assertThat(identity(server, "spare")).contains("@" + Fleet.SPARE_REALM + "/");
  }

  @Order(12)
  @ParameterizedTest
  @MethodSource("servers")
  void injectedClientCallsAnActorElsewhere(TestServer server) {
    assertThat(server.post("pass", "from " + server)).isEqualTo("from " + server);

    assertThat(fleet.gate().arrived()).contains("from " + server);
    awaitObserved(server, "onWebSocketConnecting", "onWebSocketConnected");
  }

  @Order(13)
  @ParameterizedTest(name = "{0} calls {1}", allowZeroInvocations = true)
  @MethodSource("pairs")
  void actorsCallEachOther(TestServer from, TestServer to) {
    String text = from + " to " + to;

    assertThat(from.post("call/" + to.get("self"), text)).isEqualTo(text);
  }

  @Order(14)
  @ParameterizedTest
  @MethodSource("servers")
  void hooksOfWebRtcAreObservedWithWhatTheyTell(TestServer server) {
    String id = identity(server, "rtc");

    Text answer = fleet.gate().echo(id).echo(Text.newBuilder().setText("over WebRTC").build());

    assertThat(answer.getText()).isEqualTo("over WebRTC");
    awaitObserved(server, "onWebRtcConnecting", "onWebRtcConnected");
    assertThat(server.get("events"))
        .contains(webRtcConnected(fleet.gate().context().selfId().toString()));
  }

  @Order(15)
  @ParameterizedTest(name = "{0} calls {1}", allowZeroInvocations = true)
  @MethodSource("pairs")
  void actorsCallEachOtherOverWebRtc(TestServer from, TestServer to) {
    String text = from + " to " + to;
    String peer = identity(to, "rtc");

    assertThat(from.post("call-rtc/" + peer, text)).isEqualTo(text);
    assertThat(from.get("events")).contains(webRtcConnected(peer));
  }

  @Order(16)
  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("serversWithTransactions")
  void handlerIsTransactional(TestServer server) {
    LedgerServiceClient ledger = fleet.gate().ledger(identity(server, "ledger"));

    ledger.book(Booking.newBuilder().setNote("kept").build());
    assertThatThrownBy(
            () -> ledger.book(Booking.newBuilder().setNote("lost").setFail(true).build()))
        .isInstanceOf(ActrException.class);

    assertThat(server.get("ledger")).isEqualTo("kept");
  }

  @Order(17)
  @ParameterizedTest
  @MethodSource("servers")
  void handlersAndHooksRunInTheApplicationsContext(TestServer server) {
    EchoServiceClient echo = fleet.gate().echo(identity(server, "echo"));
    Map<String, String> first = echo.look(Nothing.getDefaultInstance()).getSeenMap();
    Map<String, String> second = echo.look(Nothing.getDefaultInstance()).getSeenMap();

    assertThat(first)
        .containsEntry("classes", "true")
        .containsEntry("beans", "true")
        .containsEntry("config", "hello")
        .containsEntry("managed executor", "" + server.can(Ability.MANAGED_EXECUTOR))
        .containsEntry("same request", first.get("request"));
    assertThat(first.get("thread").startsWith("actr-worker-"))
        .as("on a thread of our own: %s", first.get("thread"))
        .isNotEqualTo(server.can(Ability.MANAGED_EXECUTOR));
    assertThat(second.get("request")).isNotEqualTo(first.get("request"));
    assertThat(server.get("hook-view"))
        .contains("classes=true", "beans=true", "config=hello")
        .contains("managed executor=" + server.can(Ability.MANAGED_EXECUTOR));
  }

  @Order(18)
  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("serversWithSecurity")
  void handlersHaveNoIdentityButThatOfRunAs(TestServer server) {
    Nothing nothing = Nothing.getDefaultInstance();
    BankServiceClient bank = fleet.gate().bank(identity(server, "bank"));
    String nobody = bank.enter(nothing).getText();

    // As a bean and then as an actor answers a thread that is logged in as a teller.
    assertThat(server.post("bank", TELLER_PASSWORD).lines())
        .containsExactly("teller", "gold", nobody, "INTERNAL");

    assertThat(nobody).isNotEqualTo("teller");
    assertThat(bank.enter(nothing).getText()).isEqualTo(nobody);
    assertThatThrownBy(() -> bank.open(nothing))
        .isInstanceOfSatisfying(
            ActrException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.INTERNAL));
    assertThat(bank.fetch(nothing).getText()).isEqualTo("gold");
    assertThatThrownBy(() -> bank.open(nothing)).isInstanceOf(ActrException.class);
  }

  @Order(20)
  @ParameterizedTest
  @MethodSource("servers")
  void readinessIsDownWhileSignalingIsAway(TestServer server) {
    if (fleet.isDevServerRunning()) {
      fleet.stopDevServer();
    }

    assertThat(server.awaitCheck("echo", "DOWN").path("data").path("state").asText())
        .isEqualTo("RECOVERING");
  }

  @Order(21)
  @ParameterizedTest
  @MethodSource("servers")
  void readinessIsUpAgainWhenSignalingIsBack(TestServer server) throws Exception {
    if (!fleet.isDevServerRunning()) {
      fleet.startDevServer(SHORT_LIFETIME);
    }

    server.awaitCheck("echo", "UP");
    awaitObserved(
        server, "onSignalingDisconnected", "onWebSocketDisconnected", "onWebRtcDisconnected");
    assertThat(server.post("pass", "again from " + server)).isEqualTo("again from " + server);
    SEEN_WHEN_READY_AGAIN.put(server, server.get("events").lines().count());
  }

  @Order(22)
  @ParameterizedTest
  @MethodSource("servers")
  void credentialsAreRenewedAheadOfTheirExpiryAndNothingElseHappens(TestServer server) {
    assumeThat(SEEN_WHEN_READY_AGAIN).as("was ready again").containsKey(server);
    long before = SEEN_WHEN_READY_AGAIN.get(server);
    String id = identity(server, "echo");

    await()
        .atMost(PATIENCE)
        .failFast(() -> assertThat(status(server)).isEqualTo("UP"))
        .untilAsserted(
            () ->
                assertObserved(
                    server.get("events").lines().skip(before).toList(),
                    "onCredentialExpiring",
                    "onCredentialRenewed"));

    assertThat(server.post("pass", "renewed " + server)).isEqualTo("renewed " + server);
    assertThat(server.get("events").lines().skip(before))
        .noneMatch(e -> e.startsWith("one onSignaling"));
    assertThat(identity(server, "echo")).isEqualTo(id);
  }

  @Order(30)
  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("serversWithHotRedeploy")
  void applicationIsDeployedAnewTwiceAndLeavesNothingBehind(TestServer server) throws Exception {
    for (int i = 0; i < 2; i++) {
      String before = identity(server, "echo");
      server.redeploy();

      await(server + ": the echo actor is another one" + server.process())
          .atMost(PATIENCE)
          .ignoreExceptions()
          .until(() -> !identity(server, "echo").equals(before));
      assertThat(fleet.gate().left()).contains(before);
      server.awaitCheck("echo", "UP");
      assertThat(server.post("pass", "deployed anew")).isEqualTo("deployed anew");
    }
    assertThat(Leaks.loaders(server.process())).isPositive();
    server.undeploy();
    Leaks.awaitNone(server);
    server.redeploy();
  }

  @Order(35)
  @ParameterizedTest
  @MethodSource("servers")
  void requestTakenBeforeTheProcessIsKilledIsHandledAfterTheNextStart(TestServer server)
      throws Exception {
    String text = "outlives " + server;
    CompletableFuture<Void> gate = fleet.gate().close();
    fleet.gate().echo(identity(server, "rtc")).holdAsync(Text.newBuilder().setText(text).build());
    await().atMost(PATIENCE).until(() -> fleet.gate().arrived().contains(text));

    server.kill();
    fleet.gate().forgetArrived();
    gate.complete(null);
    server.startAgain();

    await(server + ": handled" + server.process())
        .atMost(PATIENCE)
        .until(() -> fleet.gate().arrived().contains(text));
    server.awaitCheck("rtc", "UP");
  }

  @Order(40)
  @ParameterizedTest
  @MethodSource("servers")
  void requestInFlightIsAnsweredBeforeTheServerEnds(TestServer server) throws Exception {
    String id = identity(server, "echo");
    String text = "held by " + server;
    CompletableFuture<Void> gate = fleet.gate().close();
    CompletableFuture<Text> answer =
        fleet
            .gate()
            .echo(id)
            .holdAsync(Text.newBuilder().setText(text).build())
            .toCompletableFuture();
    await().atMost(PATIENCE).until(() -> fleet.gate().arrived().contains(text));

    server.process().terminate();
    awaitRefusal(id);
    gate.complete(null);

    assertThat(answer.get(30, TimeUnit.SECONDS).getText()).isEqualTo(text);
    assertThat(server.process().awaitExit(PATIENCE)).as("the process ends").isTrue();
    assertThat(fleet.gate().left()).contains(id);
  }

  /** Waits until the actor admits no more requests. */
  private static void awaitRefusal(String id) {
    RpcMethod<Text, Text> echo = EchoServiceMethods.ECHO;
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThatThrownBy(
                        () ->
                            fleet
                                .gate()
                                .context()
                                .callRaw(
                                    Dest.peer(ActrId.parse(id)),
                                    echo.routeKey(),
                                    PayloadType.RPC_RELIABLE,
                                    new byte[0],
                                    Duration.ofMillis(500)))
                    .hasMessageContaining("not open"));
  }

  private static String identity(TestServer server, String actor) {
    return server.awaitCheck(actor, "UP").path("data").path("id").asText();
  }

  private static String webRtcConnected(String peer) {
    return "one onWebRtcConnected PeerEvent[peer="
        + peer
        + ", relayed=Optional[false], status=Optional[CONNECTED]]";
  }

  /** Waits until observers of each kind have seen these hooks. */
  private static void awaitObserved(TestServer server, String... hooks) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertObserved(server.get("events").lines().toList(), hooks));
  }

  private static void assertObserved(List<String> events, String... hooks) {
    for (String observer : List.of("sync", "async", "one")) {
      for (String hook : hooks) {
        assertThat(events).anyMatch(e -> e.startsWith(observer + ' ' + hook));
      }
    }
  }

  private static String status(TestServer server) {
    return server.check("echo").orElseThrow().path("status").asText();
  }
}
