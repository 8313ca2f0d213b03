package dev.actr.node;

import static dev.actr.node.NetworkNode.CONNECTING;
import static dev.actr.node.NetworkNode.DIRECT;
import static dev.actr.node.NetworkNode.IDLE;
import static dev.actr.node.NetworkNode.RECOVERING;
import static dev.actr.node.NetworkNode.RELAYED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.actr.node.NetworkLab.Nat;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two nodes in networks of their own, what lies between them, and what may happen to it. */
class NetworkInteropTest {

  private static final int CALLS_PER_SECOND = 20;

  @RegisterExtension static final NetworkLab LAB = new NetworkLab();

  private NetworkPeer a;
  private NetworkPeer b;
  private String idOfB;

  private void start(boolean relayOnly, String transport) throws IOException {
    a = LAB.node("a", relayOnly, transport);
    b = LAB.node("b", relayOnly, transport);
    a.awaitLine("id");
    idOfB = b.awaitLine("id");
  }

  /** Who registers later offers. */
  private void startInOrder(boolean offererIsB) throws IOException {
    if (offererIsB) {
      a = LAB.node("a", false, "udp");
      a.awaitLine("id");
    }
    b = LAB.node("b", false, "udp");
    idOfB = b.awaitLine("id");
    if (!offererIsB) {
      a = LAB.node("a", false, "udp");
      a.awaitLine("id");
    }
  }

  private void connect() throws IOException {
    start(false, "udp");
    call();
  }

  private void call() {
    await()
        .atMost(NetworkPeer.PATIENCE)
        .untilAsserted(() -> assertThat(a.ask("call " + idOfB, "called")).isEqualTo("first"));
  }

  private static List<String> sessions(NetworkPeer node) {
    return node.hooks("WEB_RTC");
  }

  private void awaitSessions(String... hooks) {
    for (NetworkPeer node : List.of(a, b)) {
      await()
          .atMost(NetworkPeer.PATIENCE)
          .untilAsserted(() -> assertThat(sessions(node)).containsExactly(hooks));
    }
  }

  private void begin() {
    a.ask("begin %s %d".formatted(idOfB, CALLS_PER_SECOND), "begun");
  }

  /** What has become of calls. */
  private record Outcome(int made, int answered, int wrong, int hanging, String failures) {

    static Outcome of(String line) {
      String[] words = line.split(" ");
      return new Outcome(
          Integer.parseInt(words[0]),
          Integer.parseInt(words[1]),
          Integer.parseInt(words[2]),
          Integer.parseInt(words[3]),
          words[4]);
    }
  }

  private Outcome end() {
    Outcome outcome = Outcome.of(a.ask("end", "calls"));
    System.out.println("network: " + outcome);
    return outcome;
  }

  /** Nothing hangs and nothing runs twice; what fails may be tried again. */
  private Outcome endAndCheck() {
    Outcome outcome = end();
    assertThat(outcome.wrong()).as("wrong replies").isZero();
    assertThat(outcome.hanging()).as("calls that hang").isZero();
    assertThat(outcome.failures()).doesNotContain("final");
    assertThat(b.ask("runs", "runs")).as("the most runs of one call").endsWith(" 1");
    return outcome;
  }

  private void endAndCheckThatAllWereAnswered() {
    Outcome outcome = endAndCheck();
    assertThat(outcome.answered())
        .as("answered calls, of those that failed: %s", outcome.failures())
        .isEqualTo(outcome.made());
  }

  private static void pass(Duration time) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(time.toNanos());
  }

  @Test
  void throughTwoNatsTheyFindTheDirectWay() throws Exception {
    connect();

    awaitSessions(CONNECTING, DIRECT);
    assertThat(a.log()).containsPattern("over WebRTC.*198\\.18\\.0\\.12:");
  }

  @Test
  void throughNatsThatGiveEachPeerAnotherPortTheyAreRelayed() throws Exception {
    LAB.nat(Nat.SYMMETRIC);
    connect();

    awaitSessions(CONNECTING, RELAYED);
  }

  @Test
  void whereOnlyIpv6LetsThemThroughTheyUseIt() throws Exception {
    LAB.nat(Nat.SYMMETRIC);
    LAB.ipv6(true);
    connect();

    awaitSessions(CONNECTING, DIRECT);
    assertThat(a.log()).containsPattern("over WebRTC.*fd77:2:.*:2");
  }

  @Test
  void whereNoUdpPassesTheRelayIsReachedOverTcp() throws Exception {
    LAB.nat(Nat.NOUDP);
    start(false, "tcp");

    assertThat(a.ask("call " + idOfB, "called")).isEqualTo("first");

    awaitSessions(CONNECTING, RELAYED);
  }

  @Test
  void whoIsToldToUseRelaysOnlyDoes() throws Exception {
    start(true, "udp");

    assertThat(a.ask("call " + idOfB, "called")).isEqualTo("first");

    awaitSessions(CONNECTING, RELAYED);
  }

  @Test
  void aCutOfThreeSecondsCostsNoCall() throws Exception {
    connect();
    begin();
    pass(Duration.ofSeconds(2));
    LAB.line("cut=all");
    pass(Duration.ofSeconds(3));
    LAB.line("");
    pass(Duration.ofSeconds(5));

    endAndCheckThatAllWereAnswered();
    assertThat(sessions(a)).doesNotContain(IDLE);
  }

  /** It is b that hears nothing any more; as answerer it has to ask for the restart. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aWayThatIsGoneAfterThreeSecondsIsReplacedByARestart(boolean offererIsB) throws Exception {
    startInOrder(offererIsB);
    call();
    begin();
    pass(Duration.ofSeconds(2));
    LAB.line("cut=all");
    LAB.renumber();
    pass(Duration.ofSeconds(3));
    LAB.line("");

    awaitSessions(CONNECTING, DIRECT, RECOVERING, DIRECT);
    endAndCheck();
  }

  @Test
  void aPathThatIsCutForTenSecondsIsRestoredByARestart() throws Exception {
    connect();
    begin();
    pass(Duration.ofSeconds(2));
    LAB.line("cut=udp");
    pass(Duration.ofSeconds(10));
    LAB.line("");

    awaitSessions(CONNECTING, DIRECT, RECOVERING, DIRECT);
    endAndCheck();
  }

  @Test
  void afterACutOfAMinuteThereIsAFreshConnection() throws Exception {
    connect();
    begin();
    pass(Duration.ofSeconds(2));
    LAB.line("cut=all");
    pass(Duration.ofSeconds(60));
    LAB.line("");

    await()
        .atMost(NetworkPeer.PATIENCE)
        .untilAsserted(() -> assertThat(sessions(a)).endsWith(CONNECTING, DIRECT).contains(IDLE));
    pass(Duration.ofSeconds(2));
    endAndCheck();
    assertThat(sessions(a)).startsWith(CONNECTING, DIRECT, RECOVERING, IDLE);
    assertThat(a.ask("call " + idOfB, "called")).isEqualTo("first");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "loss=0.01",
        "loss=0.05",
        "loss=0.2",
        "reorder=0.3",
        "duplicate=0.3",
        "loss=0.05 reorder=0.2 duplicate=0.1"
      })
  void callsGoOverALineThatIsBad(String state) throws Exception {
    LAB.line(state);
    connect();
    begin();
    pass(Duration.ofSeconds(5));

    Outcome outcome = endAndCheck();
    // On a busy machine a fifth lost may keep one waiting for longer than its ten seconds.
    assertThat(outcome.answered())
        .as("answered calls, of those that failed: %s", outcome.failures())
        .isGreaterThanOrEqualTo(state.equals("loss=0.2") ? outcome.made() / 2 : outcome.made());
  }
}
