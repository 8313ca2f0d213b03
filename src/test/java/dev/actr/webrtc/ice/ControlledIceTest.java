package dev.actr.webrtc.ice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.nio.NioEventLoopGroup;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an agent does with the pairs a controlling peer asks for (RFC 8445, section 7.3.1). */
class ControlledIceTest {

  private final NioEventLoopGroup loops = new NioEventLoopGroup(1);
  private IceEnd agent;
  private ScriptedController peer;

  @BeforeEach
  void start() throws Exception {
    IceConfig config =
        IceConfig.builder().bindAddresses(List.of(InetAddress.getLoopbackAddress())).build();
    agent = new IceEnd(loops.next(), config);
    peer = new ScriptedController(agent.call(agent.agent::localParameters));
    agent.run(() -> agent.agent.setRemoteParameters(peer.parameters()));
    agent.run(agent.agent::gather);
    await().until(() -> agent.gathered);
  }

  @AfterEach
  void close() {
    peer.close();
    agent.run(agent.agent::close);
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private void awaitSelected() {
    await().untilAsserted(() -> assertThat(agent.pairs).hasSize(1));
    assertThat(agent.pairs.get(0).remote()).isEqualTo(peer.address());
    assertThat(agent.state()).isEqualTo(IceState.CONNECTED);
  }

  private IceCandidate agents() {
    return agent.candidates.get(0);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aPairWhoseCheckHasFailedIsCheckedAgainWhenThePeerChecksIt(boolean nominatedAtOnce) {
    agent.run(() -> agent.agent.addRemoteCandidate(peer.candidate()));
    peer.refuse(peer.awaitCheck());
    peer.check(agents(), nominatedAtOnce);
    peer.answer(peer.awaitCheck());
    if (!nominatedAtOnce) {
      peer.check(agents(), true);
    }
    awaitSelected();
  }

  @Test
  void aPairThatIsAskedForIsUsedWhenItsOwnCheckHasSucceededAndNotBefore() {
    agent.run(() -> agent.agent.addRemoteCandidate(peer.candidate()));
    StunMessage check = peer.awaitCheck();
    peer.check(agents(), true);
    StunMessage triggered = peer.awaitCheck();
    assertThat(agent.pairs).isEmpty();
    peer.answer(check);
    peer.answer(triggered);
    awaitSelected();
  }

  @Test
  void anAddressThePeerDidNotTellIsLearnedFromItsCheck() {
    peer.check(agents(), true);
    peer.answer(peer.awaitCheck());
    awaitSelected();
    assertThat(agent.pairs.get(0).remoteType()).isEqualTo(CandidateType.PEER_REFLEXIVE);
  }

  /** This side would not pair the two; the peer has shown that packets come through. */
  @Test
  void aCheckBetweenAddressesThatWereNotPairedMakesTheirPair() throws Exception {
    try (ScriptedController distant =
        ScriptedController.atDistance(agent.call(agent.agent::localParameters))) {
      agent.run(() -> agent.agent.addRemoteCandidate(distant.candidate()));
      distant.check(agents(), true);
      distant.answer(distant.awaitCheck());
      await().untilAsserted(() -> assertThat(agent.pairs).hasSize(1));
      assertThat(agent.pairs.get(0).remote()).isEqualTo(distant.address());
    }
  }
}
