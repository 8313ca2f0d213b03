package dev.actr.webrtc.ice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.actr.Hostile;
import io.netty.channel.nio.NioEventLoopGroup;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IceAgentTest {

  private final NioEventLoopGroup loops = new NioEventLoopGroup(2);
  private final List<IceEnd> ends = new ArrayList<>();

  @AfterEach
  void close() {
    ends.forEach(end -> end.run(end.agent::close));
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private static IceConfig.Builder loopback() {
    return IceConfig.builder().bindAddresses(List.of(InetAddress.getLoopbackAddress()));
  }

  private IceEnd end(IceConfig config) {
    IceEnd end = new IceEnd(loops.next(), config);
    ends.add(end);
    return end;
  }

  private static void awaitState(IceState state, IceEnd... ends) {
    for (IceEnd end : ends) {
      await().untilAsserted(() -> assertThat(end.state()).isEqualTo(state));
    }
  }

  @Test
  void twoAgentsConnectAndSendBothWays() {
    IceEnd one = end(loopback().build());
    IceEnd other = end(loopback().build());

    IceEnd.connect(one, other);
    awaitState(IceState.CONNECTED, one, other);
    one.send("there");
    other.send("back");

    await().untilAsserted(() -> assertThat(other.received).containsExactly("there"));
    await().untilAsserted(() -> assertThat(one.received).containsExactly("back"));
    assertThat(one.pair().orElseThrow().local()).isEqualTo(other.pair().orElseThrow().remote());
    assertThat(one.pair().orElseThrow().relayed()).isFalse();
    assertThat(one.states).containsExactly(IceState.CHECKING, IceState.CONNECTED);
  }

  @Test
  void agentsThatBothThinkTheyControlSettleIt() {
    IceEnd one = end(loopback().build());
    IceEnd other = end(loopback().build());
    other.run(() -> other.agent.setControlling(true));

    IceEnd.connect(one, other);

    awaitState(IceState.CONNECTED, one, other);
  }

  @Test
  void agentsThatBothThinkTheyAreControlledSettleIt() {
    IceEnd one = end(loopback().build());
    IceEnd other = end(loopback().build());

    one.peer = other;
    other.peer = one;
    IceEnd.exchange(one, other);

    awaitState(IceState.CONNECTED, one, other);
  }

  @Test
  void aRestartKeepsTheWayOpenAndEndsWithNewParameters() {
    IceEnd one = end(loopback().build());
    IceEnd other = end(loopback().build());
    IceEnd.connect(one, other);
    awaitState(IceState.CONNECTED, one, other);
    IceParameters before = one.call(one.agent::localParameters);

    one.run(one.agent::restart);
    one.send("during");
    await().untilAsserted(() -> assertThat(other.received).contains("during"));
    other.run(other.agent::restart);
    IceEnd.exchange(one, other);

    await().untilAsserted(() -> assertThat(one.pairs).hasSize(2));
    await().untilAsserted(() -> assertThat(other.pairs).hasSize(2));
    one.send("after");
    await().untilAsserted(() -> assertThat(other.received).contains("after"));
    assertThat(one.call(one.agent::localParameters)).isNotEqualTo(before);
    assertThat(one.states).containsExactly(IceState.CHECKING, IceState.CONNECTED);
  }

  @Test
  @Hostile("H77")
  void wrongPasswordsEndInFailure() {
    IceConfig config = loopback().connectTimeout(Duration.ofMillis(800)).build();
    IceEnd one = end(config);
    IceEnd other = end(config);
    one.peer = other;
    other.peer = one;
    for (IceEnd end : ends) {
      IceParameters right = end.peer.call(end.peer.agent::localParameters);
      IceParameters wrong = new IceParameters(right.usernameFragment(), "x".repeat(24));
      end.run(() -> end.agent.setRemoteParameters(wrong));
    }
    one.run(one.agent::gather);
    other.run(other.agent::gather);

    awaitState(IceState.FAILED, one, other);
    assertThat(one.pairs).isEmpty();
    assertThat(other.pairs).isEmpty();
  }

  @Test
  void aPeerThatIsGoneIsFirstMissedAndThenGivenUp() {
    IceConfig config =
        loopback()
            .consent(Duration.ofMillis(50), Duration.ofMillis(200), Duration.ofMillis(600))
            .build();
    IceEnd one = end(config);
    IceEnd other = end(config);
    IceEnd.connect(one, other);
    awaitState(IceState.CONNECTED, one, other);

    other.run(other.agent::close);

    awaitState(IceState.FAILED, one);
    assertThat(one.states)
        .containsExactly(
            IceState.CHECKING, IceState.CONNECTED, IceState.DISCONNECTED, IceState.FAILED);
  }

  @Test
  void consentThatIsKeptFreshKeepsTheConnection() {
    IceConfig config =
        loopback()
            .consent(Duration.ofMillis(20), Duration.ofMillis(500), Duration.ofMillis(500))
            .build();
    IceEnd one = end(config);
    IceEnd other = end(config);
    IceEnd.connect(one, other);
    awaitState(IceState.CONNECTED, one, other);

    await()
        .during(Duration.ofMillis(1500))
        .atMost(Duration.ofSeconds(5))
        .until(() -> one.state() == IceState.CONNECTED);
    assertThat(one.states).doesNotContain(IceState.FAILED);
  }

  @Test
  void portsStayInTheirRange() {
    IceEnd one = end(loopback().ports(45_000, 45_999).build());

    one.run(one.agent::gather);

    await().until(() -> one.gathered);
    assertThat(one.candidates).hasSize(1);
    assertThat(one.candidates.get(0).port()).isBetween(45_000, 45_999);
  }

  @Test
  void agentsConnectOverIpv6() throws Exception {
    IceConfig ipv6 =
        IceConfig.builder().bindAddresses(List.of(InetAddress.getByName("::1"))).build();
    IceEnd one = end(ipv6);
    IceEnd other = end(ipv6);

    IceEnd.connect(one, other);

    awaitState(IceState.CONNECTED, one, other);
    assertThat(one.pair().orElseThrow().remote().getAddress()).isInstanceOf(Inet6Address.class);
    one.send("hello");
    await().untilAsserted(() -> assertThat(other.received).containsExactly("hello"));
  }

  @Test
  void withoutIpv6NoneOfItsAddressesIsTold() {
    IceEnd one = end(IceConfig.builder().loopback(true).ipv6(false).build());

    one.run(one.agent::gather);

    await().until(() -> one.gathered);
    assertThat(one.candidates)
        .isNotEmpty()
        .noneMatch(candidate -> candidate.address().contains(":"));
  }

  @Test
  void addressesOfOtherInterfacesAreNotTold() {
    IceEnd one = end(IceConfig.builder().interfaces(name -> name.equals("lo")).build());
    IceEnd none = end(IceConfig.builder().interfaces(name -> false).build());

    one.run(one.agent::gather);
    none.run(none.agent::gather);

    await().until(() -> one.gathered && none.gathered);
    assertThat(one.candidates)
        .isNotEmpty()
        .allMatch(
            candidate -> Set.of("127.0.0.1", "0:0:0:0:0:0:0:1").contains(candidate.address()));
    assertThat(none.candidates).isEmpty();
  }

  @Test
  void anAdvertisedAddressIsToldInPlaceOfTheHosts() throws Exception {
    InetAddress shown = InetAddress.getByName("198.51.100.7");
    IceEnd one = end(loopback().advertisedAddresses(List.of(shown)).build());

    one.run(one.agent::gather);

    await().until(() -> one.gathered);
    assertThat(one.candidates).extracting(IceCandidate::address).containsExactly("198.51.100.7");
  }

  @Test
  void anAgentForRelaysOnlyTellsNoOtherAddress() {
    IceEnd one = end(loopback().relayOnly(true).build());

    one.run(one.agent::gather);

    await().until(() -> one.gathered);
    assertThat(one.candidates).isEmpty();
  }
}
