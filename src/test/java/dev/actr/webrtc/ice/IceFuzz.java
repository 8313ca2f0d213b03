package dev.actr.webrtc.ice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.fuzz.FuzzTarget;
import dev.actr.wire.Golden;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Candidates, STUN, checks of a peer, and a relay's answers. */
public final class IceFuzz {

  private static final InetSocketAddress ADDRESS = new InetSocketAddress("192.0.2.1", 3478);
  private static final IceServer TURN =
      new IceServer(
          IceServer.Kind.TURN,
          "192.0.2.9",
          3478,
          IceServer.Transport.TCP,
          Optional.of("user"),
          Optional.of("pass"));
  private static final SecureRandom RANDOM = new SecureRandom();

  private IceFuzz() {}

  public static Stream<FuzzTarget> targets() {
    return Stream.of(
        new FuzzTarget("ice-candidate", 20_000, IceFuzz::candidates, IceFuzz::candidate),
        new FuzzTarget(
            "stun",
            100_000,
            () -> List.of(StunMessageTest.REQUEST, StunMessageTest.RESPONSE),
            IceFuzz::stun),
        new FuzzTarget("ice-check", 5000, IceFuzz::checks, IceFuzz::check),
        new FuzzTarget("turn-answers", 5000, IceFuzz::answers, IceFuzz::answer));
  }

  private static List<byte[]> candidates() {
    return Stream.concat(
            Stream.of(
                IceCandidateTest.REFLEXIVE,
                "candidate:1 1 udp 2130706431 2001:db8::1 5000 typ host",
                "candidate:1 1 tcp 1 0d8ae1e0.local 9 typ host tcptype active"),
            Golden.events(event -> true).stream()
                .flatMap(event -> event.json().findValuesAsText("candidate").stream())
                .filter(text -> text.startsWith("candidate:"))
                .distinct()
                .limit(20))
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  private static boolean candidate(byte[] bytes) {
    try {
      IceCandidate candidate = IceCandidate.parse(new String(bytes, StandardCharsets.UTF_8));
      String written = candidate.toAttribute();
      assertThat(written).matches("[ -~]+");
      assertThat(IceCandidate.parse(written).toAttribute()).isEqualTo(written);
      RemoteCandidate.of(candidate);
      return true;
    } catch (IllegalArgumentException refused) {
      assertThat(refused).hasMessageStartingWith("malformed candidate");
      return false;
    }
  }

  private static boolean stun(byte[] bytes) {
    // The checksum would leave nothing but the samples.
    byte[] fitting = bytes.clone();
    if (fitting.length >= 28 && ByteBuffer.wrap(fitting).getInt(fitting.length - 8) == 0x80280004) {
      int crc = StunMessage.crc(fitting, fitting.length - 8);
      ByteBuffer.wrap(fitting).putInt(fitting.length - 4, crc);
    }
    Optional<StunMessage> message = StunMessage.parse(fitting);
    message.ifPresent(IceFuzz::readAll);
    return message.isPresent();
  }

  static void readAll(StunMessage message) {
    message.method();
    message.messageClass();
    message.transactionId();
    message.address(StunMessage.XOR_MAPPED_ADDRESS);
    message.address(StunMessage.XOR_PEER_ADDRESS);
    message.errorCode();
    message.number(StunMessage.PRIORITY);
    message.longNumber(StunMessage.ICE_CONTROLLING);
    message.text(StunMessage.USERNAME);
    message.hasUnknownRequired();
    assertThat(message.isAuthentic(new byte[16])).isFalse();
  }

  /** The attributes of a check, but for the user name and the integrity. */
  private static List<byte[]> checks() {
    StunWriter controlling =
        new StunWriter(StunMessage.BINDING, StunMessage.REQUEST, new TransactionId(1, 2))
            .putNumber(StunMessage.PRIORITY, 1 << 24)
            .putLong(StunMessage.ICE_CONTROLLING, 5)
            .putFlag(StunMessage.USE_CANDIDATE);
    StunWriter controlled =
        new StunWriter(StunMessage.BINDING, StunMessage.REQUEST, new TransactionId(1, 2))
            .putNumber(StunMessage.PRIORITY, 1 << 24)
            .putLong(StunMessage.ICE_CONTROLLED, 5);
    return Stream.of(controlling, controlled).map(IceFuzz::attributes).toList();
  }

  private static byte[] attributes(StunWriter writer) {
    byte[] message = writer.finish();
    return Arrays.copyOfRange(message, StunMessage.HEADER, message.length);
  }

  private static boolean check(byte[] bytes) {
    EmbeddedChannel channel = new EmbeddedChannel();
    IceParameters local = IceParameters.random(RANDOM);
    CheckOwner owner = new CheckOwner();
    CheckList list =
        new CheckList(
            channel.eventLoop(),
            owner,
            new StunTransactions(channel.eventLoop()),
            IceConfig.builder().build(),
            local);
    Base base = new SilentBase();
    list.addLocal(new LocalCandidate(base, CandidateType.HOST, ADDRESS, 100));
    IceParameters remote = IceParameters.random(RANDOM);
    list.setRemote(remote);
    byte[] key = local.password().getBytes(StandardCharsets.UTF_8);
    byte[] head =
        new StunWriter(StunMessage.BINDING, StunMessage.REQUEST, new TransactionId(3, 4))
            .putText(
                StunMessage.USERNAME, local.usernameFragment() + ':' + remote.usernameFragment())
            .finish();
    int length = head.length + Math.min(bytes.length & ~3, 1200);
    byte[] unsigned = Arrays.copyOf(head, length + 24);
    System.arraycopy(bytes, 0, unsigned, head.length, length - head.length);
    ByteBuffer message = ByteBuffer.wrap(unsigned);
    message.putShort(2, (short) (length + 24 - StunMessage.HEADER));
    message
        .putShort(length, (short) StunMessage.MESSAGE_INTEGRITY)
        .putShort(length + 2, (short) 20);
    message.position(length + 4).put(Hmac.sha1(key, unsigned, length));
    Optional<StunMessage> check = StunMessage.parse(unsigned).filter(m -> m.isAuthentic(key));
    if (check.isEmpty()) {
      return false;
    }
    InetSocketAddress from = new InetSocketAddress("192.0.2.2", 4000);
    Optional<byte[]> answer = list.onRequest(check.get(), base, from, 7);
    answer.ifPresent(a -> assertThat(StunMessage.parse(a)).isPresent());
    list.close();
    return answer.isPresent();
  }

  /** What a session asks of its agent, without one. */
  private static final class CheckOwner implements CheckList.Owner {
    private boolean controlling;

    @Override
    public boolean controlling() {
      return controlling;
    }

    @Override
    public void switchRole() {
      controlling = !controlling;
    }

    @Override
    public void onNominated(CandidatePair pair) {}

    @Override
    public void onValidated(CandidatePair pair) {}

    @Override
    public StunWriter request(CandidatePair pair, boolean nominate) {
      return new StunWriter(StunMessage.BINDING, StunMessage.REQUEST, TransactionId.random(RANDOM));
    }
  }

  /** Sends nowhere. */
  private static final class SilentBase implements Base {

    @Override
    public CandidateType type() {
      return CandidateType.HOST;
    }

    @Override
    public InetSocketAddress address() {
      return ADDRESS;
    }

    @Override
    public void send(byte[] packet, int offset, int length, InetSocketAddress to) {}

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }

  /** A relay's messages behind each other, as over TCP. */
  private static List<byte[]> answers() {
    TransactionId id = new TransactionId(1, 2);
    byte[] challenge =
        new StunWriter(StunMessage.ALLOCATE, StunMessage.ERROR, id)
            .putError(401, "Unauthorized")
            .putText(StunMessage.REALM, "realm")
            .putText(StunMessage.NONCE, "nonce")
            .finish();
    byte[] allocated =
        new StunWriter(StunMessage.ALLOCATE, StunMessage.SUCCESS, id)
            .putAddress(StunMessage.XOR_RELAYED_ADDRESS, ADDRESS)
            .putNumber(StunMessage.LIFETIME, 600)
            .finish();
    byte[] data =
        new StunWriter(StunMessage.DATA, StunMessage.INDICATION, id)
            .putAddress(StunMessage.XOR_PEER_ADDRESS, ADDRESS)
            .put(StunMessage.DATA_VALUE, new byte[] {1, 2, 3, 4})
            .finish();
    byte[] channelData = {0x40, 0, 0, 4, 1, 2, 3, 4};
    return List.of(
        joined(allocated, data, channelData),
        joined(challenge, data),
        joined(allocated, challenge));
  }

  private static byte[] joined(byte[]... messages) {
    ByteBuffer all = ByteBuffer.allocate(1000);
    for (byte[] message : messages) {
      all.put(message);
    }
    return Arrays.copyOf(all.array(), all.position());
  }

  private static boolean answer(byte[] bytes) {
    EmbeddedChannel channel = new EmbeddedChannel(new TurnChannel.Frames());
    int[] ended = {0};
    int[] packets = {0};
    TurnAllocation allocation =
        new TurnAllocation(
            channel.eventLoop(),
            TURN,
            RANDOM,
            (base, from, packet) -> {
              assertThat(packet).isNotEmpty();
              packets[0]++;
            },
            (done, reason) -> ended[0] += done == null ? 1 : 0);
    allocation.onConnected(new TurnChannel(channel, true));
    allocation.bindChannel(new InetSocketAddress("192.0.2.3", 5000));
    try {
      channel.writeInbound(channel.alloc().buffer().writeBytes(bytes));
    } catch (DecoderException refused) {
      finish(channel);
      return false;
    }
    byte[] id = new byte[12];
    for (byte[] frame = channel.readInbound(); frame != null; frame = channel.readInbound()) {
      id = lastRequest(channel, id);
      if (frame.length >= StunMessage.HEADER && StunMessage.isStun(frame[0] & 0xff)) {
        System.arraycopy(id, 0, frame, 8, id.length);
      }
      allocation.onPacket(frame);
    }
    allocation.close();
    finish(channel);
    return packets[0] > 0;
  }

  private static void finish(EmbeddedChannel channel) {
    try {
      channel.finishAndReleaseAll();
    } catch (DecoderException refused) {
      // What was left over when the connection ended is refused like the rest.
    }
  }

  /** The transaction of what was sent last, which the next answer is made to fit. */
  private static byte[] lastRequest(EmbeddedChannel channel, byte[] otherwise) {
    byte[] id = otherwise;
    for (ByteBuf sent = channel.readOutbound(); sent != null; sent = channel.readOutbound()) {
      if (sent.readableBytes() >= StunMessage.HEADER) {
        id = new byte[12];
        sent.getBytes(sent.readerIndex() + 8, id);
      }
      sent.release();
    }
    return id;
  }
}
