package dev.actr.webrtc.ice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which pair the controlling side has used, of those that a simulated peer answers on. */
class CheckListTest {

  private static final IceParameters HERE = IceParameters.random(new SecureRandom());
  private static final IceParameters THERE = IceParameters.random(new SecureRandom());
  private static final InetSocketAddress RELAY_OF_PEER = new InetSocketAddress("192.0.2.7", 1000);
  private static final InetSocketAddress HOST_OF_PEER = new InetSocketAddress("192.0.2.8", 2000);

  private final EventLoop loop = new DefaultEventLoop();
  private final StunTransactions transactions = new StunTransactions(loop);
  private final List<CandidatePair> validated = new CopyOnWriteArrayList<>();
  private final List<CandidatePair> used = new CopyOnWriteArrayList<>();

  /** Where checks were sent to, lost ones too. */
  private final List<InetSocketAddress> sent = new CopyOnWriteArrayList<>();

  private final SimulatedBase host =
      new SimulatedBase(CandidateType.HOST, new InetSocketAddress("192.0.2.1", 3000));
  private final SimulatedBase relay =
      new SimulatedBase(CandidateType.RELAYED, new InetSocketAddress("192.0.2.2", 4000));
  private CheckList list;

  @BeforeEach
  void start() throws Exception {
    list = new CheckList(loop, new Controlling(), transactions, IceConfig.DEFAULT, HERE);
    onLoop(
        () -> {
          list.setRemote(THERE);
          return null;
        });
  }

  @AfterEach
  void stop() throws Exception {
    onLoop(
        () -> {
          list.close();
          transactions.close();
          return null;
        });
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
  }

  private void onLoop(Callable<?> task) throws Exception {
    loop.submit(task).get(10, TimeUnit.SECONDS);
  }

  private void here(SimulatedBase... bases) throws Exception {
    onLoop(
        () -> {
          for (SimulatedBase base : bases) {
            list.addLocal(new LocalCandidate(base, base.type, base.address, 65_535));
          }
          return null;
        });
  }

  private void there(CandidateType type, InetSocketAddress address) throws Exception {
    onLoop(
        () -> {
          list.addRemote(remote(type, address));
          return null;
        });
  }

  @Test
  void aRelayIsNotSettledForWhileAddressesOfThePeerMayYetCome() throws Exception {
    here(host, relay);
    there(CandidateType.RELAYED, RELAY_OF_PEER);
    await().until(() -> !validated.isEmpty());
    there(CandidateType.HOST, HOST_OF_PEER);

    await().until(() -> !used.isEmpty());
    assertThat(used.get(0).describe().relayed()).isFalse();
  }

  @Test
  void oneLostCheckDoesNotMakeThemUseARelay() throws Exception {
    host.lose = 1;
    host.roundTripMillis = 200;
    here(host, relay);
    there(CandidateType.HOST, HOST_OF_PEER);
    there(CandidateType.RELAYED, RELAY_OF_PEER);

    await().until(() -> !used.isEmpty());
    assertThat(used.get(0).describe().relayed()).isFalse();
  }

  @Test
  void aRelayIsSettledForWhenNothingElseComes() throws Exception {
    here(host, relay);
    there(CandidateType.RELAYED, RELAY_OF_PEER);

    await().until(() -> !used.isEmpty());
    assertThat(used.get(0).describe().relayed()).isTrue();
  }

  /**
   * A NAT in front of this side lets the peer's checks in once something was sent to where they are
   * from.
   */
  @Test
  void aCheckOverARelayDoesNotHoldUpTheFirstOnesOfDirectWays() throws Exception {
    InetSocketAddress reflexiveOfPeer = new InetSocketAddress("198.51.100.8", 2000);
    host.lose = Integer.MAX_VALUE;
    here(host, relay);
    onLoop(
        () -> {
          list.addRemote(remote(CandidateType.HOST, HOST_OF_PEER));
          list.addRemote(remote(CandidateType.SERVER_REFLEXIVE, reflexiveOfPeer));
          return list.onRequest(checkOfPeer(), relay, RELAY_OF_PEER, 0).orElseThrow();
        });

    await().until(() -> sent.contains(RELAY_OF_PEER));
    assertThat(sent).startsWith(HOST_OF_PEER, reflexiveOfPeer);
  }

  private static RemoteCandidate remote(CandidateType type, InetSocketAddress address) {
    return new RemoteCandidate(address, type, type.priority(65_535));
  }

  private static StunMessage checkOfPeer() {
    byte[] check =
        new StunWriter(
                StunMessage.BINDING, StunMessage.REQUEST, TransactionId.random(new SecureRandom()))
            .putText(StunMessage.USERNAME, HERE.usernameFragment() + ':' + THERE.usernameFragment())
            .putNumber(StunMessage.PRIORITY, 1)
            .sign(HERE.password().getBytes(StandardCharsets.UTF_8))
            .finishWithFingerprint();
    return StunMessage.parse(check).orElseThrow();
  }

  /** Everything that is sent from it and not lost is answered at once. */
  private final class SimulatedBase implements Base {

    private final CandidateType type;
    private final InetSocketAddress address;

    /** How many packets are lost first. */
    private int lose;

    private long roundTripMillis;

    SimulatedBase(CandidateType type, InetSocketAddress address) {
      this.type = type;
      this.address = address;
    }

    @Override
    public CandidateType type() {
      return type;
    }

    @Override
    public InetSocketAddress address() {
      return address;
    }

    @Override
    public void send(byte[] packet, int offset, int length, InetSocketAddress to) {
      sent.add(to);
      if (lose > 0) {
        lose--;
        return;
      }
      StunMessage request =
          StunMessage.parse(Arrays.copyOfRange(packet, offset, offset + length)).orElseThrow();
      byte[] answer =
          new StunWriter(StunMessage.BINDING, StunMessage.SUCCESS, request.transactionId())
              .putAddress(StunMessage.XOR_MAPPED_ADDRESS, address)
              .sign(THERE.password().getBytes(StandardCharsets.UTF_8))
              .finishWithFingerprint();
      loop.schedule(
          () -> transactions.onResponse(StunMessage.parse(answer).orElseThrow(), this, to),
          roundTripMillis,
          TimeUnit.MILLISECONDS);
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }

  private final class Controlling implements CheckList.Owner {

    private final SecureRandom random = new SecureRandom();

    @Override
    public boolean controlling() {
      return true;
    }

    @Override
    public void switchRole() {
      throw new AssertionError("nobody asked for that");
    }

    @Override
    public void onNominated(CandidatePair pair) {
      used.add(pair);
    }

    @Override
    public void onValidated(CandidatePair pair) {
      if (!validated.contains(pair)) {
        validated.add(pair);
      }
    }

    @Override
    public StunWriter request(CandidatePair pair, boolean nominate) {
      return new StunWriter(StunMessage.BINDING, StunMessage.REQUEST, TransactionId.random(random))
          .sign(THERE.password().getBytes(StandardCharsets.UTF_8));
    }
  }
}
