package dev.actr.webrtc.ice;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** A controlling peer with one socket that does what a test says and nothing by itself. */
final class ScriptedController implements AutoCloseable {

  private static final int PATIENCE_MILLIS = 20_000;

  private final SecureRandom random = new SecureRandom();
  private final IceParameters own = new IceParameters("peer", "x".repeat(24));
  private final IceParameters agents;
  private final DatagramSocket socket;

  /** Where the last packet came from. */
  private InetSocketAddress from;

  ScriptedController(IceParameters agents) throws IOException {
    this(agents, InetAddress.getLoopbackAddress());
  }

  private ScriptedController(IceParameters agents, InetAddress address) throws IOException {
    this.agents = agents;
    this.socket = new DatagramSocket(0, address);
    socket.setSoTimeout(PATIENCE_MILLIS);
  }

  /** One at an address of this machine that is not a loopback address. */
  static ScriptedController atDistance(IceParameters agents) throws IOException {
    Optional<InetAddress> address =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(one -> one.getAddress().length == 4 && !one.isLoopbackAddress())
            .findFirst();
    Assumptions.assumeTrue(address.isPresent(), "there is no address but those of loopback");
    return new ScriptedController(agents, address.get());
  }

  IceParameters parameters() {
    return own;
  }

  InetSocketAddress address() {
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }

  IceCandidate candidate() {
    return IceCandidate.parse(
        "candidate:1 1 udp 2130706431 %s %d typ host"
            .formatted(address().getAddress().getHostAddress(), address().getPort()));
  }

  /** Checks an address of the agent, and waits until it answers. */
  void check(IceCandidate candidate, boolean use) {
    StunWriter request =
        new StunWriter(StunMessage.BINDING, StunMessage.REQUEST, TransactionId.random(random));
    request
        .putText(
            StunMessage.USERNAME, agents.usernameFragment() + ':' + parameters().usernameFragment())
        .putLong(StunMessage.ICE_CONTROLLING, -1)
        .putNumber(StunMessage.PRIORITY, 1 << 30);
    if (use) {
      request.putFlag(StunMessage.USE_CANDIDATE);
    }
    byte[] message = request.sign(bytes(agents)).finishWithFingerprint();
    InetSocketAddress to = new InetSocketAddress(candidate.address(), candidate.port());
    send(message, to);
  }

  /** The next check of the agent that is not one sent before. */
  StunMessage awaitCheck() {
    while (true) {
      StunMessage message = receive();
      if (message.messageClass() == StunMessage.REQUEST) {
        assertThat(message.isAuthentic(bytes(own))).isTrue();
        return message;
      }
    }
  }

  void answer(StunMessage check) {
    StunWriter response =
        new StunWriter(StunMessage.BINDING, StunMessage.SUCCESS, check.transactionId());
    response.putAddress(StunMessage.XOR_MAPPED_ADDRESS, from);
    send(response.sign(bytes(own)).finishWithFingerprint(), from);
  }

  void refuse(StunMessage check) {
    StunWriter response =
        new StunWriter(StunMessage.BINDING, StunMessage.ERROR, check.transactionId());
    response.putError(400, "Bad Request");
    send(response.sign(bytes(own)).finishWithFingerprint(), from);
  }

  private StunMessage receive() {
    DatagramPacket packet = new DatagramPacket(new byte[1500], 1500);
    try {
      socket.receive(packet);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    from = (InetSocketAddress) packet.getSocketAddress();
    return StunMessage.parse(Arrays.copyOf(packet.getData(), packet.getLength())).orElseThrow();
  }

  private void send(byte[] message, InetSocketAddress to) {
    try {
      socket.send(new DatagramPacket(message, message.length, to));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] bytes(IceParameters parameters) {
    return parameters.password().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    socket.close();
  }
}
