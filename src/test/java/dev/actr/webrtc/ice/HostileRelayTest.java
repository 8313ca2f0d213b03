package dev.actr.webrtc.ice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.Hostile;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What comes from a relay, and from whoever sends to its address. */
class HostileRelayTest {

  private static final InetSocketAddress PEER = new InetSocketAddress("192.0.2.3", 5000);
  private static final InetSocketAddress RELAYED = new InetSocketAddress("192.0.2.9", 50_000);
  private static final IceServer SERVER =
      new IceServer(
          IceServer.Kind.TURN,
          "192.0.2.9",
          3478,
          IceServer.Transport.UDP,
          Optional.of("user"),
          Optional.of("pass"));

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final List<byte[]> packets = new ArrayList<>();
  private final List<String> ended = new ArrayList<>();
  private final TurnAllocation allocation =
      new TurnAllocation(
          channel.eventLoop(),
          SERVER,
          new SecureRandom(),
          (base, from, packet) -> packets.add(packet),
          (done, reason) -> ended.add(String.valueOf(reason)));

  @BeforeEach
  void connect() {
    allocation.onConnected(new TurnChannel(channel, true));
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  /** The request that was sent last. */
  private StunMessage request() {
    StunMessage last = null;
    for (ByteBuf sent = channel.readOutbound(); sent != null; sent = channel.readOutbound()) {
      byte[] bytes = new byte[sent.readableBytes()];
      sent.readBytes(bytes).release();
      last = StunMessage.parse(bytes).orElseThrow();
    }
    return last;
  }

  private void allocated() {
    allocation.onPacket(
        new StunWriter(StunMessage.ALLOCATE, StunMessage.SUCCESS, request().transactionId())
            .putAddress(StunMessage.XOR_RELAYED_ADDRESS, RELAYED)
            .finish());
    assertThat(allocation.address()).isEqualTo(RELAYED);
  }

  @Test
  @Hostile("H162")
  void aDatagramWithoutContentIsNotHandedOn() {
    allocated();
    allocation.bindChannel(PEER);
    allocation.onPacket(new byte[] {0x40, 0, 0, 0});
    allocation.onPacket(
        new StunWriter(StunMessage.DATA, StunMessage.INDICATION, new TransactionId(1, 2))
            .putAddress(StunMessage.XOR_PEER_ADDRESS, PEER)
            .put(StunMessage.DATA_VALUE, new byte[0])
            .finish());
    assertThat(packets).isEmpty();

    allocation.onPacket(new byte[] {0x40, 0, 0, 1, 7});
    assertThat(packets).containsExactly(new byte[] {7});
  }

  @Test
  @Hostile("H163")
  void aChallengeLongerThanTheStandardHasItEndsTheAttempt() {
    answer(request(), 401, "realm", "n".repeat(60_000));

    assertThat(ended).containsExactly("the server refused with error 401");
    assertThat(request()).isNull();
  }

  @Test
  @Hostile("H164")
  void aServerThatChallengesForEverIsGivenUp() {
    answer(request(), 401, "realm", "first");
    int challenges = 0;
    for (StunMessage next = request(); next != null; next = request()) {
      answer(next, 438, "realm", "nonce " + challenges);
      challenges++;
    }

    assertThat(challenges).isEqualTo(2);
    assertThat(ended).containsExactly("the server refused with error 438");
  }

  private void answer(StunMessage request, int code, String realm, String nonce) {
    allocation.onPacket(
        new StunWriter(StunMessage.ALLOCATE, StunMessage.ERROR, request.transactionId())
            .putError(code, "")
            .putText(StunMessage.REALM, realm)
            .putText(StunMessage.NONCE, nonce)
            .finish());
  }
}
