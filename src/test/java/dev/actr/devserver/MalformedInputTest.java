package dev.actr.devserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.actr.Hostile;
import dev.actr.wire.proto.SignalingProtos.ActrRelay;
import dev.actr.wire.proto.SignalingProtos.SignalingEnvelope;
import dev.actr.wire.proto.WebRtcProtos.SessionDescription;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever one client sends, the others are served. */
@Timeout(60)
class MalformedInputTest {

  private static final int MEGABYTE = 1024 * 1024;

  private DevServer server;
  private TestNode bystander;
  private TestNode offender;

  @BeforeEach
  void start() throws Exception {
    server = DevServer.builder().port(0).start();
    bystander = TestNode.of(server, "acme:Echo:1.0.0");
    offender = TestNode.of(server, "acme:Client:1.0.0");
  }

  @AfterEach
  void othersAreServed() {
    SignalingEnvelope.Builder ping =
        TestNode.envelope().setActrToServer(bystander.request(r -> r.setPing(TestNode.PING)));
    bystander.send(ping);
    // What the offender relayed may come first.
    SignalingEnvelope next = bystander.next();
    while (!next.getReplyFor().equals(ping.getEnvelopeId())) {
      next = bystander.next();
    }
    assertThat(next.getServerToActr().hasPong()).isTrue();
    assertThat(bystander.isOpen()).isTrue();
    assertThat(TestAis.register(server, TestAis.linked("acme:Late:1.0.0")).hasSuccess()).isTrue();
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ff", "0802120565", "5affffffff0f", "0a", "120180"})
  @Hostile("H38")
  void anUndecodableMessageEndsItsConnection(String hex) {
    offender.send(HexFormat.of().parseHex(hex));

    assertThat(offender.closed()).isEqualTo("1007 not a signaling envelope");
  }

  @Test
  @Hostile("H39")
  void aTruncatedMessageEndsItsConnection() {
    byte[] whole =
        TestNode.envelope()
            .setActrToServer(offender.request(r -> r.setPing(TestNode.PING)))
            .build()
            .toByteArray();

    offender.send(Arrays.copyOf(whole, whole.length - 3));

    assertThat(offender.closed()).startsWith("1007 ");
  }

  @Test
  @Hostile("H40")
  void aStringThatIsNoUtf8EndsItsSendersConnectionAndIsNotForwarded() {
    ActrRelay.Builder relay = offender.relay(bystander.id());
    relay.getSessionDescriptionBuilder().setType(SessionDescription.Type.OFFER).setSdp("@@@@");
    byte[] message = TestNode.envelope().setActrRelay(relay).build().toByteArray();
    int at = new String(message, StandardCharsets.ISO_8859_1).indexOf("@@@@");
    message[at] = (byte) 0xff;

    offender.send(message);

    assertThat(offender.closed()).startsWith("1007 ");
    bystander.assertNothingHasCome();
  }

  @Test
  void randomMessagesDoNoHarm() {
    Random random = new Random(20261123);
    for (int i = 0; i < 50; i++) {
      try (TestNode node = TestNode.connect(server, offender.ok, "")) {
        byte[] noise = new byte[1 + random.nextInt(300)];
        random.nextBytes(noise);
        noise[0] = (byte) 0xfe;
        node.send(noise);
        assertThat(node.closed()).startsWith("1007 ");
      }
    }
  }

  @Test
  void flippedBitsDoNoHarm() {
    ActrRelay.Builder relay = offender.relay(bystander.id());
    relay.getIceCandidateBuilder().setCandidate("candidate:1");
    byte[] message =
        SignalingEnvelope.newBuilder()
            .setEnvelopeVersion(2)
            .setEnvelopeId("env")
            .setActrRelay(relay)
            .build()
            .toByteArray();
    Random random = new Random(7);
    for (int i = 0; i < 60; i++) {
      byte[] mutated = message.clone();
      mutated[random.nextInt(mutated.length)] ^= (byte) (1 << random.nextInt(8));
      try (TestNode node = TestNode.connect(server, offender.ok, "")) {
        node.send(mutated);
      }
    }
  }

  @Test
  @Hostile("H41")
  void aMessageThatIsTooLargeEndsItsConnection() throws Exception {
    try (RawClient raw = RawClient.upgraded(server, offender.ok)) {
      // The head alone: what else arrives is not read, which would take the answer along.
      raw.send(ByteBuffer.allocate(14).putShort((short) 0x82ff).putLong(MEGABYTE + 1).array());

      assertThat(closeCode(raw)).isEqualTo(1009);
    }
  }

  @Test
  @Hostile("H42")
  void aMessageThatIsTooLargeInPartsEndsItsConnection() throws Exception {
    try (RawClient raw = RawClient.upgraded(server, offender.ok)) {
      raw.sendFrame(0x02, new byte[700_000]);
      raw.sendFrame(0x80, new byte[700_000]);

      assertThat(closeCode(raw)).isEqualTo(1009);
    }
  }

  @Test
  void aMessageInPartsIsTakenAsOne() {
    byte[] message =
        TestNode.envelope()
            .setActrToServer(offender.request(r -> r.setPing(TestNode.PING)))
            .build()
            .toByteArray();

    offender.socket.sendBinary(ByteBuffer.wrap(message, 0, 10), false).join();
    offender.socket.sendBinary(ByteBuffer.wrap(message, 10, message.length - 10), true).join();

    assertThat(offender.next().getServerToActr().hasPong()).isTrue();
  }

  @Test
  void textIsIgnored() {
    offender.socket.sendText("hello", true).join();

    assertThat(offender.ping().hasPong()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"8200, 1002", "c28000000000, 1002", "838000000000, 1002", "898012345678, 0"})
  @Hostile("H43")
  void bytesThatAreNoFramesEndTheirConnection(String hex, int code) throws Exception {
    try (RawClient raw = RawClient.upgraded(server, offender.ok)) {
      raw.send(HexFormat.of().parseHex(hex));
      if (code == 0) {
        raw.sendFrame(0x88, new byte[0]);
        assertThat(raw.readToEnd()).as("a pong, then the answer to the close").hasSize(4);
      } else {
        assertThat(closeCode(raw)).isEqualTo(code);
      }
    }
  }

  @Test
  void oneCloseFrameIsSentWhenBothSidesClose() throws Exception {
    try (RawClient raw = RawClient.upgraded(server, offender.ok)) {
      raw.sendFrame(0x82, new byte[] {-1});
      raw.sendFrame(0x88, new byte[] {3, -24});

      assertThat(raw.readToEnd()).endsWith("not a signaling envelope");
    }
  }

  private static int closeCode(RawClient raw) throws IOException {
    String frame = raw.readToEnd();
    assertThat(frame).startsWith("\u0088");
    return frame.charAt(2) << 8 | frame.charAt(3);
  }

  @Test
  @Hostile("H44")
  void aClientThatDoesNotReadLosesItsConnection() throws Exception {
    byte[] request =
        TestNode.envelope()
            .setActrToServer(
                offender.request(r -> r.getGetServiceSpecRequestBuilder().setName("nothing")))
            .build()
            .toByteArray();
    try (RawClient raw = RawClient.upgraded(server, offender.ok)) {
      assertThatCode(
              () -> {
                while (true) {
                  raw.sendFrame(0x82, request);
                }
              })
          .isInstanceOf(SocketException.class);
    }
  }

  @Test
  void aClientThatDoesNotReadHttpAnswersLosesItsConnection() throws Exception {
    byte[] request =
        "GET /ais/health HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);
    try (RawClient raw = new RawClient(server)) {
      assertThatCode(
              () -> {
                while (true) {
                  raw.send(request);
                }
              })
          .isInstanceOf(SocketException.class);
    }
  }

  @Test
  @Hostile("H45")
  void aBodyThatIsTooLargeIsRefused() {
    assertThat(TestAis.post(server, "/ais/register", new byte[MEGABYTE + 1]).statusCode())
        .isEqualTo(413);
  }

  @ParameterizedTest
  @ValueSource(strings = {"hello\r\n\r\n", "GET\r\n\r\n", "\u0000\u0001\u0002\r\n\r\n"})
  @Hostile("H46")
  void bytesThatAreNoHttpAreRefused(String bytes) throws Exception {
    try (RawClient raw = new RawClient(server)) {
      raw.send(bytes);

      assertThat(raw.readToEnd()).startsWith("HTTP/1.1 400 ");
    }
  }

  @Test
  @Hostile("H47")
  void aRequestLineThatIsTooLongIsRefused() throws Exception {
    try (RawClient raw = new RawClient(server)) {
      raw.send("GET /signaling/ws?actor_id=" + "a".repeat(10_000) + " HTTP/1.1\r\n\r\n");

      assertThat(raw.readToEnd()).startsWith("HTTP/1.1 414 ");
    }
  }
}
