package dev.actr.webrtc.ice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.Hostile;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A peer's checks and answers, in a time of the test's own. */
class HostileChecksTest {

  private static final InetSocketAddress OWN = new InetSocketAddress("192.0.2.1", 4000);
  private static final InetSocketAddress PEER = new InetSocketAddress("192.0.2.2", 4000);

  private final SecureRandom random = new SecureRandom();
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final StunTransactions transactions = new StunTransactions(channel.eventLoop());
  private final IceParameters local = IceParameters.random(random);
  private final IceParameters remote = IceParameters.random(random);
  private final Agent agent = new Agent();
  private final Socket socket = new Socket();
  private final CheckList list =
      new CheckList(channel.eventLoop(), agent, transactions, IceConfig.DEFAULT, local);

  /** What a session asks of its agent. */
  private final class Agent implements CheckList.Owner {
    private final Set<InetSocketAddress> validated = new HashSet<>();
    private boolean controlling;
    private int switches;

    @Override
    public boolean controlling() {
      return controlling;
    }

    @Override
    public void switchRole() {
      controlling = !controlling;
      switches++;
    }

    @Override
    public void onNominated(CandidatePair pair) {}

    @Override
    public void onValidated(CandidatePair pair) {
      validated.add(pair.remote.address());
    }

    @Override
    public StunWriter request(CandidatePair pair, boolean nominate) {
      return new StunWriter(StunMessage.BINDING, StunMessage.REQUEST, TransactionId.random(random))
          .sign(key(remote));
    }
  }

  /** Keeps what is sent. */
  private static final class Socket implements Base {
    private final Deque<byte[]> sent = new ArrayDeque<>();
    private final Set<InetSocketAddress> targets = new HashSet<>();

    @Override
    public CandidateType type() {
      return CandidateType.HOST;
    }

    @Override
    public InetSocketAddress address() {
      return OWN;
    }

    @Override
    public void send(byte[] packet, int offset, int length, InetSocketAddress to) {
      sent.add(packet.clone());
      targets.add(to);
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }

  private static byte[] key(IceParameters parameters) {
    return parameters.password().getBytes(StandardCharsets.UTF_8);
  }

  @BeforeEach
  void start() {
    channel.freezeTime();
    list.addLocal(new LocalCandidate(socket, CandidateType.HOST, OWN, 100));
    list.setRemote(remote);
  }

  @AfterEach
  void close() {
    list.close();
    transactions.close();
    channel.finishAndReleaseAll();
  }

  private void pass(long millis) {
    channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
  }

  private Optional<byte[]> check(InetSocketAddress from, byte[] key, int role, long tieBreaker) {
    byte[] request =
        new StunWriter(StunMessage.BINDING, StunMessage.REQUEST, TransactionId.random(random))
            .putText(
                StunMessage.USERNAME, local.usernameFragment() + ':' + remote.usernameFragment())
            .putNumber(StunMessage.PRIORITY, 1 << 24)
            .putLong(role, tieBreaker)
            .sign(key)
            .finishWithFingerprint();
    return list.onRequest(StunMessage.parse(request).orElseThrow(), socket, from, 5);
  }

  private void addPeer() {
    list.addRemote(new RemoteCandidate(PEER, CandidateType.HOST, 100));
  }

  private void answer(byte[] request, StunWriter answer, byte[] key) {
    byte[] bytes = (key == null ? answer : answer.sign(key)).finish();
    transactions.onResponse(StunMessage.parse(bytes).orElseThrow(), socket, PEER);
  }

  private static StunWriter response(int messageClass, byte[] request) {
    return new StunWriter(
        StunMessage.BINDING,
        messageClass,
        StunMessage.parse(request).orElseThrow().transactionId());
  }

  @Test
  @Hostile("H200")
  void checksFromVeryManyAddressesAreAnsweredAsFarAsPairsAreKept() {
    int answered = 0;
    for (int i = 0; i < 10_000; i++) {
      InetSocketAddress from = new InetSocketAddress("198.51.100." + i % 250, 1024 + i / 250);
      answered += check(from, key(local), StunMessage.ICE_CONTROLLING, 9).isPresent() ? 1 : 0;
    }
    assertThat(answered).isEqualTo(CheckList.MAX_REMOTES);
    assertThat(agent.validated).hasSize(CheckList.MAX_REMOTES);
  }

  @Test
  @Hostile("H201")
  void checksWithoutThePasswordAreNotAnsweredAndMakeNoPair() {
    for (int i = 0; i < 1000; i++) {
      assertThat(check(PEER, key(remote), StunMessage.ICE_CONTROLLING, 9)).isEmpty();
    }
    pass(1000);
    assertThat(agent.validated).isEmpty();
    assertThat(socket.sent).isEmpty();
  }

  @Test
  @Hostile("H202")
  void aFloodOfCandidatesIsCheckedToTheLimit() {
    for (int i = 0; i < 10_000; i++) {
      InetSocketAddress address = new InetSocketAddress("198.51.100." + i % 250, 1024 + i / 250);
      list.addRemote(new RemoteCandidate(address, CandidateType.HOST, i));
    }
    for (int i = 0; i < 1000; i++) {
      pass(50);
    }
    assertThat(socket.targets).hasSize(CheckList.MAX_REMOTES);
    assertThat(socket.sent.size()).isLessThanOrEqualTo(7 * CheckList.MAX_REMOTES);
  }

  @Test
  @Hostile("H203")
  void anAnswerWithoutTheIntegrityOfThePeerIsNone() {
    addPeer();
    byte[] request = socket.sent.remove();
    answer(request, response(StunMessage.SUCCESS, request).putAddress(0x20, OWN), null);
    answer(request, response(StunMessage.SUCCESS, request).putAddress(0x20, OWN), key(local));
    answer(request, response(StunMessage.ERROR, request).putError(487, "Role Conflict"), null);
    assertThat(agent.validated).isEmpty();
    assertThat(agent.switches).isZero();

    answer(request, response(StunMessage.SUCCESS, request).putAddress(0x20, OWN), key(remote));
    assertThat(agent.validated).containsExactly(PEER);
  }

  @Test
  @Hostile("H204")
  void roleConflictsForEverAreCheckedAgainAtTheUsualPace() {
    addPeer();
    int checks = 0;
    for (int millis = 0; millis < 10_000; millis += 10) {
      while (!socket.sent.isEmpty()) {
        byte[] request = socket.sent.remove();
        checks++;
        answer(request, response(StunMessage.ERROR, request).putError(487, "x"), key(remote));
      }
      pass(10);
    }
    long interval = IceConfig.DEFAULT.checkInterval().toMillis();
    assertThat(checks).isBetween(10, (int) (10_000 / interval) + 1);
  }

  @Test
  @Hostile("H205")
  void theSameRoleClaimedInEachCheckSwitchesOrRefusesAndKeepsNothing() {
    int refused = 0;
    for (int i = 0; i < 1000; i++) {
      int role = agent.controlling ? StunMessage.ICE_CONTROLLING : StunMessage.ICE_CONTROLLED;
      byte[] answer = check(PEER, key(local), role, i % 3 == 0 ? 9 : 1).orElseThrow();
      refused += StunMessage.parse(answer).orElseThrow().errorCode() == 487 ? 1 : 0;
    }
    assertThat(refused).isBetween(1, 999);
    assertThat(agent.validated).containsExactly(PEER);
  }
}
