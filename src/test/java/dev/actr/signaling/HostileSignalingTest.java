package dev.actr.signaling;

import static dev.actr.signaling.ScriptedSignaling.await;
import static dev.actr.signaling.TestClient.CONNECTED;
import static dev.actr.signaling.TestClient.CONNECTING;
import static dev.actr.signaling.TestClient.DISCONNECTED;
import static dev.actr.signaling.TestClient.FAILED;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.actr.ErrorKind;
import dev.actr.Hostile;
import dev.actr.cdi.BlockingTasks;
import dev.actr.identity.Identities;
import dev.actr.wire.SignalingEnvelopes;
import dev.actr.wire.proto.SignalingProtos.GetSigningKeyResponse;
import dev.actr.wire.proto.SignalingProtos.SignalingEnvelope;
import dev.actr.wire.proto.SignalingProtos.SignalingToActr;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that breaks the rules costs one connection, and the client opens the next. */
class HostileSignalingTest {

  private static final int LIMIT = 1024 * 1024;

  private ScriptedSignaling server;
  private TestClient node;

  @BeforeEach
  void connect() {
    server = new ScriptedSignaling();
    server.key(7, new byte[] {7});
    node = TestClient.connected(server, Identities.of("1@1001/acme:Echo:1.0.0"));
  }

  @AfterEach
  void close() {
    server.script(server::answer);
    node.close();
    server.close();
  }

  private void assertAnswered() throws Exception {
    assertThat(node.client.signingKey(7).get(20, TimeUnit.SECONDS)).containsExactly(7);
  }

  private static Named<Consumer<ScriptedSession>> offence(
      String name, Consumer<ScriptedSession> action) {
    return Named.of(name, action);
  }

  private static Consumer<ScriptedSession> raw(String hex) {
    return session -> session.inject(HexFormat.of().parseHex(hex));
  }

  private static BinaryWebSocketFrame binary(int length) {
    return new BinaryWebSocketFrame(Unpooled.wrappedBuffer(new byte[length]));
  }

  private static Stream<Named<Consumer<ScriptedSession>>> offences() {
    return Stream.of(
        offence(
            "a message that is no envelope",
            s -> s.send(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(new byte[] {-1, -1})))),
        offence("a frame above the limit", s -> s.send(binary(LIMIT + 1))),
        offence(
            "a message above the limit in frames below it",
            s ->
                s.send(
                    new BinaryWebSocketFrame(false, 0, Unpooled.wrappedBuffer(new byte[LIMIT])),
                    new ContinuationWebSocketFrame(
                        true, 0, Unpooled.wrappedBuffer(new byte[LIMIT])))),
        offence("a frame that announces more than there can be", raw("827f7fffffffffffffff")),
        offence("a frame of negative length", raw("827fffffffffffffffff")),
        offence("a masked frame", raw("8281000000007f")),
        offence("a compressed frame", raw("c20101")),
        offence("an unknown opcode", raw("830101")),
        offence("a continuation of nothing", raw("800101")),
        offence("a message within a message", raw("020101820101")),
        offence("a ping in fragments", raw("090101")),
        offence("a ping that is too long", raw("897e0080" + "00".repeat(128))),
        offence("a close frame of one byte", raw("880103")),
        offence("a close frame with a code that is none", raw("88020000")),
        offence("text that is no UTF-8", raw("8102c328")),
        offence("a close frame", s -> s.send(new CloseWebSocketFrame(1011, "bye"))),
        offence("a close frame without code", s -> s.send(new CloseWebSocketFrame())));
  }

  @ParameterizedTest
  @MethodSource("offences")
  @Hostile("H71")
  void anOffenceEndsTheConnectionAndTheNextOneServes(Consumer<ScriptedSession> offence)
      throws Exception {
    ScriptedSession session = server.session(1);
    offence.accept(session);
    node.await(CONNECTED, 2);
    session.closed.get(20, TimeUnit.SECONDS);
    assertThat(node.events)
        .containsExactly(CONNECTING, CONNECTED, DISCONNECTED, CONNECTING, CONNECTED);
    assertThat(node.reasons).singleElement().extracting(r -> r.kind()).isNotNull();
    assertAnswered();
  }

  @Test
  void aMessageThatIsNoEnvelopeIsToldSo() throws Exception {
    server.session(1).send(binary(100));
    assertThat(server.session(1).closed.get(20, TimeUnit.SECONDS)).isEqualTo(1007);
    node.await(DISCONNECTED, 1);
    assertThat(node.reasons.get(0).kind()).isEqualTo(ErrorKind.DECODE_FAILURE);
  }

  @Test
  void textAndPongsAreIgnored() throws Exception {
    server
        .session(1)
        .send(
            new TextWebSocketFrame("hello"),
            new TextWebSocketFrame(""),
            new PongWebSocketFrame(Unpooled.wrappedBuffer(new byte[] {1})));
    assertAnswered();
    assertThat(node.events).containsExactly(CONNECTING, CONNECTED);
  }

  @Test
  void aReplyInFragmentsIsReadWhole() throws Exception {
    server.script(
        (session, request) -> {
          byte[] reply = reply(request).toByteArray();
          session.send(
              new BinaryWebSocketFrame(false, 0, Unpooled.wrappedBuffer(reply, 0, 3)),
              new ContinuationWebSocketFrame(false, 0, Unpooled.EMPTY_BUFFER),
              new PongWebSocketFrame(),
              new ContinuationWebSocketFrame(
                  true, 0, Unpooled.wrappedBuffer(reply, 3, reply.length - 3)));
        });
    assertThat(node.client.signingKey(9).get(20, TimeUnit.SECONDS)).isEmpty();
    assertThat(node.events).containsExactly(CONNECTING, CONNECTED);
  }

  private static SignalingEnvelope reply(SignalingEnvelope request) {
    return SignalingEnvelopes.create()
        .setReplyFor(request.getEnvelopeId())
        .setServerToActr(
            SignalingToActr.newBuilder()
                .setTarget(request.getActrToServer().getSource())
                .setGetSigningKeyResponse(
                    GetSigningKeyResponse.newBuilder().setKeyId(9).setPubkey(ByteString.EMPTY)))
        .build();
  }

  /** Whatever it is: the client ends up connected, and every attempt is one of its own. */
  @Test
  void randomBytesOnTheLineDoNoLastingHarm() throws Exception {
    Random random = new Random(7);
    for (int i = 1; i <= 100; i++) {
      byte[] bytes = new byte[1 + random.nextInt(200)];
      random.nextBytes(bytes);
      ScriptedSession session = server.session(i);
      session.inject(bytes);
      session.cut();
      node.await(CONNECTED, i + 1);
    }
    assertAnswered();
    assertThat(node.events).hasSize(2 + 3 * 100);
    assertThat(server.upgrades).hasSize(101);
  }

  /** In place of the answer to the upgrade. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\0\u0001\u0002garbage\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: wrong\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\nx",
        "HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n",
        "HTTP/9.9 101\r\n\r\n",
        "SSH-2.0-OpenSSH_9.2\r\n",
      })
  void whatIsNoUpgradeIsAFailedAttempt(String answer) throws Exception {
    try (ServerSocket odd = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        TestClient other =
            new TestClient(URI.create("ws://127.0.0.1:" + odd.getLocalPort() + "/"))) {
      BlockingTasks.run(() -> answer(odd, answer.getBytes(StandardCharsets.UTF_8)));
      other.start(Identities.of("1@1001/acme:Echo:1.0.0"));
      other.await(FAILED, 2);
      assertThat(other.events).doesNotContain(CONNECTED).startsWith(CONNECTING, FAILED, CONNECTING);
    }
  }

  private static void answer(ServerSocket server, byte[] answer) {
    var sockets = new CopyOnWriteArrayList<Socket>();
    try {
      while (true) {
        Socket socket = server.accept();
        sockets.add(socket);
        socket.getInputStream().read(new byte[4096]);
        socket.getOutputStream().write(answer);
        socket.shutdownOutput();
      }
    } catch (IOException ended) {
      sockets.forEach(HostileSignalingTest::close);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** A header that never ends is cut off, not kept. */
  @Test
  @Hostile("H72")
  void anEndlessAnswerToTheUpgradeIsAFailedAttempt() throws Exception {
    try (ServerSocket endless = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        TestClient other =
            new TestClient(URI.create("ws://127.0.0.1:" + endless.getLocalPort() + "/"))) {
      CompletableFuture<Void> answering = BlockingTasks.run(() -> answerForEver(endless));
      other.start(Identities.of("1@1001/acme:Echo:1.0.0"));
      other.await(FAILED, 1);
      await().until(answering::isDone);
    }
  }

  private static void answerForEver(ServerSocket server) {
    try (Socket socket = server.accept()) {
      byte[] header = "X-Filler: 0123456789\r\n".getBytes(StandardCharsets.US_ASCII);
      socket.getOutputStream().write("HTTP/1.1 101 OK\r\n".getBytes(StandardCharsets.US_ASCII));
      while (true) {
        socket.getOutputStream().write(header);
      }
    } catch (IOException cutOff) {
      assertThat(cutOff).isNotNull();
    }
  }
}
