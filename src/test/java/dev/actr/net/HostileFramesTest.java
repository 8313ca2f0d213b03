package dev.actr.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.actr.Hostile;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Upgrades and frames that do not hold to RFC 9112 and RFC 6455. */
class HostileFramesTest {

  private static final String UPGRADE =
      "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
          + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n";

  private final NetFuzz.Server server = new NetFuzz.Server();

  @AfterEach
  void close() {
    server.channel.finishAndReleaseAll();
  }

  private String send(byte[] bytes) {
    server.channel.writeInbound(Unpooled.wrappedBuffer(bytes));
    server.channel.checkException();
    StringBuilder answer = new StringBuilder();
    for (ByteBuf out = server.channel.readOutbound();
        out != null;
        out = server.channel.readOutbound()) {
      answer.append(out.toString(StandardCharsets.ISO_8859_1));
      out.release();
    }
    return answer.toString();
  }

  private String request(String text) {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private void upgrade() {
    assertThat(request(UPGRADE + "\r\n")).startsWith("HTTP/1.1 101");
  }

  /** A masked frame, the mask all zeros. */
  private static byte[] frame(int first, int length) {
    ByteBuffer frame = ByteBuffer.allocate(14 + length).put((byte) first);
    if (length < 126) {
      frame.put((byte) (0x80 | length));
    } else {
      frame.put((byte) (0x80 | 126)).putShort((short) length);
    }
    return Arrays.copyOf(frame.putInt(0).array(), frame.position() + length);
  }

  /** The start of a close frame, but for its length. */
  private static void assertClosedWith(int status, String answer) {
    assertThat(answer).startsWith("\u0088");
    assertThat(answer.charAt(2) << 8 | answer.charAt(3)).isEqualTo(status);
  }

  @Test
  @Hostile("H210")
  void compressionThatIsOfferedIsNotTaken() {
    String answer = request(UPGRADE + "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 101").doesNotContainIgnoringCase("extensions");
  }

  @ParameterizedTest
  @Hostile("H211")
  @CsvSource({
    "compressed, c200",
    "reserved bits, b200",
    "not masked, 8203616263",
    "a reserved opcode, 838000000000",
    "a reserved control opcode, 8b8000000000",
    "a ping in fragments, 098000000000",
    "the rest of nothing, 808000000000",
    "a message within another, 028000000000828000000000",
    "a length of 64 bits with the highest set, 82ff8000000000000001",
    "a close frame of one byte, 88810000000041",
  })
  void aFrameThatBreaksTheProtocolEndsTheConnection(String what, String hex) {
    upgrade();
    byte[] bytes = java.util.HexFormat.of().parseHex(hex);
    assertThat(send(bytes)).as(what).startsWith("\u0088");
    if (server.channel.isOpen()) {
      assertThat(send(frame(0x89, 1))).as(what).isEmpty();
    }
  }

  @Test
  @Hostile("H212")
  void aPingOfMoreThan125BytesEndsTheConnection() {
    upgrade();
    assertClosedWith(1002, send(frame(0x89, 126)));
  }

  @Test
  @Hostile("H213")
  void fragmentsWithoutContentAndWithoutEndKeepNothing() {
    upgrade();
    assertThat(send(frame(0x02, 0))).isEmpty();
    for (int i = 0; i < 100_000; i++) {
      assertThat(send(frame(0x00, 0))).isEmpty();
    }
    assertThat(server.channel.isOpen()).isTrue();
    send(frame(0x00, 300));
    assertClosedWith(1009, send(frame(0x00, 300)));
  }

  @ParameterizedTest
  @Hostile("H214")
  @ValueSource(
      strings = {
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nname with space: b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost : a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: a\u0000b\r\n\r\n",
      })
  void requestsThatTwoReadersCouldReadDifferentlyAreRefused(String text) {
    assertThat(request(text)).startsWith("HTTP/1.1 400");
  }

  @Test
  @Hostile("H215")
  void headersWithoutEndAreRefused() {
    StringBuilder request = new StringBuilder("GET / HTTP/1.1\r\n");
    for (int i = 0; i < 2000; i++) {
      request.append("X-").append(i).append(": b\r\n");
    }
    assertThat(request(request.toString())).startsWith("HTTP/1.1 431");
  }

  @ParameterizedTest
  @Hostile("H216")
  @CsvSource({
    "Sec-WebSocket-Version: 13, Sec-WebSocket-Version: 8, 426",
    "Upgrade: websocket, Upgrade: h2c, 400",
    "Connection: Upgrade, Connection: close, 400",
    "Sec-WebSocket-Key, X-Key, 400",
    "GET, POST, 400"
  })
  void whatIsNoUpgradeIsRefused(String part, String other, int status) {
    assertThat(request(UPGRADE.replace(part, other) + "\r\n")).startsWith("HTTP/1.1 " + status);
  }
}
